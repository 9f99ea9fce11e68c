"""The log of MediaWiki's extension GrowthExperiments: which suggestions people accepted, rejected and skipped.

It is the table growthexperiments_link_submissions, as `mysql --batch` or mysqldump writes it.

References:
    https://www.mediawiki.org/wiki/Extension:GrowthExperiments
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from training.decisions.decision import Verdict
from training.dumps.compression import open_stream
from training.dumps.sql_table import SEPARATOR, VALUE, SqlTable, find_columns, read_rows
from training.dumps.text_lines import read_lines
from training.errors import UnreadableTableError

TABLE = "growthexperiments_link_submissions"
VERDICTS: Mapping[str, Verdict] = {"a": "accept", "r": "reject", "s": "skip"}

_NAME = rf"\w*{TABLE}"  # a wiki's tables may have a prefix
_REQUIRED = ("gels_page", "gels_revision", "gels_target", "gels_feedback")
_OPTIONAL = ("gels_anchor_offset", "gels_anchor_length", "gels_user")
_HEAD_BYTES = 1 << 18
_MAX_LINE_BYTES = 1 << 16
_SQL = re.compile(rb"\s*(?:--|/\*|CREATE |INSERT |DROP |SET |USE |LOCK )", re.IGNORECASE)
_ADVICE = (
    f"export the table with `mysql --batch --execute 'SELECT * FROM {TABLE}'`, which writes the names of the columns"
    " first, or with mysqldump"
)


@dataclass(frozen=True, slots=True)
class Submission:
    """A row of the table.

    Attributes:
        page: Page id of the article.
        revision: The revision that was shown.
        target: Page id of the target.
        offset: Where the text begins in the wikitext, in code points.
        length: The length of the text. Old rows have 0, and no offset.
        user: User id, or 0 if it is unknown.
        verdict: What was decided, or None if the table has an unknown letter.
    """

    page: int
    revision: int
    target: int
    offset: int
    length: int
    user: int
    verdict: Verdict | None


def read_submissions(path: str) -> Iterator[Submission]:
    """Yield the rows of the table.

    Args:
        path: The output of `mysql --batch` with its header, or of mysqldump, plain or compressed. The columns may be in
            any order; those that are not needed may be missing.

    Raises:
        UnreadableDumpError: The file cannot be opened.
        UnreadableTableError: The file is neither, or lacks a column, or a value is invalid.
        DamagedDumpError: The file is damaged.
    """
    head = _read_head(path)
    if _SQL.match(head.removeprefix(b"\xef\xbb\xbf")):
        yield from _read_sql(path, find_columns(head, _NAME))
    else:
        yield from _read_tsv(path)


def _read_head(path: str) -> bytes:
    head = b""
    with closing(open_stream(path)) as stream:
        try:
            while len(head) < _HEAD_BYTES and (data := stream.read()):
                head += data
        except EOFError:  # reading the rows reports it
            pass
    return head


def _read_sql(path: str, columns: Sequence[str]) -> Iterator[Submission]:
    if not columns:
        raise UnreadableTableError(path, f"does not name the columns of {TABLE}; {_ADVICE}")
    places = _places(path, columns)
    row = re.compile(rb"\s*\(" + rb"\s*,\s*".join([VALUE] * len(columns)) + SEPARATOR, re.DOTALL)
    for match in read_rows(path, SqlTable(_NAME, row, f"{TABLE}; {_ADVICE}")):
        values = [_plain(value) for value in match.groups()[:-1]]
        yield _submission(path, {name: values[place] for name, place in places.items()})


def _read_tsv(path: str) -> Iterator[Submission]:
    lines = read_lines(path, _MAX_LINE_BYTES)
    columns = [name.strip().strip("\"'") for name in next(lines, b"").decode("utf-8", "replace").split("\t")]
    places = _places(path, columns)
    for number, line in enumerate(lines, start=2):
        if not line:
            continue
        values = line.decode("utf-8", "replace").split("\t")
        where = f"{path}:{number}"
        if len(values) != len(columns):
            raise UnreadableTableError(where, f"has {len(values)} columns, but the header {len(columns)}; {_ADVICE}")
        yield _submission(where, {name: values[place] for name, place in places.items()})


def _places(path: str, columns: Sequence[str]) -> Mapping[str, int]:
    """Return the place of each column that is needed."""
    missing = [name for name in _REQUIRED if name not in columns]
    if missing:
        raise UnreadableTableError(path, f"has no column {missing[0]} in its header; {_ADVICE}")
    return {name: columns.index(name) for name in (*_REQUIRED, *_OPTIONAL) if name in columns}


def _plain(value: bytes) -> str:
    """Return the text of an SQL literal. mysqldump writes a letter as 'a', _binary 'a' or 0x61."""
    if value.startswith(b"0x"):
        return bytes.fromhex(value[2:].decode()).decode("utf-8", "replace")
    return value.removeprefix(b"_binary ").strip(b"'").decode("utf-8", "replace")


def _submission(where: str, values: Mapping[str, str]) -> Submission:
    numbers = {name: _integer(where, name, value) for name, value in values.items() if name != "gels_feedback"}
    return Submission(
        page=numbers["gels_page"],
        revision=numbers["gels_revision"],
        target=numbers["gels_target"],
        offset=numbers.get("gels_anchor_offset", 0),
        length=numbers.get("gels_anchor_length", 0),
        user=numbers.get("gels_user", 0),
        verdict=VERDICTS.get(values["gels_feedback"]),
    )


def _integer(where: str, name: str, value: str) -> int:
    if value == "NULL":
        return 0
    if not (value.isascii() and value.isdigit() and len(value) <= 19):
        raise UnreadableTableError(where, f"{name} must be an integer, not {value[:40]!r}; {_ADVICE}")
    return int(value)
