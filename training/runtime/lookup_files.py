"""Write the files that linking.store.lookups opens."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import marisa_trie

from linking.store.tries import ShardedTrie, Trie, open_trie, shard_name

KEYS_PER_SHARD = 1_000_000
"""Texts of a trie; it takes 115 bytes for each while it is built. More texts go into further shards.

Not a setting: the numbers of texts, and so the bytes of a bundle, depend on it.
"""


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


def write_trie(texts: Iterable[str], directory: Path, name: str, at_once: int | None = None) -> Trie:
    """Write a set of texts, which come in order of their code points, and map it. Raises OSError.

    A shard ends at the first change of the first character after at_once texts (default: KEYS_PER_SHARD).
    """
    rest = _Texts(texts, at_once or KEYS_PER_SHARD)
    whole = marisa_trie.Trie(rest.shard())
    if rest.ended:
        save_trie(whole, directory / name)
    else:
        save_trie(whole, directory / shard_name(name, rest.start))
        del whole
        while not rest.ended:
            shard = marisa_trie.Trie(rest.shard())
            save_trie(shard, directory / shard_name(name, rest.start))
    return open_trie(directory, name)


class Shard(NamedTuple):
    """The texts of a trie from `start` to before `end` (None: to the last), which have the numbers in [low, high).

    start: "" where the trie is not in shards.
    """

    start: str
    end: str | None
    low: int
    high: int

    def file_name(self, name: str) -> str:
        """Name of its file in the trie of that name; the name itself where it is the only one."""
        return shard_name(name, self.start) if self.start else name

    def condition(self, column: str) -> str:
        """The SQL condition that chooses its texts, with parameters `bounds`."""
        return f"{column} >= $start AND ($end IS NULL OR {column} < $end)"

    @property
    def bounds(self) -> dict[str, str | None]:
        return {"start": self.start, "end": self.end}


def shards(trie: Trie) -> list[Shard]:
    """The shards of a trie, in order; one that is not in shards is one."""
    if not isinstance(trie, ShardedTrie):
        return [Shard("", None, 0, len(trie))]
    ends = [*trie.starts[1:], None]
    return list(map(Shard, trie.starts, ends, trie.offsets, trie.offsets[1:]))


class _Texts:
    """Texts in order, taken shard by shard. start: the first character of the shard that was taken last."""

    def __init__(self, texts: Iterable[str], at_once: int) -> None:
        self._groups = groupby(texts, itemgetter(slice(1)))
        self._at_once = at_once
        self._next = next(self._groups, None)
        self.start = ""

    @property
    def ended(self) -> bool:
        return self._next is None

    def shard(self) -> Iterator[str]:
        taken, self.start = 0, self._next[0] if self._next else ""
        while self._next is not None and taken < self._at_once:
            for text in self._next[1]:
                taken += 1
                yield text
            self._next = next(self._groups, None)
