"""Wikimedia's dumps of the table page_props: SQL that mysqldump wrote, read as a stream of rows.

https://www.mediawiki.org/wiki/Manual:Page_props_table
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import islice

import duckdb
import numpy as np

from training.dumps.compression import open_stream
from training.errors import UnreadableTable

DISAMBIGUATION = "disambiguation"
WIKIBASE_ITEM = "wikibase_item"

_INSERT = re.compile(rb"INSERT (?:IGNORE )?INTO [`\"]?page_props[`\"]? *(?:\([^()]*\) *)?VALUES\s*")
_STRING = rb"(?:_binary )?'([^'\\]*(?:(?:\\.|'')[^'\\]*)*)'"
_ROW = re.compile(
    rb"\s*\((\d+)," + _STRING + rb",(?:" + _STRING + rb"|NULL)(?:,(?:NULL|[-+.\deE]+))?\)\s*([,;])", re.DOTALL
)
_ESCAPE = re.compile(rb"\\(.)|''", re.DOTALL)
_ESCAPED = {b"0": b"\0", b"b": b"\b", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"Z": b"\x1a"}
_LONGEST_INSERT = 200
_LONGEST_ROW = 32 << 20  # a value holds at most 16 MB, each byte escaped at worst
_BATCH = 50_000

Row = tuple[int, str, str]


def load_page_props(
    connection: duckdb.DuckDBPyConnection, path: str, properties: Collection[str] = (DISAMBIGUATION, WIKIBASE_ITEM)
) -> int:
    """Fill the table page_props(page_id, property, value) with some properties; returns how many rows it has.

    Raises UnreadableDump, UnreadableTable, DamagedDump.
    """
    connection.execute("CREATE OR REPLACE TABLE page_props (page_id UBIGINT, property VARCHAR, value VARCHAR)")
    rows = read_page_props(path, properties)
    count = 0
    while batch := list(islice(rows, _BATCH)):
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
    """(page id, property, value) of the rows with one of these properties; NULL as "".

    Raises UnreadableTable where the SQL is not as expected or ends in the middle.
    """
    stream = open_stream(path)
    wanted = frozenset(name.encode() for name in properties)
    rows = _Rows(path)
    try:
        while data := stream.read():
            yield from rows.feed(data, wanted)
    except EOFError as error:
        raise UnreadableTable(path, "is cut off in the middle") from error
    finally:
        stream.close()
    rows.finish()


class _Rows:
    """Finds the rows in pieces of SQL, wherever they are cut."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._rest = b""
        self._inside = False
        self._found = False

    def feed(self, data: bytes, wanted: Collection[bytes]) -> Iterator[Row]:
        buffer = self._rest + data
        position = 0
        while True:
            found = _ROW.match(buffer, position) if self._inside else _INSERT.search(buffer, position)
            if found is None:
                break
            position = found.end()
            if not self._inside:
                self._inside = self._found = True
                continue
            page_id, name, value, end = found.groups()
            self._inside = end == b","
            if name in wanted:
                yield int(page_id), name.decode(), _unescaped(value or b"")
        self._keep(buffer, position)

    def finish(self) -> None:
        """Raises UnreadableTable where there was no table, or its last statement did not end."""
        if not self._found:
            raise UnreadableTable(self._path, "has no rows of page_props (it should be page_props.sql.gz of a dump)")
        if self._inside:
            raise UnreadableTable(self._path, "is cut off in the middle, or its rows are not as expected")

    def _keep(self, buffer: bytes, position: int) -> None:
        if not self._inside:
            position = max(position, len(buffer) - _LONGEST_INSERT)
        self._rest = buffer[position:]
        if len(self._rest) > _LONGEST_ROW:
            raise UnreadableTable(self._path, f"has a row that is not as expected: {self._rest[:60]!r}")


def _unescaped(value: bytes) -> str:
    if b"\\" in value or b"'" in value:
        value = _ESCAPE.sub(_character, value)
    return value.decode("utf-8", "replace")


def _character(escape: re.Match[bytes]) -> bytes:
    letter = escape.group(1)
    return b"'" if letter is None else _ESCAPED.get(letter, letter)
