"""Step 4: the chunks' counts summed up, one row for each thing counted and each group of articles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from training.runtime.database import csv_source

_INT = "UINTEGER"
_USES = ("text", "grp", "kase", "linked", "articles", "link_uses", "uses", "linked_anyhow", "articles_anyhow")
COUNTED: Mapping[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "uses": (
        dict.fromkeys(_USES, _INT),
        _USES[:3],
    ),
    "pairs": (dict.fromkeys(("text", "target", "grp", "articles"), _INT), ("text", "target", "grp")),
    "edges": ({"source": "INTEGER", "target": _INT, "grp": _INT}, ("source", "target", "grp")),
    "words": ({"word": "VARCHAR", **dict.fromkeys(("grp", "uses", "before", "behind"), _INT)}, ("word", "grp")),
    "affixes": ({"kind": "VARCHAR", "letters": "VARCHAR", "grp": _INT, "uses": _INT}, ("kind", "letters", "grp")),
}


def sum_counts(connection: duckdb.DuckDBPyConnection, counted: Path) -> None:
    """Fill the tables uses, pairs, edges, words and affixes."""
    for table, (columns, _) in COUNTED.items():
        fill_table(connection, table, sum_query(table, csv_source(counted, table, columns)))


def sum_query(table: str, source: str) -> str:
    """The SQL that sums a table's counts up, of the dialect that all engines have in common."""
    columns, key = COUNTED[table]
    sums = "".join(f", sum({name}) AS {name}" for name in columns if name not in key)
    keys = ", ".join(key)
    return f"SELECT {keys}{sums} FROM {source} GROUP BY {keys}"


def fill_table(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    """Make a table of what a query gives, in order and with the types of COUNTED."""
    columns, key = COUNTED[table]
    typed = ", ".join(f"{name}::{kind} AS {name}" for name, kind in columns.items())
    connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {typed} FROM ({query}) ORDER BY {', '.join(key)}")
