"""Tables of Wikidata's property "instance of" (P31), which says what class of thing a page is about."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from linking.bundle.atomic_files import naming_file
from training.errors import UnreadableDumpError, UnreadableTableError

KEYS = {"page_id": "UBIGINT", "title": "VARCHAR", "item": "VARCHAR"}
"""The columns that identify a page, with their types. `item` is the page's Wikidata id, as in page_props."""
CLASS_COLUMNS = ("class", "instance_of")
HEADER = ("title", "item", "class")
"""The columns of the tables that commands write."""


def load_instance_of(connection: duckdb.DuckDBPyConnection, path: str) -> int:
    """Create the table instance_of(page_id, title, item, class).

    Args:
        connection: The database.
        path: A Parquet file, or a TSV file with a header. It has at least one of the columns page_id, title and item,
            and a column named class or instance_of with Wikidata ids, such as Q4167410, or with their URLs. A field may
            hold several ids.

    Returns:
        The number of rows.

    Raises:
        UnreadableDumpError: The file does not exist.
        UnreadableTableError: The file has other columns, or no Wikidata ids.
    """
    if not Path(path).is_file():
        raise UnreadableDumpError(path, "No such file")
    try:
        source = _source(path)
        described = connection.execute(f"DESCRIBE FROM {source}").fetchall()
        keys, class_name = _columns(path, [name.lower() for name, *_ in described])
        columns = ", ".join(f"{_key(name, kind, keys)} AS {name}" for name, kind in KEYS.items())
        connection.execute(
            "CREATE OR REPLACE TABLE instance_of AS"
            f" SELECT {columns}, unnest(regexp_extract_all({class_name}::VARCHAR, 'Q[1-9][0-9]*')) AS class"
            f" FROM {source}"
        )
    except duckdb.Error as error:
        raise UnreadableTableError(path, str(error).splitlines()[0]) from error
    (count,) = connection.execute("SELECT count(*) FROM instance_of").fetchone() or (0,)
    if not count:
        raise UnreadableTableError(path, "has no Wikidata classes; they must be ids like Q4167410")
    return int(count)


@contextmanager
def instance_of_writer(path: Path) -> Iterator[Callable[[Sequence[str]], object]]:
    """Create a table as compressed TSV with the columns of HEADER, and return the function that adds a row.

    Raises:
        OSError: The file cannot be written.
    """
    with (
        naming_file(path),
        gzip.open(path, "wb", compresslevel=6) as file,
        io.TextIOWrapper(file, encoding="utf-8", newline="") as text,
    ):
        table = csv.writer(text, delimiter="\t", quoting=csv.QUOTE_NONE, lineterminator="\n", quotechar=None)
        table.writerow(HEADER)
        yield lambda row: table.writerow([field.replace("\t", " ").replace("\n", " ") for field in row])


def _source(path: str) -> str:
    """Return the SQL that reads the file."""
    name = "'" + path.replace("'", "''") + "'"
    with Path(path).open("rb") as file:
        if file.read(4) == b"PAR1":
            return f"read_parquet({name})"
    return f"read_csv({name}, delim = '\\t', header = true, all_varchar = true, quote = '')"


def _columns(path: str, columns: list[str]) -> tuple[list[str], str]:
    keys = [name for name in KEYS if name in columns]
    class_name = next((name for name in CLASS_COLUMNS if name in columns), None)
    if not keys or class_name is None:
        needed = f"one of {', '.join(KEYS)}, and {' or '.join(CLASS_COLUMNS)}"
        raise UnreadableTableError(path, f"has the columns {', '.join(columns)}; it needs {needed}")
    return keys, class_name


def _key(name: str, kind: str, present: list[str]) -> str:
    if name not in present:
        return f"NULL::{kind}"
    if name == "title":
        return "replace(title::VARCHAR, '_', ' ')"
    if name == "item":
        return "regexp_extract(item::VARCHAR, 'Q[1-9][0-9]*')"
    return f"{name}::{kind}"
