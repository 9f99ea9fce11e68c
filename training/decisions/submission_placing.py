"""Turns MediaWiki's log into decisions: page ids into titles, and offsets into texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import duckdb

from training.decisions.decision import Decision
from training.decisions.suggestion_pool import Pool
from training.runtime.database import fetch_rows

CAUSES: Mapping[str, str] = {
    "feedback": "the letter of the feedback is unknown",
    "article": "the article is not in the dump: it was deleted or moved to another namespace",
    "target": "the target is not in the dump: it was deleted or moved to another namespace",
    "redirect": "the target became a redirect that leads to no article",
    "old row": "the row has no offset, as older rows do, and no --pool file has the suggestion",
    "other revision": "the article was edited since, and no --pool file has the suggestion",
    "outside": "there is no such text at the offset: the row is damaged, or of another wiki",
}
"""Why a row cannot become a decision, in the order in which the causes are tried."""

_REDIRECT_ROUNDS = 4
"""Resolves chains of up to 2 ** _REDIRECT_ROUNDS redirects."""

_RESOLVE_STEP = """
    UPDATE pages SET redirect = next.redirect FROM pages AS next
    WHERE pages.redirect IS NOT NULL AND next.title = pages.redirect AND next.redirect IS NOT NULL
"""
_RESOLVED = """
    CREATE TABLE resolved AS
    SELECT one.id, one.title, one.revision, one.redirect IS NOT NULL AS is_redirect,
        CASE WHEN one.redirect IS NULL THEN one.title ELSE article.title END AS article
    FROM pages AS one LEFT JOIN pages AS article ON article.title = one.redirect AND article.redirect IS NULL
"""
_LOADED = """
    CREATE TABLE loaded AS
    SELECT page, pool.revision, article, arg_max(link_text, source) AS link_text,
        arg_max(text_offset, source) AS text_offset, arg_max(score, source) AS score, max(source) AS source
    FROM pool JOIN resolved ON resolved.title = link_target
    WHERE article IS NOT NULL GROUP BY page, pool.revision, article
"""
_PLACED = """
    CREATE TABLE placed AS
    SELECT submissions.*, page.title AS title, target.article AS link_target, target.is_redirect,
        CASE WHEN submissions.text_length = 0 THEN loaded.text_offset ELSE submissions.text_offset END
            AS wikitext_offset,
        coalesce(excerpts.text, loaded.link_text) AS link_text, loaded.score, loaded.source,
        CASE
            WHEN verdict IS NULL THEN 'feedback'
            WHEN page.title IS NULL THEN 'article'
            WHEN target.title IS NULL THEN 'target'
            WHEN target.article IS NULL THEN 'redirect'
            WHEN coalesce(excerpts.text, loaded.link_text) IS NOT NULL THEN NULL
            WHEN submissions.text_length = 0 THEN 'old row'
            WHEN page.revision = submissions.revision THEN 'outside'
            ELSE 'other revision'
        END AS cause
    FROM submissions
    LEFT JOIN resolved AS page ON page.id = submissions.page
    LEFT JOIN resolved AS target ON target.id = submissions.target
    LEFT JOIN excerpts ON excerpts.revision = submissions.revision
        AND excerpts.text_offset = submissions.text_offset AND excerpts.text_length = submissions.text_length
    LEFT JOIN loaded ON loaded.page = submissions.page AND loaded.revision = submissions.revision
        AND loaded.article = target.article
        AND (submissions.text_length = 0 OR (
            loaded.text_offset = submissions.text_offset AND length(loaded.link_text) = submissions.text_length
        ))
"""
"""The target of a suggestion is unique in an answer, so it identifies the suggestion of an older row without offset."""


class VerdictCount(NamedTuple):
    """How many rows with one verdict there are, and how many of them became decisions."""

    verdict: str
    rows: int
    placed: int


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """What became of the rows.

    Attributes:
        verdicts: Counts by verdict.
        dropped: The number of rows that became no decision, by cause: keys of CAUSES.
        redirected: The number of decisions whose target became a redirect. They have the article that it leads to.
        unscored: The number of decisions without a score.
    """

    verdicts: Sequence[VerdictCount]
    dropped: Mapping[str, int]
    redirected: int
    unscored: int

    @property
    def placed(self) -> int:
        """The number of decisions."""
        return sum(count.placed for count in self.verdicts)


def place_submissions(connection: duckdb.DuckDBPyConnection) -> ImportCounts:
    """Find title, target and text of each row, once everything is loaded (training.decisions.submission_tables)."""
    for _ in range(_REDIRECT_ROUNDS):
        connection.execute(_RESOLVE_STEP)
    for statement in (_RESOLVED, _LOADED, _PLACED):
        connection.execute(statement)
    verdicts = connection.execute(
        "SELECT verdict, count(*), count(*) FILTER (cause IS NULL) FROM placed WHERE verdict IS NOT NULL"
        " GROUP BY verdict ORDER BY verdict"
    ).fetchall()
    dropped = dict(
        connection.execute("SELECT cause, count(*) FROM placed WHERE cause IS NOT NULL GROUP BY cause").fetchall()
    )
    redirected, unscored = connection.execute(
        "SELECT count(*) FILTER (is_redirect), count(*) FILTER (score IS NULL) FROM placed WHERE cause IS NULL"
    ).fetchall()[0]
    return ImportCounts([VerdictCount(*row) for row in verdicts], dropped, redirected, unscored)


def placed_decisions(
    connection: duckdb.DuckDBPyConnection, wiki: str, pools: Sequence[Pool], reviewer_of: Callable[[int], str | None]
) -> Iterator[Decision]:
    """Yield the decisions in order of article and offset.

    Args:
        connection: The database after `place_submissions`.
        wiki: The wiki's database name.
        pools: The files of suggestions.
        reviewer_of: Returns the name for a user id.
    """
    cursor = connection.execute(
        "SELECT title, revision, link_text, link_target, wikitext_offset, score, verdict, source, user_id FROM placed"
        " WHERE cause IS NULL ORDER BY title, revision, wikitext_offset, link_target, user_id"
    )
    for title, revision, text, target, offset, score, verdict, source, user in fetch_rows(cursor):
        yield Decision(
            wiki=wiki,
            title=title,
            revid=revision,
            link_text=text,
            link_target=target,
            wikitext_offset=offset,
            score=score,
            decision=verdict,
            time=None,
            bundle_version=None if source is None else pools[source].bundle_version,
            reviewer=reviewer_of(user),
        )
