"""Step 4: add up the counts of all chunks, for each group of articles.

The tables, with keys into the dictionary (text) and the title index (source, target):

    text_counts(text, group_id, case_class, ...)    how often a text occurs, and how often as a link
    link_targets(text, target, group_id, articles)  articles that link a text to a target
    page_links(source, target, group_id)            links between articles
    token_counts(token, group_id, ...)              how often a token occurs, and how often next to a link
    label_neighbours(side, token, group_id, ...)    how often a token occurs before ("b") or after ("a") a label, and
                                                    before or after a part of a label within it
    affixes(kind, letters, group_id, occurrences)   letters before ("p") and after ("s") links, in the same word
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from training.runtime.database import csv_source


@dataclass(frozen=True, slots=True)
class CountTable:
    """The layout of a table.

    Attributes:
        columns: DuckDB type by column name, the key's columns first.
        key: The columns to group by. The others are added up.
    """

    columns: Mapping[str, str]
    key: tuple[str, ...]


def _count_table(keys: Mapping[str, str], *counts: str) -> CountTable:
    return CountTable({**keys, **dict.fromkeys(counts, "UINTEGER")}, tuple(keys))


_TEXT_KEY = dict.fromkeys(("text", "group_id", "case_class"), "UINTEGER")
_TEXT_COUNTS = ("linking_articles", "articles", "links", "occurrences")
_ANY_CASE_COUNTS = ("linking_articles_any_case", "articles_any_case")
COUNT_TABLES: Mapping[str, CountTable] = {
    "text_counts": _count_table(_TEXT_KEY, *_TEXT_COUNTS, *_ANY_CASE_COUNTS),
    "link_targets": _count_table(dict.fromkeys(("text", "target", "group_id"), "UINTEGER"), "articles"),
    "page_links": _count_table({"source": "INTEGER", "target": "UINTEGER", "group_id": "UINTEGER"}),
    "token_counts": _count_table(
        {"token": "VARCHAR", "group_id": "UINTEGER"}, "occurrences", "before_link", "after_link"
    ),
    "label_neighbours": _count_table(
        {"side": "VARCHAR", "token": "VARCHAR", "group_id": "UINTEGER"}, "labels", "parts"
    ),
    "affixes": _count_table({"kind": "VARCHAR", "letters": "VARCHAR", "group_id": "UINTEGER"}, "occurrences"),
}


def sum_counts(connection: duckdb.DuckDBPyConnection, counted: Path) -> None:
    """Fill all tables from the files in a directory."""
    for name, table in COUNT_TABLES.items():
        fill_table(connection, name, sum_query(name, csv_source(counted, name, dict(table.columns))))


def sum_query(name: str, source: str) -> str:
    """Return the SQL that adds up a table's counts, in the dialect that DuckDB and Spark share."""
    table = COUNT_TABLES[name]
    sums = "".join(f", sum({column}) AS {column}" for column in table.columns if column not in table.key)
    keys = ", ".join(table.key)
    return f"SELECT {keys}{sums} FROM {source} GROUP BY {keys}"


def fill_table(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    """Create a table from a query's result, sorted by its key."""
    table = COUNT_TABLES[name]
    typed = ", ".join(f"{column}::{kind} AS {column}" for column, kind in table.columns.items())
    order = ", ".join(table.key)
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT {typed} FROM ({query}) ORDER BY {order}")
