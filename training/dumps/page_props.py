"""Wikimedia's dumps of the table page_props as a stream of rows.

References:
    https://www.mediawiki.org/wiki/Manual:Page_props_table
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import duckdb

from training.dumps.sql_table import SEPARATOR, STRING, SqlTable, read_rows, unescape
from training.runtime.database import create_table

DISAMBIGUATION = "disambiguation"
WIKIBASE_ITEM = "wikibase_item"

_ROW = re.compile(
    rb"\s*\((\d+)," + STRING + rb",(?:" + STRING + rb"|NULL)(?:,(?:NULL|[-+.\deE]+))?" + SEPARATOR, re.DOTALL
)
_TABLE = SqlTable("page_props", _ROW, "page_props; pass the file page_props.sql.gz of the dump")
_COLUMNS = {"page_id": "UBIGINT", "property": "VARCHAR", "value": "VARCHAR"}

Row = tuple[int, str, str]


def load_page_props(
    connection: duckdb.DuckDBPyConnection, path: str, properties: Collection[str] = (DISAMBIGUATION, WIKIBASE_ITEM)
) -> int:
    """Create the table page_props(page_id, property, value).

    Args:
        connection: The database.
        path: Path of the dump of the table.
        properties: The properties to load.

    Returns:
        The number of rows.

    Raises:
        UnreadableDumpError: The file cannot be opened.
        UnreadableTableError: The SQL has an unknown form, or is truncated.
        DamagedDumpError: The file is damaged.
    """
    connection.execute("DROP TABLE IF EXISTS page_props")
    return create_table(connection, "page_props", _COLUMNS, read_page_props(path, properties))


def read_page_props(path: str, properties: Collection[str]) -> Iterator[Row]:
    """Yield (page id, property, value) for the rows with one of these properties. NULL becomes "".

    Raises:
        UnreadableDumpError: The file cannot be opened.
        UnreadableTableError: The SQL has an unknown form, or is truncated.
        DamagedDumpError: The file is damaged.
    """
    wanted = frozenset(name.encode() for name in properties)
    for match in read_rows(path, _TABLE):
        page_id, name, value, _ = match.groups()
        if name in wanted:
            yield int(page_id), name.decode(), unescape(value or b"")
