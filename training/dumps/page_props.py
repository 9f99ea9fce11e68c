"""Wikimedia's dumps of the table page_props, which mysqldump writes as SQL, as a stream of rows.

References:
    https://www.mediawiki.org/wiki/Manual:Page_props_table
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice

import duckdb
import numpy as np

from training.dumps.compression import ByteStream, open_stream
from training.errors import UnreadableTableError

DISAMBIGUATION = "disambiguation"
WIKIBASE_ITEM = "wikibase_item"

_INSERT = re.compile(rb"INSERT (?:IGNORE )?INTO [`\"]?page_props[`\"]? *(?:\([^()]*\) *)?VALUES\s*")
_STRING = rb"(?:_binary )?'([^'\\]*(?:(?:\\.|'')[^'\\]*)*)'"
_ROW = re.compile(
    rb"\s*\((\d+)," + _STRING + rb",(?:" + _STRING + rb"|NULL)(?:,(?:NULL|[-+.\deE]+))?\)\s*([,;])", re.DOTALL
)
_ESCAPE = re.compile(rb"\\(.)|''", re.DOTALL)
_ESCAPED = {b"0": b"\0", b"b": b"\b", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"Z": b"\x1a"}
_MAX_INSERT_BYTES = 200
_MAX_ROW_BYTES = 32 << 20  # a value has at most 16 MB, which escaping at most doubles
_ROWS_AT_ONCE = 50_000

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
    connection.execute("CREATE OR REPLACE TABLE page_props (page_id UBIGINT, property VARCHAR, value VARCHAR)")
    rows = read_page_props(path, properties)
    count = 0
    while batch := list(islice(rows, _ROWS_AT_ONCE)):
        ids, names, values = zip(*batch, strict=True)
        columns = {
            "page_id": np.array(ids, np.uint64),
            "property": np.array(names, object),
            "value": np.array(values, object),
        }
        connection.register("page_props_batch", columns)
        connection.execute("INSERT INTO page_props SELECT page_id, property, value FROM page_props_batch")
        connection.unregister("page_props_batch")
        count += len(batch)
    return count


def read_page_props(path: str, properties: Collection[str]) -> Iterator[Row]:
    """Yield (page id, property, value) for the rows with one of these properties. NULL becomes "".

    Raises:
        UnreadableDumpError: The file cannot be opened.
        UnreadableTableError: The SQL has an unknown form, or is truncated.
        DamagedDumpError: The file is damaged.
    """
    wanted = frozenset(name.encode() for name in properties)
    stream = open_stream(path)
    try:
        yield from _parse_rows(path, stream, wanted)
    except EOFError as error:
        raise UnreadableTableError(path, "is truncated; download it again") from error
    finally:
        stream.close()


def _parse_rows(path: str, stream: ByteStream, wanted: Collection[bytes]) -> Iterator[Row]:
    """Yield the rows with a wanted property. A row may span several reads."""
    buffer = b""
    in_statement = found_statement = False
    while data := stream.read():
        buffer += data
        position = 0
        while match := (_ROW.match if in_statement else _INSERT.search)(buffer, position):
            position = match.end()
            if in_statement:
                page_id, name, value, separator = match.groups()
                if name in wanted:
                    yield int(page_id), name.decode(), _unescape(value or b"")
                in_statement = separator == b","
            else:
                in_statement = found_statement = True
        if not in_statement:
            position = max(position, len(buffer) - _MAX_INSERT_BYTES)
        buffer = buffer[position:]
        if len(buffer) > _MAX_ROW_BYTES:
            raise UnreadableTableError(path, f"has a row of unknown form: {buffer[:60]!r}")
    if not found_statement:
        raise UnreadableTableError(path, "has no rows of page_props; pass the file page_props.sql.gz of the dump")
    if in_statement:
        raise UnreadableTableError(path, "is truncated, or has rows of unknown form; download it again")


def _unescape(value: bytes) -> str:
    if b"\\" in value or b"'" in value:
        value = _ESCAPE.sub(_unescape_character, value)
    return value.decode("utf-8", "replace")


def _unescape_character(escape: re.Match[bytes]) -> bytes:
    letter = escape.group(1)
    return b"'" if letter is None else _ESCAPED.get(letter, letter)
