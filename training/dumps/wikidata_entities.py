"""Wikidata's entity dump, a JSON array with one entity a line: the classes of the pages of all wikis.

References:
    https://www.wikidata.org/wiki/Wikidata:Database_download#JSON_dumps_(recommended)
    https://doc.wikimedia.org/Wikibase/master/php/docs_topics_json.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from training.dumps.compression import open_stream
from training.errors import UnreadableTableError

INSTANCE_OF = "P31"

_LINES_AT_ONCE = 500
_MAX_LINE_BYTES = 64 << 20
_BRACKETS = (b"", b"[", b"]")

Row = tuple[str, str, str, str]


class _Sitelink(msgspec.Struct):
    title: str


class _Entity(msgspec.Struct):
    """The parts of an entity that are needed. Empty maps are written as empty arrays."""

    id: str
    claims: dict[str, Any] | list[Any] = msgspec.field(default_factory=dict)
    sitelinks: dict[str, _Sitelink] | list[Any] = msgspec.field(default_factory=dict)


class InvalidEntityError(UnreadableTableError):
    """A line is no entity."""


def entity_batches(source: str, progress: Any = None) -> Iterator[list[bytes]]:
    """Yield lists of lines, each of which is the JSON of one entity.

    Args:
        source: Path of the dump, compressed with bzip2 or gzip or not at all, or "-".
        progress: Has `move_to`, which is called with the number of compressed bytes read.

    Raises:
        UnreadableTableError: The dump is truncated, is no array, or has a line that is too long.
        DumpError: The dump cannot be read.
    """
    batch: list[bytes] = []
    opened = closed = False
    for line in _lines(source, progress):
        text = line.strip().rstrip(b",")
        if text in _BRACKETS:
            opened, closed = opened or text == b"[", closed or text == b"]"
            continue
        if not opened or closed:
            raise UnreadableTableError(source, "is not an array of entities; pass Wikidata's latest-all.json.bz2")
        batch.append(text)
        if len(batch) == _LINES_AT_ONCE:
            yield batch
            batch = []
    if not closed:
        raise UnreadableTableError(source, "is truncated; download it again")
    if batch:
        yield batch


def entity_rows(lines: Sequence[bytes]) -> list[Row]:
    """Return (wiki, title, item, classes) for each page that has classes, which are separated by spaces.

    Raises:
        InvalidEntityError: A line is not an entity.
    """
    decoder = msgspec.json.Decoder(_Entity)
    rows: list[Row] = []
    for line in lines:
        try:
            entity = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise InvalidEntityError(line[:40].decode("utf-8", "replace"), f"is not an entity: {error}") from error
        if not isinstance(entity.claims, dict) or not isinstance(entity.sitelinks, dict):
            continue
        classes = " ".join(best_values(entity.claims.get(INSTANCE_OF, [])))
        if classes:
            rows += [(wiki, link.title, entity.id, classes) for wiki, link in entity.sitelinks.items()]
    return rows


def best_values(statements: Iterable[Any]) -> list[str]:
    """Return the items of the statements with the best rank, as the Wikidata Query Service does ("truthy")."""
    by_rank: dict[str, list[str]] = {"preferred": [], "normal": []}
    for statement in statements:
        try:
            rank, value = statement.get("rank", "normal"), statement["mainsnak"]["datavalue"]["value"]["id"]
        except (KeyError, TypeError, AttributeError):
            continue  # an unknown value, or none
        if rank in by_rank and isinstance(value, str):
            by_rank[rank].append(value)
    return list(dict.fromkeys(by_rank["preferred"] or by_rank["normal"]))


def _lines(source: str, progress: Any) -> Iterator[bytes]:
    stream = open_stream(source)
    rest = b""
    try:
        while data := stream.read():
            *lines, rest = (rest + data).split(b"\n") if b"\n" in data else (rest + data,)
            yield from lines
            if len(rest) > _MAX_LINE_BYTES:
                raise UnreadableTableError(source, "has a line of more than 64 MB, so it is no dump of entities")
            if progress is not None:
                progress.move_to(stream.consumed)
    except EOFError as error:
        raise UnreadableTableError(source, "is truncated; download it again") from error
    finally:
        stream.close()
    if rest.strip():
        yield rest
