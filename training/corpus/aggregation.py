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
import numpy as np
from numpy.typing import NDArray

from training.runtime.database import csv_source, quoted


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


_LINKS = "page_links"
_NUMBERED = {"text": "text", "source": "title", "target": "title"}
"""The columns with numbers of texts or keys of titles."""
_PRESENT: Mapping[str, str] = {
    "text_counts": "articles > 0",
    "link_targets": "articles > 0",
    _LINKS: "true",
    "token_counts": "occurrences > 0",
    "label_neighbours": "labels + parts > 0",
    "affixes": "occurrences > 0",
}
"""What is true of every row of a table."""

Numbers = NDArray[np.int64]


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


def continue_counts(
    connection: duckdb.DuckDBPyConnection, old: Path, *, removed: Path, added: Path, texts: Numbers, titles: Numbers
) -> bool:
    """Fill all tables with the sums of an earlier run, minus the counts of some articles, plus those of others.

    Args:
        connection: The database to fill.
        old: The database of the earlier run.
        removed: The directory with the counts to subtract, by the numbers of the earlier run.
        added: The directory with the counts to add.
        texts: The number of each text of the earlier run, or -1 if it is gone.
        titles: The same for the keys of titles.

    Returns:
        False if counts of texts or titles that are gone remain, so that the result cannot be right.
    """
    connection.execute(f"ATTACH '{quoted(old)}' AS old (READ_ONLY)")
    for name, numbers in (("text_number", texts), ("title_number", titles)):
        connection.register("numbers", {"before": np.arange(len(numbers)), "after": numbers})
        connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM numbers WHERE after >= 0")
        connection.unregister("numbers")
    for name, table in COUNT_TABLES.items():
        minus, plus = (_counted_rows(directory, name, dict(table.columns)) for directory in (removed, added))
        if name == _LINKS:
            # An article's links are its own, so those of removed articles are known by their source.
            kept = f"(SELECT * FROM old.{name} WHERE source NOT IN (SELECT source FROM {minus}))"
            parts = [_renumbered(name, kept)]
        else:
            parts = [_renumbered(name, f"old.{name}"), _renumbered(name, minus, sign="-")]
        summed = sum_query(name, f"({' UNION ALL '.join([*parts, f'SELECT * FROM {plus}'])})")
        fill_table(connection, name, f"SELECT * FROM ({summed}) WHERE {_PRESENT[name]}")
    connection.execute("DETACH old")
    return not any(_has_gone(connection, name) for name in COUNT_TABLES)


def _counted_rows(directory: Path, name: str, columns: dict[str, str]) -> str:
    """Return the SQL for the counted rows of a table, of which there are none if no article was counted."""
    if any(directory.iterdir()):
        return csv_source(directory, name, columns)
    return f"(SELECT * FROM old.{name} WHERE false)"


def _renumbered(name: str, source: str, sign: str = "") -> str:
    """Return the SQL for the rows of an earlier run with the numbers of this one. Numbers that are gone become NULL."""
    table = COUNT_TABLES[name]
    columns, joins = [], []
    for column in table.columns:
        kind = _NUMBERED.get(column)
        if kind is not None:
            columns.append(f"of_{column}.after AS {column}")
            joins.append(f" LEFT JOIN {kind}_number AS of_{column} ON of_{column}.before = counted.{column}")
        elif column in table.key:
            columns.append(f"counted.{column}")
        else:
            columns.append(f"{sign}(counted.{column}::BIGINT) AS {column}")
    return f"SELECT {', '.join(columns)} FROM {source} AS counted{''.join(joins)}"


def _has_gone(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    numbered = [column for column in COUNT_TABLES[name].columns if column in _NUMBERED]
    if not numbered:
        return False
    missing = " OR ".join(f"{column} IS NULL" for column in numbered)
    return bool(connection.execute(f"SELECT count(*) FROM {name} WHERE {missing}").fetchall()[0][0])


def fill_table(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    """Create a table from a query's result, sorted by its key."""
    table = COUNT_TABLES[name]
    typed = ", ".join(f"{column}::{kind} AS {column}" for column, kind in table.columns.items())
    order = ", ".join(table.key)
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT {typed} FROM ({query}) ORDER BY {order}")
