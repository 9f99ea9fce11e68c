"""The pages that are not worth linking, selected with SQL from what is known about the wiki's pages.

The facts come from tables of the DuckDB connection, each of which may be missing:

    page_props(page_id, property, value)         training.dumps.page_props
    instance_of(page_id, title, item, class)     training.dumps.wikidata_instance_of
    page_markers(page_id, reason)                training.corpus.page_markers
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from training.corpus.exclusion_rules import ExclusionRules
from training.dumps.page_props import DISAMBIGUATION, WIKIBASE_ITEM
from training.runtime.database import fetch_rows

logger = logging.getLogger(__name__)

_TABLES = {
    "page_props": "page_id UBIGINT, property VARCHAR, value VARCHAR",
    "instance_of": "page_id UBIGINT, title VARCHAR, item VARCHAR, class VARCHAR",
    "page_markers": "page_id UBIGINT, reason VARCHAR",
}


@dataclass(frozen=True, slots=True)
class ExcludedPage:
    """A page that is not worth linking, and why."""

    page_id: int
    title: str
    reason: str


def exclude_pages(connection: duckdb.DuckDBPyConnection, rules: ExclusionRules, pages: str = "title") -> dict[str, int]:
    """Create the tables page_class(page_id, class) and excluded(page_id, title, reason).

    Args:
        connection: The database with the tables of facts.
        rules: The wiki's exclusion rules.
        pages: Name of the table of the wiki's pages, with page_id and title. Other pages are ignored.

    Returns:
        The number of excluded pages by reason.
    """
    for name, columns in _TABLES.items():
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
    _resolve_classes(connection, pages)
    connection.execute("CREATE OR REPLACE TEMP TABLE excluded_class (class VARCHAR, reason VARCHAR)")
    if rules.classes:
        connection.executemany(
            "INSERT INTO excluded_class VALUES (?, ?)", [list(item) for item in rules.classes.items()]
        )
    connection.execute(
        "CREATE OR REPLACE TABLE excluded AS SELECT page_id, any_value(title) AS title, min(reason) AS reason FROM ("
        " SELECT page_id, 'disambiguation page' AS reason FROM page_props WHERE property = $disambiguation"
        " UNION ALL SELECT page_id, reason FROM page_class JOIN excluded_class USING (class)"
        " UNION ALL SELECT page_id, reason FROM page_markers"
        f") JOIN {pages} USING (page_id) GROUP BY page_id ORDER BY page_id",
        {"disambiguation": DISAMBIGUATION},
    )
    counts = connection.execute("SELECT reason, count(*) FROM excluded GROUP BY reason ORDER BY reason").fetchall()
    return dict(counts)


def excluded_pages(connection: duckdb.DuckDBPyConnection) -> Iterator[ExcludedPage]:
    """Yield the pages that `exclude_pages` found, in order of page id."""
    cursor = connection.execute("SELECT page_id, title, reason FROM excluded ORDER BY page_id")
    return (ExcludedPage(*row) for row in fetch_rows(cursor))


def _resolve_classes(connection: duckdb.DuckDBPyConnection, pages: str) -> None:
    """Create page_class from instance_of, whose rows identify a page by page id, title or Wikidata item."""
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
    ((rows, matched),) = connection.execute(
        "SELECT (SELECT count(*) FROM instance_of), (SELECT count(*) FROM page_class)"
    ).fetchall()
    if rows and not matched:
        logger.warning(
            "None of the %d rows of Wikidata classes matches a page of the dump. Is the table from the same wiki?", rows
        )
