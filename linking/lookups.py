"""The look-ups of a bundle: SQLite tables that are shared through the page cache, and memory-mapped tries."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable
from urllib.parse import quote

import marisa_trie

from linking.errors import LinkingError

MMAP_BYTES = 1 << 36
"""More than any table: SQLite maps the file and reads it from the page cache instead of copying pages."""

ANCHORS, PAGES = "anchors", "pages"
ANCHOR_TRIE, TITLE_TRIE, WORD_TRIE = "anchors.trie", "titles.trie", "words.trie"
WORD_FORMAT = "<2B"


class LookupFailed(LinkingError):
    """A look-up could not be made: the store is gone, damaged or does not answer."""

    def __init__(self, store: str, reason: str) -> None:
        super().__init__(f"look-up in {store} failed: {reason}")
        self.store, self.reason = store, reason


@runtime_checkable
class Table(Protocol):
    """A key-value table of a bundle."""

    def get_many(self, keys: Collection[int]) -> Mapping[int, bytes]:
        """The values of those keys that there are, in one query. Raises LookupFailed."""
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...


class SqliteTable:
    """A table in a SQLite file of its own, opened read-only and immutable (https://sqlite.org/uri.html).

    The layout is sqlitedict's (table `unnamed`, `key`, `value`), with integer keys.
    """

    # json_each makes one prepared statement serve any number of keys
    QUERY = "SELECT key, value FROM unnamed WHERE key IN (SELECT value FROM json_each(?))"

    def __init__(self, path: Path) -> None:
        self._path = path
        uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
        try:
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
            self._connection.execute(f"PRAGMA mmap_size={MMAP_BYTES}")
            self._connection.execute("PRAGMA cache_size=-256")  # KiB; the mapping makes a cache of our own useless
        except sqlite3.Error as error:
            raise LookupFailed(path.name, str(error)) from error

    def get_many(self, keys: Collection[int]) -> dict[int, bytes]:
        try:
            rows = self._connection.execute(self.QUERY, ("[" + ",".join(map(str, keys)) + "]",))
            return dict(rows.fetchall())
        except sqlite3.Error as error:
            raise LookupFailed(self._path.name, str(error)) from error

    def close(self) -> None:
        self._connection.close()


@dataclass(frozen=True, slots=True)
class Tries:
    """The memory-mapped sets of texts: a text's id in `anchors` and `titles` is its key in the table of that name.

    words: neighbour word -> (share of its uses that a link follows, that a link precedes), in 1/255.
    """

    anchors: marisa_trie.Trie
    titles: marisa_trie.Trie
    words: marisa_trie.RecordTrie


@dataclass(frozen=True, slots=True)
class Lookups:
    """All that a recommender asks of a bundle while it works on an article."""

    anchors: Table
    pages: Table
    tries: Tries

    def close(self) -> None:
        """Close the tables; the tries are unmapped when they are collected."""
        self.anchors.close()
        self.pages.close()


OpenLookups = Callable[[Path], Lookups]
"""Opens the look-ups of a bundle whose files (the tries at least) lie in the directory. Raises LookupFailed."""


def open_tries(directory: Path) -> Tries:
    """Map the tries of a bundle's directory. Raises LookupFailed where one is missing or is not a trie."""
    anchors, titles, words = marisa_trie.Trie(), marisa_trie.Trie(), marisa_trie.RecordTrie(WORD_FORMAT)
    for trie, name in ((anchors, ANCHOR_TRIE), (titles, TITLE_TRIE), (words, WORD_TRIE)):
        try:
            trie.mmap(str(directory / name))
        except (RuntimeError, OSError) as error:
            raise LookupFailed(name, str(error)) from error
    return Tries(anchors, titles, words)


def open_sqlite(directory: Path) -> Lookups:
    """The look-ups of a bundle that lies in a directory."""
    return Lookups(
        SqliteTable(directory / f"{ANCHORS}.sqlite"), SqliteTable(directory / f"{PAGES}.sqlite"), open_tries(directory)
    )
