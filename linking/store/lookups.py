"""The look-ups of a bundle: SQLite tables that are shared through the page cache, and memory-mapped tries."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable
from urllib.parse import quote

import marisa_trie

from linking.errors import LinkingError
from linking.store.tries import Trie, open_trie, trie_files

MMAP_BYTES = 1 << 36
"""More than any table: SQLite maps the file and reads it from the page cache instead of copying pages."""

ANCHORS, PAGES, CLASSES = "anchors", "pages", "classes"
ANCHOR_TRIE, TITLE_TRIE, WORD_TRIE, CLASS_TRIE = "anchors.trie", "titles.trie", "words.trie", "classes.trie"
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

    words: neighbour word -> (share of its uses that a link follows, that a link precedes), in 1/255. classes: names of
    classes of pages, whose ids are the numbers in the table of that name; none in a bundle without it.
    """

    anchors: Trie
    titles: Trie
    words: marisa_trie.RecordTrie
    classes: Trie = field(default_factory=marisa_trie.Trie)


@dataclass(frozen=True, slots=True)
class Lookups:
    """What a recommender reads of a bundle while it works on an article. classes: see rules.page_classes."""

    anchors: Table
    pages: Table
    tries: Tries
    classes: Table | None = None

    def close(self) -> None:
        """Close the tables; the tries are unmapped when they are collected."""
        for table in (self.anchors, self.pages, self.classes):
            if table is not None:
                table.close()


OpenLookups = Callable[[Path], Lookups]
"""Opens the look-ups of a bundle whose files (the tries at least) lie in the directory. Raises LookupFailed."""


def open_tries(directory: Path) -> Tries:
    """Map the tries of a bundle's directory. Raises LookupFailed where one is missing or is not a trie."""
    words = marisa_trie.RecordTrie(WORD_FORMAT)
    with _named(WORD_TRIE):
        words.mmap(str(directory / WORD_TRIE))
    with _named(ANCHOR_TRIE):
        anchors = open_trie(directory, ANCHOR_TRIE)
    with _named(TITLE_TRIE):
        titles = open_trie(directory, TITLE_TRIE)
    if not trie_files(directory, CLASS_TRIE)[0].exists():
        return Tries(anchors, titles, words)
    with _named(CLASS_TRIE):
        return Tries(anchors, titles, words, open_trie(directory, CLASS_TRIE))


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Raise LookupFailed where a file cannot be mapped."""
    try:
        yield
    except (RuntimeError, OSError) as error:
        raise LookupFailed(name, str(error)) from error


def open_sqlite(directory: Path) -> Lookups:
    """The look-ups of a bundle that lies in a directory."""
    anchors, pages, classes = (directory / f"{name}.sqlite" for name in (ANCHORS, PAGES, CLASSES))
    known = SqliteTable(classes) if classes.exists() else None
    return Lookups(SqliteTable(anchors), SqliteTable(pages), open_tries(directory), known)
