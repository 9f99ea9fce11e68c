"""Writes the tables and tries that linking.store.lookups opens."""

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
from training.runtime.output_files import sqlite_file, write_bytes

KEYS_PER_SHARD = 1_000_000
"""The number of texts from which a trie is split. Building a trie takes 115 bytes of memory per text.

This is not a setting, because the keys of texts, and so the bytes of a bundle, depend on it.
"""


def write_table(path: Path, rows: Iterable[tuple[int, bytes]]) -> None:
    """Write an SQLite table that serving reads by key.

    The layout is that of sqlitedict, which would take 20 times the CPU time to write it (docs/decisions/libraries.md).

    Args:
        path: The file.
        rows: Keys and values. Ascending keys fill the pages of the file completely.

    Raises:
        OSError: The disk is full.
        sqlite3.Error: The file cannot be written for another reason.
    """
    path.unlink(missing_ok=True)  # a cluster repeats a task that was interrupted
    with sqlite_file(path), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "locking_mode=EXCLUSIVE"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TABLE unnamed (key INTEGER PRIMARY KEY, value BLOB)")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO unnamed VALUES (?, ?)", rows)
        connection.execute("COMMIT")


def save_trie(trie: marisa_trie.Trie | marisa_trie.RecordTrie, path: Path) -> None:
    """Write a trie.

    Raises:
        OSError: The file cannot be written.
    """
    # Trie.save does not check fclose, which writes the last bytes, so it does not notice a full disk.
    write_bytes(path, trie.tobytes())


def write_trie(texts: Iterable[str], directory: Path, name: str, shard_size: int | None = None) -> Trie:
    """Write a set of texts as a trie, in shards if there are many, and open it.

    Args:
        texts: The texts, in order of their code points.
        directory: Where to write the files.
        name: The name of the trie.
        shard_size: A shard ends where, after this number of texts, the first character changes. The default is
            KEYS_PER_SHARD.

    Raises:
        OSError: A file cannot be written.
    """
    remaining = _ShardedTexts(texts, shard_size or KEYS_PER_SHARD)
    trie = marisa_trie.Trie(remaining.next_shard())
    if remaining.exhausted:
        save_trie(trie, directory / name)
        return open_trie(directory, name)
    save_trie(trie, directory / shard_name(name, remaining.start))
    while not remaining.exhausted:
        del trie  # a shard takes much memory, so there is only one at a time
        trie = marisa_trie.Trie(remaining.next_shard())
        save_trie(trie, directory / shard_name(name, remaining.start))
    return open_trie(directory, name)


class Shard(NamedTuple):
    """A shard of a trie, or a trie that is not split.

    Attributes:
        start: The first character of the shard's first text, or "" for a trie that is not split.
        end: The start of the next shard, or None for the last.
        low: The key of the first text.
        high: The end of the range of keys.
    """

    start: str
    end: str | None
    low: int
    high: int

    def file_name(self, name: str) -> str:
        """Return the name of the shard's file in a trie with this name."""
        return shard_name(name, self.start) if self.start else name

    def condition(self, column: str) -> str:
        """Return the SQL condition that selects the shard's texts. Its parameters are `bounds`."""
        return f"{column} >= $start AND ($end IS NULL OR {column} < $end)"

    @property
    def bounds(self) -> dict[str, str | None]:
        """The parameters of `condition`."""
        return {"start": self.start, "end": self.end}


def shards(trie: Trie) -> list[Shard]:
    """Return the shards of a trie in order, or a single one for a trie that is not split."""
    if not isinstance(trie, ShardedTrie):
        return [Shard("", None, 0, len(trie))]
    ends = [*trie.starts[1:], None]
    return list(map(Shard, trie.starts, ends, trie.offsets, trie.offsets[1:]))


class _ShardedTexts:
    """Divides an ordered stream of texts into shards. `start` is the first character of the latest shard."""

    def __init__(self, texts: Iterable[str], shard_size: int) -> None:
        self._groups = groupby(texts, itemgetter(slice(1)))
        self._shard_size = shard_size
        self._next = next(self._groups, None)
        self.start = ""

    @property
    def exhausted(self) -> bool:
        return self._next is None

    def next_shard(self) -> Iterator[str]:
        size, self.start = 0, self._next[0] if self._next else ""
        while self._next is not None and size < self._shard_size:
            for text in self._next[1]:
                size += 1
                yield text
            self._next = next(self._groups, None)
