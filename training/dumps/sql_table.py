"""Tables as mysqldump writes them, in SQL, as streams of rows.

References:
    https://dev.mysql.com/doc/refman/8.4/en/mysqldump.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.dumps.compression import ByteStream, open_stream
from training.errors import UnreadableTableError

STRING = rb"(?:_binary )?'([^'\\]*(?:(?:\\.|'')[^'\\]*)*)'"
"""A string literal. The group is its content, which `unescape` reads."""

VALUE = rb"((?:_binary )?'[^'\\]*(?:(?:\\.|'')[^'\\]*)*'|0x[0-9A-Fa-f]+|NULL|[-+.\deE]+)"
"""Any literal. The group is the literal."""

SEPARATOR = rb"\)\s*([,;])"
"""What ends a row. The group is what follows it."""

_ESCAPE = re.compile(rb"\\(.)|''", re.DOTALL)
_ESCAPED = {b"0": b"\0", b"b": b"\b", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"Z": b"\x1a"}
_MAX_INSERT_BYTES = 4000  # the beginning of the statement with its list of columns
_MAX_ROW_BYTES = 32 << 20  # a value has at most 16 MB, which escaping at most doubles


@dataclass(frozen=True, slots=True)
class SqlTable:
    """A table in a dump.

    Attributes:
        name: A regular expression of its name, without quotes.
        row: The pattern of a row: it begins with the parenthesis, and its last group is that of SEPARATOR.
        source: What to pass instead of a file without the table, for the error.
    """

    name: str
    row: re.Pattern[bytes]
    source: str


def insert_pattern(name: str) -> re.Pattern[bytes]:
    """Return the pattern of an INSERT up to its first row. The group is its list of columns, if there is one."""
    return re.compile(rb"INSERT (?:IGNORE )?INTO [`\"]?" + name.encode() + rb"[`\"]? *(?:\(([^()]*)\) *)?VALUES\s*")


def read_rows(path: str, table: SqlTable) -> Iterator[re.Match[bytes]]:
    """Yield a match of the row's pattern for each row.

    Raises:
        UnreadableDumpError: The file cannot be opened.
        UnreadableTableError: The SQL has an unknown form, or is truncated.
        DamagedDumpError: The file is damaged.
    """
    stream = open_stream(path)
    try:
        yield from _match_rows(path, stream, table)
    except EOFError as error:
        raise UnreadableTableError(path, "is truncated; download it again") from error
    finally:
        stream.close()


def _match_rows(path: str, stream: ByteStream, table: SqlTable) -> Iterator[re.Match[bytes]]:
    """Yield the rows. A row may span several reads."""
    insert = insert_pattern(table.name)
    buffer = b""
    in_statement = found_statement = False
    while data := stream.read():
        buffer += data
        position = 0
        while match := (table.row.match if in_statement else insert.search)(buffer, position):
            position = match.end()
            if in_statement:
                yield match
                in_statement = match[match.re.groups] == b","
            else:
                in_statement = found_statement = True
        if not in_statement:
            position = max(position, len(buffer) - _MAX_INSERT_BYTES)
        buffer = buffer[position:]
        if len(buffer) > _MAX_ROW_BYTES:
            raise UnreadableTableError(path, f"has a row of unknown form: {buffer[:60]!r}")
    if not found_statement:
        raise UnreadableTableError(path, f"has no rows of {table.source}")
    if in_statement:
        raise UnreadableTableError(path, "is truncated, or has rows of unknown form; download it again")


def find_columns(head: bytes, name: str) -> Sequence[str]:
    """Return the names of a table's columns in the order of its rows.

    Args:
        head: The beginning of the dump.
        name: A regular expression of the table's name.

    Returns:
        Those that the first INSERT lists, otherwise those of CREATE TABLE; nothing if there is neither.
    """
    insert = insert_pattern(name).search(head)
    if insert and insert[1]:
        return re.findall(r"[`\"]?(\w+)[`\"]?", insert[1].decode("utf-8", "replace"))
    created = re.search(rb"CREATE TABLE [^(;]*?[`\"]?" + name.encode() + rb"[`\"]? *\((.*?)\n\)", head, re.DOTALL)
    return re.findall(r"^\s*[`\"](\w+)[`\"]", created[1].decode("utf-8", "replace"), re.MULTILINE) if created else ()


def unescape(value: bytes) -> str:
    """Return the text of a string literal, given what is between its quotes."""
    if b"\\" in value or b"'" in value:
        value = _ESCAPE.sub(_unescape_character, value)
    return value.decode("utf-8", "replace")


def _unescape_character(escape: re.Match[bytes]) -> bytes:
    letter = escape.group(1)
    return b"'" if letter is None else _ESCAPED.get(letter, letter)
