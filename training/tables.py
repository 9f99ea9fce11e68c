"""Write the files that linking.lookups opens."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import marisa_trie


def write_table(path: Path, rows: Iterable[tuple[int, bytes]]) -> None:
    """Write a table; keys must come in order, so that pages fill up from front to end. Raises sqlite3.Error."""
    path.unlink(missing_ok=True)  # a cluster tries a task again that was lost in the middle
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TABLE unnamed (key INTEGER PRIMARY KEY, value BLOB)")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO unnamed VALUES (?, ?)", rows)
        connection.execute("COMMIT")


def save_trie(trie: marisa_trie.Trie | marisa_trie.RecordTrie, path: Path) -> None:
    """Write a trie. Raises OSError."""
    # Trie.save leaves the last bytes to fclose, whose failure nobody sees: on a full disk half a trie looks whole
    path.write_bytes(trie.tobytes())
