"""Step 1: parse the dump's pages into chunks of articles, tables of titles and categories, and a set of link texts."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from linking.bundle.atomic_files import naming_file
from linking.text.titles import Site
from training.corpus.calendar_pages import LINKS
from training.corpus.chunks import write_lines
from training.corpus.exclusion_rules import own_rules
from training.corpus.joined_parts import TABLE
from training.corpus.kept_pages import KeptPage, PageIndex, UnchangedPage, kept_chunk, new_page, write_pages
from training.corpus.link_parameters import TABLE as PARAMETERS
from training.corpus.link_parameters import ParameterCounter
from training.corpus.marker_templates import ARTICLE, DEFINITIONS, USES, MarkerTemplates
from training.corpus.page_record import PageExtractor, PageRecord
from training.dumps.xml_export import Page

AnyPage = TypeVar("AnyPage", Page, UnchangedPage, Page | UnchangedPage)

CHUNK_PAGES = 500
MAX_BATCH_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True)
class ExtractTask:
    """Pages for one worker to extract.

    Attributes:
        number: Number of the chunk, in the order of the dump.
        pages: Articles and redirects, and pages of other namespaces that define page markers. Unchanged articles and
            redirects are only named.
        site: The wiki.
        directory: Directory to write the files to.
        keep: Whether to write also what a later run needs to recognise unchanged pages.
        previous: The extraction of the run that the unchanged pages are from.
    """

    number: int
    pages: Sequence[Page | UnchangedPage]
    site: Site
    directory: Path
    keep: bool = False
    previous: Path | None = None


@dataclass(frozen=True, slots=True)
class ArticleCounts:
    """Numbers of extracted articles.

    Attributes:
        articles: Articles, without redirects.
        linked: Articles with at least one link in their running text.
    """

    articles: int
    linked: int


def extraction_tasks(
    pages: Iterable[Page | UnchangedPage],
    site: Site,
    directory: Path,
    *,
    keep: bool = False,
    previous: Path | None = None,
    index: PageIndex | None = None,
) -> Iterator[ExtractTask]:
    """Yield a task for every CHUNK_PAGES pages, or for fewer if they are long.

    See ExtractTask for the arguments, except index: the pages of the previous extraction.
    """

    def find(page: Page | UnchangedPage) -> Page | UnchangedPage:
        if index is None or isinstance(page, UnchangedPage) or page.namespace != ARTICLE:
            return page
        return index.find(page)

    for number, batch in enumerate(batches(pages, CHUNK_PAGES)):
        found = [find(page) for page in batch]
        yield ExtractTask(number, found, site, directory, keep, previous)


def batches(pages: Iterable[AnyPage], max_pages: int) -> Iterator[list[AnyPage]]:
    """Yield lists of at most `max_pages` pages.

    A list also ends when its texts reach MAX_BATCH_CHARACTERS, because several lists are in memory at once.
    """
    batch: list[AnyPage] = []
    characters = 0
    for page in pages:
        batch.append(page)
        characters += page.length
        if len(batch) == max_pages or characters >= MAX_BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def add_up(parts: Iterable[ArticleCounts]) -> ArticleCounts:
    """Return the sum over all chunks."""
    articles = linked = 0
    for part in parts:
        articles, linked = articles + part.articles, linked + part.linked
    return ArticleCounts(articles, linked)


def extract_chunk(task: ExtractTask) -> ArticleCounts:
    """Write the chunk's files."""
    records = _records(task)
    articles = [record for record in records if record.line]

    def write(name: str, rows: Iterable[Sequence[object]]) -> None:
        write_rows(task.directory / f"{name}-{task.number:06d}.csv.gz", rows)

    write_lines(task.directory / f"chunk-{task.number:06d}.jsonl.gz", (article.line for article in articles))
    write("categories", ((record.page_id, category) for record in records for category in record.categories))
    parameters = ParameterCounter()
    for article in articles:
        parameters.add(article.parameters)
    write(PARAMETERS, parameters.rows())
    texts = {text for article in articles for text in article.texts}
    write("texts", ([text] for text in sorted(texts)))
    write(TABLE, (row for article in articles for row in article.parts))
    write("titles", (record.title_row for record in records))
    write(USES, ((record.page_id, name) for record in records for name in record.uses))
    templates = MarkerTemplates(own_rules(task.site.wiki, task.site.language).markers, task.site)
    others = (page for page in task.pages if isinstance(page, Page) and page.namespace != ARTICLE)
    write(DEFINITIONS, (row for page in others for row in templates.definitions(page)))
    write(LINKS, (row for article in articles for row in article.links))
    return ArticleCounts(len(articles), sum(article.linked for article in articles))


def _records(task: ExtractTask) -> Sequence[PageRecord]:
    """Return the records of the articles and redirects, in the order of the dump."""
    extractor, language = PageExtractor(task.site), task.site.language
    if not task.keep:
        return [extractor.extract(page) for page in task.pages if isinstance(page, Page) and page.namespace == ARTICLE]
    kept: list[KeptPage] = []
    for page in task.pages:
        if isinstance(page, UnchangedPage):
            assert task.previous is not None
            kept.append(kept_chunk(task.previous, page.chunk).page(page))
        elif page.namespace == ARTICLE:
            kept.append(new_page(page, extractor.extract(page), language))
    write_pages(task.directory, task.number, kept)
    return [page.record for page in kept]


def write_rows(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write a compressed CSV table. The same rows always give the same bytes."""
    with (
        naming_file(path),
        path.open("wb") as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=1, mtime=0) as file,
        io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="") as text,
    ):
        csv.writer(text, lineterminator="\n").writerows(rows)
