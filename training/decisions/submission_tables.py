"""Tables of what it takes to turn MediaWiki's log into decisions.

The wiki's dump has the titles, and the texts of articles that were not edited since. The files of suggestions that were
loaded into the wiki have the others, and the scores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import duckdb
import numpy as np
from numpy.typing import NDArray

from linking.text.titles import Site, article_title, normalise
from training.decisions.decision import MAX_LINK_TEXT
from training.decisions.submission_log import Submission
from training.decisions.suggestion_pool import Pool
from training.dumps.dump import Dump
from training.dumps.xml_export import Page
from training.runtime.database import create_table, insert_rows

_SUBMISSIONS = dict.fromkeys(("page", "revision", "target", "text_offset", "text_length", "user_id"), "BIGINT") | {
    "verdict": "VARCHAR"
}
_POOL = {
    "source": "BIGINT",
    "page": "BIGINT",
    "revision": "BIGINT",
    "link_text": "VARCHAR",
    "link_target": "VARCHAR",
    "text_offset": "BIGINT",
    "score": "DOUBLE",
}
_PAGES = {"id": "BIGINT", "title": "VARCHAR", "redirect": "VARCHAR", "revision": "BIGINT"}
_EXCERPTS = {"revision": "BIGINT", "text_offset": "BIGINT", "text_length": "BIGINT", "text": "VARCHAR"}

_TEXTS_AT_ONCE, _CHARACTERS_AT_ONCE = 500, 16 << 20


def load_submissions(connection: duckdb.DuckDBPyConnection, submissions: Iterable[Submission]) -> int:
    """Load the rows of the log, and return their number."""
    rows = ((one.page, one.revision, one.target, one.offset, one.length, one.user, one.verdict) for one in submissions)
    return create_table(connection, "submissions", _SUBMISSIONS, rows)


def load_pools(connection: duckdb.DuckDBPyConnection, pools: Sequence[Pool]) -> None:
    """Load those suggestions that the log may be about. `load_submissions` comes first.

    Raises:
        DecisionsError: A line of a file is not an answer.
        DumpError: A file cannot be read.
    """
    revisions = _Revisions(connection)
    rows = (
        (source, page.pageid, page.revid, link.link_text, link.link_target, link.wikitext_offset, link.score)
        for source, pool in enumerate(pools)
        for page in pool.pages()
        if page.revid in revisions
        for link in page.links
    )
    create_table(connection, "pool", _POOL, rows)


def load_dump(connection: duckdb.DuckDBPyConnection, dump: Dump, report: Callable[[int], None]) -> None:
    """Load the titles, and the texts at the offsets of the log. `load_submissions` comes first.

    Args:
        connection: The database.
        dump: The pages of the article namespace.
        report: Called with the number of compressed bytes that are read.

    Raises:
        DumpError: The dump cannot be read.
    """
    create_table(connection, "excerpts", _EXCERPTS)
    create_table(connection, "pages", _PAGES, _rows_of_pages(connection, dump, report))


def _rows_of_pages(
    connection: duckdb.DuckDBPyConnection, dump: Dump, report: Callable[[int], None]
) -> Iterator[tuple[object, ...]]:
    texts = _Texts(connection)
    for page in dump:
        texts.add(page)
        report(dump.consumed)
        yield page.id, *_titles(dump.header.site, page), page.revision
    texts.flush()
    report(dump.consumed)


def _titles(site: Site, page: Page) -> tuple[str, str | None]:
    """Return the title and, for a redirect, that of its target: "" if it is in another namespace."""
    return normalise(site, page.title), None if page.redirect is None else article_title(site, page.redirect) or ""


class _Revisions:
    """The revisions in the log."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        rows = connection.execute("SELECT DISTINCT revision FROM submissions ORDER BY revision").fetchnumpy()
        self._sorted: NDArray[np.int64] = np.asarray(rows["revision"], np.int64)

    def __contains__(self, revision: int) -> bool:
        place = int(np.searchsorted(self._sorted, revision))
        return place < len(self._sorted) and int(self._sorted[place]) == revision


@dataclass(slots=True)
class _Texts:
    """Takes texts out of articles, many articles at once."""

    connection: duckdb.DuckDBPyConnection
    _wikitexts: dict[int, str] = field(default_factory=dict)
    _characters: int = 0
    _revisions: _Revisions = field(init=False)

    def __post_init__(self) -> None:
        self._revisions = _Revisions(self.connection)

    def add(self, page: Page) -> None:
        if page.redirect is not None or page.revision not in self._revisions:
            return
        self._wikitexts[page.revision] = page.text
        self._characters += len(page.text)
        if len(self._wikitexts) >= _TEXTS_AT_ONCE or self._characters >= _CHARACTERS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write the texts at the offsets of the log."""
        found = self.connection.execute(
            "SELECT DISTINCT revision, text_offset, text_length FROM submissions"
            " WHERE text_length BETWEEN 1 AND ? AND revision IN (SELECT unnest(?::BIGINT[]))",
            [MAX_LINK_TEXT, list(self._wikitexts)],
        ).fetchall()
        rows = (
            (revision, offset, length, text)
            for revision, offset, length in found
            # No suggestion begins or ends with a space, but a piece of another text may.
            if len(text := self._wikitexts[revision][offset : offset + length].strip()) == length
        )
        insert_rows(self.connection, "excerpts", _EXCERPTS, rows)
        self._wikitexts.clear()
        self._characters = 0
