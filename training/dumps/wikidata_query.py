"""The classes of a wiki's pages from the Wikidata Query Service, or another SPARQL endpoint with Wikidata's data.

The endpoint is asked for one class after the other, page by page. Every page is kept as a line of an unfinished file,
so that a later run does not ask for it again.

References:
    https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format#Sitelinks
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import msgspec

from linking.bundle.atomic_files import TEMPORARY_PREFIX
from linking.text.database_names import project_address
from training.dumps.sparql import QueryTimeoutError
from training.dumps.wikidata_instance_of import instance_of_writer
from training.errors import FetchError, OutputMismatchError
from training.runtime.progress import Progress
from training.runtime.resumable_jsonl import ResumableFile

logger = logging.getLogger(__name__)

PAGE_ROWS = 10_000
_MIN_PAGE_ROWS = 100
_SHRINK = 4
_ITEM = re.compile(r"[/:](Q[1-9][0-9]*)")
_BASE = re.compile(r"(https?)://([A-Za-z0-9._-]{1,253}(?::[0-9]{1,5})?)(?:/|$)", re.IGNORECASE)
_WIKIMEDIA_HOST = re.compile(
    r"\.(?:wik(?:ipedia|ibooks|imedia|inews|iquote|isource|iversity|ivoyage|tionary|idata))\.org$"
)
_QUERY = """\
PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX schema: <http://schema.org/>
SELECT ?item ?title WHERE {{
  ?item wdt:P31 wd:{class_id} .
  ?article schema:about ?item ;
           schema:isPartOf <{site}> ;
           schema:name ?title .
}}
ORDER BY ?item
LIMIT {rows} OFFSET {offset}
"""


class Endpoint(Protocol):
    """What is needed of a SPARQL endpoint. sparql.SparqlEndpoint has it."""

    address: str

    def select(self, query: str, variables: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Return the values of the variables in each row."""


@dataclass(frozen=True, slots=True)
class ClassQuery:
    """What to ask for.

    Attributes:
        wiki: Database name.
        site: The wiki's address in sitelinks, such as "https://kw.wikipedia.org/".
        classes: Wikidata ids of classes. Pages count whose item is an instance (P31) of the class itself.
    """

    wiki: str
    site: str
    classes: tuple[str, ...]


def sitelink_address(wiki: str, base: str) -> str | None:
    """Return a wiki's address as Wikidata's sitelinks have it, such as "https://kw.wikipedia.org/".

    Args:
        wiki: Database name, which decides if the base does not.
        base: The address of the main page, as the dump has it, or "".
    """
    match = _BASE.match(base)
    if match is None:
        return project_address(wiki)
    scheme, host = match[1].lower(), match[2].lower()
    return f"{'https' if _WIKIMEDIA_HOST.search(host) else scheme}://{host}/"


class _Page(msgspec.Struct):
    """One page of the pages of a class: a line of the unfinished file.

    Attributes:
        class_id: The class.
        end: Offset of the next page.
        last: True if no page follows.
        rows: Item and title of each of the wiki's pages.
    """

    class_id: str
    end: int
    last: bool
    rows: list[tuple[str, str]]


def fetch_classes(endpoint: Endpoint, query: ClassQuery, target: Path, *, page_rows: int = PAGE_ROWS) -> int:
    """Write the table of classes in the form that training reads.

    Args:
        endpoint: The endpoint to ask.
        query: What to ask for.
        target: The table's path. It appears when the table is complete; before, `<target>.part` has the finished pages.
        page_rows: Maximum number of rows to ask for at once.

    Returns:
        The number of pages of the wiki in the table.

    Raises:
        FetchError: The endpoint fails, its answer is invalid, or no page of the wiki has one of the classes.
        BusyError: Another process is writing the same table.
        OSError: A file cannot be written.
    """
    part = target.with_name(target.name + ".part")
    record = part.with_name(part.name + ".run.json")
    run = {"endpoint": endpoint.address, **asdict(query)}
    try:
        count = _fetch_to(part, endpoint, query, run, target, page_rows)
    except OutputMismatchError:
        logger.info("%s was begun with another endpoint or other classes; starting over", part)
        part.unlink()
        record.unlink(missing_ok=True)
        count = _fetch_to(part, endpoint, query, run, target, page_rows)
    part.unlink()
    record.unlink()
    if not count:
        raise FetchError(endpoint.address, f"knows no pages of <{query.site}> of the {len(query.classes)} classes")
    return count


def _fetch_to(
    part: Path, endpoint: Endpoint, query: ClassQuery, run: dict[str, object], target: Path, page_rows: int
) -> int:
    """Ask for the pages that the unfinished file lacks, and write the table."""
    with (
        ResumableFile.begin(part, run) as file,
        Progress("Fetching classes", len(query.classes), unit="classes") as bar,
    ):
        known = msgspec.json.decode(file.last, type=_Page) if file.last else None
        done = query.classes.index(known.class_id) + known.last if known else 0
        bar.advance(done)
        for class_id in query.classes[done:]:
            start = known.end if known and known.class_id == class_id else 0
            for page in _pages(endpoint, query.site, class_id, start, page_rows):
                file.append(msgspec.json.encode(page) + b"\n")
            bar.advance()
        return _write_table(part, target)


def _pages(endpoint: Endpoint, site: str, class_id: str, offset: int, rows: int) -> Iterator[_Page]:
    """Yield the pages of one class. After a timeout, the pages get smaller."""
    before: list[tuple[str, str]] = []
    last = False
    while not last:
        text = _QUERY.format(class_id=class_id, site=site, rows=rows, offset=offset)
        try:
            found = [_row(endpoint, *row) for row in endpoint.select(text, ("item", "title"))]
        except QueryTimeoutError as error:
            if rows <= _MIN_PAGE_ROWS:
                reason = f"the query for {class_id} takes too long even for {rows} rows; try again later, or make the"
                advice = "table from Wikidata's entity dump with `training classes`"
                raise FetchError(endpoint.address, f"{reason} {advice}") from error
            rows = max(_MIN_PAGE_ROWS, rows // _SHRINK)
            logger.warning("%s: the query for %s takes too long; asking for %d rows", endpoint.address, class_id, rows)
            continue
        if len(found) > rows or (found and found == before):
            raise FetchError(endpoint.address, "ignores LIMIT or OFFSET, so that the pages of a class cannot be told")
        before, offset, last = found, offset + len(found), len(found) < rows
        yield _Page(class_id, offset, last, found)


def _row(endpoint: Endpoint, item: str, title: str) -> tuple[str, str]:
    match = _ITEM.search(item)
    if match is None or match.end() != len(item) or not title.strip():
        raise FetchError(endpoint.address, f"the answer has a row that is no item and title: {item!r}, {title!r}"[:300])
    return match[1], title


def _write_table(part: Path, target: Path) -> int:
    """Write the table from the finished pages, unless they have no rows. Return the number of rows."""
    classes: dict[tuple[str, str], list[str]] = {}
    with part.open("rb") as lines:
        for page in (msgspec.json.decode(line, type=_Page) for line in lines):
            for item, title in page.rows:
                classes.setdefault((title, item), []).append(page.class_id)
    if classes:
        unfinished = target.with_name(TEMPORARY_PREFIX + target.name)
        with instance_of_writer(unfinished) as write:
            for (title, item), found in sorted(classes.items()):
                write((title, item, " ".join(dict.fromkeys(found))))
        unfinished.replace(target)
    return len(classes)
