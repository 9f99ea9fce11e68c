"""The pages that are not worth linking, selected with SQL from what is known about the wiki's pages.

The facts come from tables of the DuckDB connection, each of which may be missing:

    page_props(page_id, property, value)         training.dumps.page_props
    instance_of(page_id, title, item, class)     training.dumps.wikidata_instance_of
    page_markers(page_id, kind, reason)          training.corpus.page_markers, marker_templates and calendar_pages
    title_pattern(title, pattern)                training.corpus.title_patterns
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb

from training.corpus.exclusion_rules import Exclusion, ExclusionRules
from training.corpus.title_patterns import disambiguated_number, longest_run
from training.dumps.page_props import WIKIBASE_ITEM
from training.runtime.database import fetch_rows

logger = logging.getLogger(__name__)

_TABLES = {
    "page_props": "page_id UBIGINT, property VARCHAR, value VARCHAR",
    "instance_of": "page_id UBIGINT, title VARCHAR, item VARCHAR, class VARCHAR",
    "page_markers": "page_id UBIGINT, kind VARCHAR, reason VARCHAR",
    "title_pattern": "title VARCHAR, pattern VARCHAR",
}


@dataclass(frozen=True, slots=True)
class ExcludedPage:
    """A page that is not worth linking, and why."""

    page_id: int
    title: str
    exclusion: Exclusion


def exclude_pages(
    connection: duckdb.DuckDBPyConnection, rules: ExclusionRules, pages: str = "title"
) -> dict[Exclusion, int]:
    """Create the tables page_class(page_id, class) and excluded(page_id, title, kind, reason).

    Args:
        connection: The database with the tables of facts.
        rules: The wiki's exclusion rules.
        pages: Name of the table of the wiki's pages, with page_id and title. Other pages are ignored.

    Returns:
        The number of excluded pages by exclusion.
    """
    for name, columns in _TABLES.items():
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
    _resolve_classes(connection, pages)
    _create_exclusions(connection, "excluded_class", rules.classes)
    _create_exclusions(connection, "excluded_property", rules.properties)
    _create_series(connection, rules)
    connection.execute(
        "CREATE OR REPLACE TABLE excluded AS SELECT page_id, any_value(title) AS title,"
        " min(exclusion).kind AS kind, min(exclusion).reason AS reason FROM ("
        " SELECT page_id, exclusion FROM page_props JOIN excluded_property ON property = name"
        " UNION ALL SELECT page_id, exclusion FROM page_class JOIN excluded_class ON class = name"
        " UNION ALL SELECT page_id, {'kind': kind, 'reason': reason} FROM page_markers"
        f" UNION ALL SELECT page_id, exclusion FROM series_title JOIN {pages} USING (title)"
        f") JOIN {pages} USING (page_id) GROUP BY page_id ORDER BY page_id"
    )
    counts = connection.execute("SELECT kind, reason, count(*) FROM excluded GROUP BY ALL ORDER BY ALL").fetchall()
    return {Exclusion(kind, reason): count for kind, reason, count in counts}


def excluded_pages(connection: duckdb.DuckDBPyConnection) -> Iterator[ExcludedPage]:
    """Yield the pages that `exclude_pages` found, in order of page id."""
    cursor = connection.execute("SELECT page_id, title, kind, reason FROM excluded ORDER BY page_id")
    return (
        ExcludedPage(page_id, title, Exclusion(kind, reason)) for page_id, title, kind, reason in fetch_rows(cursor)
    )


def _create_exclusions(connection: duckdb.DuckDBPyConnection, table: str, rules: Mapping[str, Exclusion]) -> None:
    """Create a table (name, exclusion)."""
    kind = "STRUCT(kind VARCHAR, reason VARCHAR)"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} (name VARCHAR, exclusion {kind})")
    if rules:
        rows = [[name, {"kind": rule.kind, "reason": rule.reason}] for name, rule in rules.items()]
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)


def _create_series(connection: duckdb.DuckDBPyConnection, rules: ExclusionRules) -> None:
    """Create series_title(title, exclusion): the titles whose pattern has enough members."""
    kind = "STRUCT(kind VARCHAR, reason VARCHAR)"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE series_title (title VARCHAR, exclusion {kind})")
    for rule in rules.series:
        connection.execute(
            "INSERT INTO series_title SELECT title, {'kind': $kind, 'reason': $reason} FROM title_pattern"
            " WHERE pattern IN (SELECT pattern FROM title_pattern GROUP BY pattern HAVING count(*) >= $minimum)",
            {"kind": rule.exclusion.kind, "reason": rule.exclusion.reason, "minimum": rule.minimum},
        )
        if rule.consecutive is not None:
            connection.execute(
                "INSERT INTO series_title SELECT title, {'kind': $kind, 'reason': $reason} FROM title_pattern"
                " WHERE list_contains($patterns, pattern)",
                {
                    "kind": rule.exclusion.kind,
                    "reason": rule.exclusion.reason,
                    "patterns": _consecutive_patterns(connection, rule.consecutive),
                },
            )


def _consecutive_patterns(connection: duckdb.DuckDBPyConnection, minimum: int) -> list[str]:
    """Return the patterns such as "# (number)" whose titles have at least this many consecutive numbers."""
    numbers: dict[str, set[int]] = {}
    rows = connection.execute("SELECT title, pattern FROM title_pattern WHERE regexp_matches(pattern, '^# ?[(]')")
    for title, pattern in fetch_rows(rows):
        number = disambiguated_number(title, pattern)
        if number is not None:
            numbers.setdefault(pattern, set()).add(number)
    return sorted(pattern for pattern, found in numbers.items() if longest_run(found) >= minimum)


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
