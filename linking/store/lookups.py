"""The lookups of a bundle: SQLite tables and tries, both memory-mapped, so that processes share their pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol, runtime_checkable
from urllib.parse import quote

import marisa_trie

from linking.errors import LinkingError
from linking.store.tries import RecordTrie, SingleTrie, Trie, open_record_trie, open_trie, trie_files

MMAP_BYTES = 1 << 36
"""Larger than any table, so that SQLite maps the whole file and reads from the page cache without copying."""

ANCHORS, PAGES, CLASSES = "anchors", "pages", "classes"
ANCHOR_TRIE, TITLE_TRIE, WORD_TRIE, CLASS_TRIE = "anchors.trie", "titles.trie", "words.trie", "classes.trie"
WORD_FORMAT = "<4B"


class LookupFailure(StrEnum):
    """What made a lookup fail."""

    UNREADABLE = "unreadable"
    """A file is missing or damaged, or a record is."""
    UNREACHABLE = "unreachable"
    """The database does not answer."""
    BUSY = "busy"
    """All connections to the database are in use."""
    REMOVED = "removed"
    """The database does not have the version any more."""


class LookupFailedError(LinkingError):
    """A lookup failed: the store is missing, damaged or not responding.

    Attributes:
        store: The file or the database.
        reason: Why the lookup failed.
        kind: What made it fail, in a word.
    """

    def __init__(self, store: str, reason: str, kind: LookupFailure = LookupFailure.UNREADABLE) -> None:
        super().__init__(f"lookup in {store} failed: {reason}")
        self.store, self.reason, self.kind = store, reason, kind


@runtime_checkable
class Table(Protocol):
    """A key-value table of a bundle."""

    def get_many(self, keys: Collection[int]) -> Mapping[int, bytes]:
        """Look up many keys in one query.

        Returns:
            The value of each key that the table has.

        Raises:
            LookupFailedError: If the query fails.
        """
        ...

    def close(self) -> None:
        """Release the connection."""
        ...


class SqliteTable:
    """A table in its own SQLite file, opened read-only and immutable.

    The file has the layout of sqlitedict: a table `unnamed` with the columns `key` (here an integer) and `value`.

    References:
        https://sqlite.org/uri.html
    """

    # With json_each, one prepared statement serves any number of keys. A join takes three quarters of the time of IN,
    # which sorts the keys first; CROSS makes SQLite read the keys first and not the table.
    QUERY = (
        "SELECT wanted.value, unnamed.value FROM json_each(?) AS wanted CROSS JOIN unnamed "
        "ON unnamed.key = wanted.value"
    )

    def __init__(self, path: Path) -> None:
        self._path = path
        uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
        try:
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False, isolation_level=None)
            self._connection.execute(f"PRAGMA mmap_size={MMAP_BYTES}")
            self._connection.execute(
                "PRAGMA cache_size=-256"
            )  # KiB; the file is mapped, so SQLite needs no cache of its own
        except sqlite3.Error as error:
            raise LookupFailedError(path.name, str(error)) from error

    def get_many(self, keys: Collection[int]) -> dict[int, bytes]:
        """Look up many keys in one query; see `Table.get_many`."""
        try:
            rows = self._connection.execute(self.QUERY, ("[" + ",".join(map(str, keys)) + "]",))
            return dict(rows.fetchall())
        except sqlite3.Error as error:
            raise LookupFailedError(self._path.name, str(error)) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


@dataclass(frozen=True, slots=True)
class Tries:
    """The memory-mapped tries of a bundle.

    Attributes:
        anchors: Case-folded anchors; the number of an anchor is its key in the table `anchors`.
        titles: Page titles; the number of a title is its key in the table `pages`.
        words: Word -> (probability that a link follows the word, that a link precedes it, log odds ratio of parts of
            labels to whole labels after the word, the same before the word), quantized to bytes.
        classes: Names of page classes; the table `classes` refers to them by number. Empty in a bundle without classes.
    """

    anchors: Trie
    titles: Trie
    words: RecordTrie
    classes: Trie = field(default_factory=lambda: SingleTrie(marisa_trie.Trie()))


@dataclass(frozen=True, slots=True)
class Lookups:
    """The tables and tries that the recommender reads for each article.

    Attributes:
        anchors: Anchor number -> anchor and candidate records (`record_layout`).
        pages: Page key -> article record or redirect.
        tries: The memory-mapped tries.
        classes: Page key -> numbers of the page's classes; None in a bundle without classes.
    """

    anchors: Table
    pages: Table
    tries: Tries
    classes: Table | None = None

    def close(self) -> None:
        """Close the tables. The tries are unmapped when they are garbage-collected."""
        for table in (self.anchors, self.pages, self.classes):
            if table is not None:
                table.close()


OpenLookups = Callable[[Path], Lookups]
"""Opens the lookups of a bundle, given the directory of its files. Raises LookupFailedError."""


def open_tries(directory: Path) -> Tries:
    """Map the tries in a bundle's directory.

    Raises:
        LookupFailedError: If a file is missing or is not a trie.
    """
    with _naming_file(WORD_TRIE):
        words = open_record_trie(directory, WORD_TRIE, WORD_FORMAT)
    with _naming_file(ANCHOR_TRIE):
        anchors = open_trie(directory, ANCHOR_TRIE)
    with _naming_file(TITLE_TRIE):
        titles = open_trie(directory, TITLE_TRIE)
    if not trie_files(directory, CLASS_TRIE)[0].exists():
        return Tries(anchors, titles, words)
    with _naming_file(CLASS_TRIE):
        return Tries(anchors, titles, words, open_trie(directory, CLASS_TRIE))


@contextmanager
def _naming_file(name: str) -> Iterator[None]:
    """Turn the errors of mapping a file into LookupFailedError."""
    try:
        yield
    except (RuntimeError, OSError) as error:
        raise LookupFailedError(name, str(error)) from error


def open_sqlite(directory: Path) -> Lookups:
    """Open the lookups in a bundle's directory.

    Raises:
        LookupFailedError: If a file is missing or damaged.
    """
    anchors, pages, classes = (directory / f"{name}.sqlite" for name in (ANCHORS, PAGES, CLASSES))
    class_table = SqliteTable(classes) if classes.exists() else None
    return Lookups(SqliteTable(anchors), SqliteTable(pages), open_tries(directory), class_table)
