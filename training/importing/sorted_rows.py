"""Sorting of more rows than fit in memory, in a temporary SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.runtime.output_files import sqlite_file


@dataclass(frozen=True, slots=True)
class SortedRows:
    """Rows in order of their keys. Rows with the same key keep their order. They can be iterated several times."""

    connection: sqlite3.Connection

    def __iter__(self) -> Iterator[tuple[Any, bytes]]:
        with closing(self.connection.execute("SELECT key, value FROM staged ORDER BY key, rowid")) as cursor:
            yield from cursor


@contextmanager
def sorted_rows(path: Path, rows: Iterable[tuple[Any, bytes]]) -> Iterator[SortedRows]:
    """Sort rows by key.

    Args:
        path: The temporary file. It is deleted at the end of the block.
        rows: Keys and values. All keys are integers, or all are strings.

    Raises:
        OSError: The disk is full.
        sqlite3.Error: The file cannot be written for another reason.
    """
    try:
        with sqlite_file(path), closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=OFF")
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute("CREATE TABLE staged (key, value)")
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO staged VALUES (?, ?)", rows)
            connection.execute("COMMIT")
            yield SortedRows(connection)
    finally:
        path.unlink(missing_ok=True)
