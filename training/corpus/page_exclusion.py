"""Pages that are not worth linking: found among what is known of the wiki's pages, in the embedded engine.

What is known lies in tables of the connection, each of which may be missing:

    page_props(page_id, property, value)         training.dumps.page_props
    instance_of(page_id, title, item, class)     training.dumps.wikidata_instance_of
    page_marks(page_id, reason)                  what training.corpus.page_markers found in the pages' own text
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from training.corpus.exclusion_rules import FilterRules
from training.dumps.page_props import DISAMBIGUATION, WIKIBASE_ITEM
from training.runtime.database import fetched

logger = logging.getLogger(__name__)

_TABLES = {
    "page_props": "page_id UBIGINT, property VARCHAR, value VARCHAR",
    "instance_of": "page_id UBIGINT, title VARCHAR, item VARCHAR, class VARCHAR",
    "page_marks": "page_id UBIGINT, reason VARCHAR",
}


@dataclass(frozen=True, slots=True)
class ExcludedPage:
    """A page that is not worth linking, and why."""

    page_id: int
    title: str
    reason: str


def exclude_pages(connection: duckdb.DuckDBPyConnection, rules: FilterRules, pages: str = "title") -> dict[str, int]:
    """Make the tables page_class(page_id, class) and excluded(page_id, title, reason); returns pages by reason.

    pages: table of the wiki's pages, with page_id and title; no others get into the two tables.
    """
    for name, columns in _TABLES.items():
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
    _resolve_classes(connection, pages)
    connection.execute("CREATE OR REPLACE TEMP TABLE unwanted_class (class VARCHAR, reason VARCHAR)")
    if rules.classes:
        connection.executemany(
            "INSERT INTO unwanted_class VALUES (?, ?)", [list(item) for item in rules.classes.items()]
        )
    connection.execute(
        "CREATE OR REPLACE TABLE excluded AS SELECT page_id, any_value(title) AS title, min(reason) AS reason FROM ("
        " SELECT page_id, 'disambiguation page' AS reason FROM page_props WHERE property = $disambiguation"
        " UNION ALL SELECT page_id, reason FROM page_class JOIN unwanted_class USING (class)"
        " UNION ALL SELECT page_id, reason FROM page_marks"
        f") JOIN {pages} USING (page_id) GROUP BY page_id ORDER BY page_id",
        {"disambiguation": DISAMBIGUATION},
    )
    counts = connection.execute("SELECT reason, count(*) FROM excluded GROUP BY reason ORDER BY reason").fetchall()
    return dict(counts)


def excluded_pages(connection: duckdb.DuckDBPyConnection) -> Iterator[ExcludedPage]:
    """What `exclude_pages` found, by page id."""
    cursor = connection.execute("SELECT page_id, title, reason FROM excluded ORDER BY page_id")
    return (ExcludedPage(*row) for row in fetched(cursor))


def _resolve_classes(connection: duckdb.DuckDBPyConnection, pages: str) -> None:
    """Classes by page, whatever the rows of instance_of named the page with."""
    connection.execute(
        "CREATE OR REPLACE TABLE page_class AS SELECT DISTINCT page_id, class FROM ("
        f" SELECT page_id, class FROM instance_of SEMI JOIN {pages} USING (page_id)"
        f" UNION ALL SELECT pages.page_id, class FROM instance_of JOIN {pages} AS pages USING (title)"
        " WHERE instance_of.page_id IS NULL"
        " UNION ALL SELECT page_props.page_id, class FROM instance_of JOIN page_props ON value = item"
        f" SEMI JOIN {pages} AS pages ON pages.page_id = page_props.page_id"
        " WHERE property = $item AND instance_of.page_id IS NULL AND instance_of.title IS NULL"
        ") ORDER BY page_id, class",
        {"item": WIKIBASE_ITEM},
    )
    _warn_of_strangers(connection)


def _warn_of_strangers(connection: duckdb.DuckDBPyConnection) -> None:
    """A table of another wiki, or of other ids, would remove nothing, and silently."""
    ((given, used),) = connection.execute(
        "SELECT (SELECT count(*) FROM instance_of), (SELECT count(*) FROM page_class)"
    ).fetchall()
    if given and not used:
        logger.warning("none of the %d rows of Wikidata classes is about a page of the dump", given)
