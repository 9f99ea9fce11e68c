"""Applies MediaWiki's adds-changes dumps, which have the pages that were created or edited on a day, to a full dump.

They do not say which pages were deleted, so deleted pages stay until the next full dump.

References:
    https://dumps.wikimedia.org/other/incr/
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple
from pathlib import Path

from training.dumps.dump import Dump
from training.dumps.export_file import Known
from training.dumps.xml_export import Page
from training.runtime.output_files import sqlite_file

logger = logging.getLogger(__name__)

_FILE = "changes.sqlite"


class Changes:
    """The last revisions of the pages of adds-changes dumps. Their texts are in a database on disk.

    Attributes:
        newest: The time of the newest revision, or "".
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._revisions: dict[int, int] = {}
        self.newest = ""

    def read(self, sources: Sequence[str], namespaces: Collection[int]) -> None:
        """Read one or more files. Of several revisions of a page the latest counts, in whatever order they come.

        Raises:
            DumpError: A file cannot be read.
            OSError: The database cannot be written.
        """
        with Dump(sources, namespaces=namespaces) as dump:
            for page in dump:
                if page.revision >= self._revisions.get(page.id, 0):
                    self._revisions[page.id] = page.revision
                    row = page.id, json.dumps(astuple(page))
                    self._connection.execute("INSERT OR REPLACE INTO page VALUES (?, ?)", row)
            self.newest = max(self.newest, dump.newest)
        logger.info("%d pages have changed since the dump; pages deleted since then are unknown", len(self._revisions))

    def apply(self, pages: Iterable[Page | Known]) -> Iterator[Page | Known]:
        """Yield the pages of a full dump as they are after the changes, then the new ones in order of page id."""
        new = set(self._revisions)
        for page in pages:
            new.discard(page.id)
            yield self._page(page.id) if self._revisions.get(page.id, -1) > page.revision else page
        for number in sorted(new):
            yield self._page(number)

    def _page(self, number: int) -> Page:
        ((content,),) = self._connection.execute("SELECT content FROM page WHERE id = ?", (number,)).fetchall()
        return Page(*json.loads(content))


@contextmanager
def open_changes(directory: Path) -> Iterator[Changes]:
    """Open an empty set of changes, whose texts are in a file of the directory until the block ends.

    Raises:
        OSError: The file cannot be written.
    """
    path = directory / _FILE
    with sqlite_file(path), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TABLE page (id INTEGER PRIMARY KEY, content TEXT)")
        connection.execute("BEGIN")
        yield Changes(connection)
        connection.execute("COMMIT")
    path.unlink()
