"""Tables of Wikidata's "instance of" (P31): which kinds of things a wiki's pages are about."""

from __future__ import annotations

from pathlib import Path

import duckdb

from training.errors import UnreadableDump, UnreadableTable

KEYS = {"page_id": "UBIGINT", "title": "VARCHAR", "item": "VARCHAR"}
"""Columns that say which page a row is about; item: the page's Wikidata id, which page_props knows."""
CLASS_NAMES = ("class", "instance_of")


def load_instance_of(connection: duckdb.DuckDBPyConnection, path: str) -> int:
    """Fill the table instance_of(page_id, title, item, class) from TSV with a header, or Parquet; returns its rows.

    The file has at least one of the columns page_id, title and item, and the column class (or instance_of). A class is
    an id such as Q4167410, alone, in an address, or several in one field. Raises UnreadableDump, UnreadableTable.
    """
    if not Path(path).is_file():
        raise UnreadableDump(path, "No such file")
    try:
        source = _source(path)
        described = connection.execute(f"DESCRIBE FROM {source}").fetchall()
        keys, class_name = _columns(path, [name.lower() for name, *_ in described])
        chosen = ", ".join(f"{_key(name, kind, keys)} AS {name}" for name, kind in KEYS.items())
        connection.execute(
            "CREATE OR REPLACE TABLE instance_of AS"
            f" SELECT {chosen}, unnest(regexp_extract_all({class_name}::VARCHAR, 'Q[1-9][0-9]*')) AS class"
            f" FROM {source}"
        )
    except duckdb.Error as error:
        raise UnreadableTable(path, str(error).splitlines()[0]) from error
    (count,) = connection.execute("SELECT count(*) FROM instance_of").fetchone() or (0,)
    if not count:
        raise UnreadableTable(path, "has no Wikidata classes")
    return int(count)


def _source(path: str) -> str:
    """The SQL that reads the file."""
    name = "'" + path.replace("'", "''") + "'"
    with Path(path).open("rb") as file:
        if file.read(4) == b"PAR1":
            return f"read_parquet({name})"
    return f"read_csv({name}, delim = '\\t', header = true, all_varchar = true, quote = '')"


def _columns(path: str, columns: list[str]) -> tuple[list[str], str]:
    keys = [name for name in KEYS if name in columns]
    class_name = next((name for name in CLASS_NAMES if name in columns), None)
    if not keys or class_name is None:
        needed = f"one of {', '.join(KEYS)}, and {' or '.join(CLASS_NAMES)}"
        raise UnreadableTable(path, f"has the columns {', '.join(columns)}; it needs {needed}")
    return keys, class_name


def _key(name: str, kind: str, present: list[str]) -> str:
    if name not in present:
        return f"NULL::{kind}"
    if name == "title":
        return "replace(title::VARCHAR, '_', ' ')"
    if name == "item":
        return "regexp_extract(item::VARCHAR, 'Q[1-9][0-9]*')"
    return f"{name}::{kind}"
