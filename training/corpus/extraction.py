"""Step 1: parse the dump's pages into chunks of articles, tables of titles and categories, and a set of link texts."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from linking.bundle.atomic_files import naming_file
from linking.text.folding import casefold_text
from linking.text.titles import Site, category_name, normalise
from linking.wikitext.article import Article, parse
from training.corpus.calendar_pages import LINKS, calendar_links
from training.corpus.chunks import ChunkArticle, bucket_of, write_chunk
from training.corpus.exclusion_rules import load_rules
from training.corpus.joined_parts import TABLE, part_rows
from training.corpus.link_parameters import TABLE as PARAMETERS
from training.corpus.link_parameters import ParameterCounter
from training.corpus.marker_templates import ARTICLE, DEFINITIONS, USES, MarkerTemplates
from training.corpus.page_markers import PageMarkerFinder
from training.corpus.plain_text import plain_text
from training.corpus.title_patterns import title_pattern
from training.dumps.xml_export import Page

CHUNK_PAGES = 500
MAX_BATCH_CHARACTERS = 4_000_000
MAX_ANCHOR_LENGTH = 100
"""Maximum length of an anchor in code points. Longer link texts are sentences and do not recur."""


@dataclass(frozen=True, slots=True)
class ExtractTask:
    """Pages for one worker to extract.

    Attributes:
        number: Number of the chunk, in the order of the dump.
        pages: Articles and redirects, and pages of other namespaces that define page markers.
        site: The wiki.
        directory: Directory to write the files to.
    """

    number: int
    pages: Sequence[Page]
    site: Site
    directory: Path


@dataclass(frozen=True, slots=True)
class ArticleCounts:
    """Numbers of extracted articles.

    Attributes:
        articles: Articles, without redirects.
        linked: Articles with at least one link in their running text.
    """

    articles: int
    linked: int


def extraction_tasks(pages: Iterable[Page], site: Site, directory: Path) -> Iterator[ExtractTask]:
    """Yield a task for every CHUNK_PAGES pages, or for fewer if they are long."""
    for number, chunk in enumerate(batches(pages, CHUNK_PAGES)):
        yield ExtractTask(number, chunk, site, directory)


def batches(pages: Iterable[Page], max_pages: int) -> Iterator[list[Page]]:
    """Yield lists of at most `max_pages` pages.

    A list also ends when its texts reach MAX_BATCH_CHARACTERS, because several lists are in memory at once.
    """
    batch: list[Page] = []
    characters = 0
    for page in pages:
        batch.append(page)
        characters += len(page.text)
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
    site = task.site
    rules = load_rules(site.wiki, site.language)
    articles, categories, parameters = [], [], ParameterCounter(site)
    pages = [page for page in task.pages if page.namespace == ARTICLE]
    for page in pages:
        if page.redirect is None:
            parsed = parse(page.text)
            title = normalise(site, page.title)
            articles.append(ChunkArticle(title, bucket_of(title), page.text, plain_text(parsed, site)))
            parameters.add(title, parsed)
            categories += [(page.id, category) for category in _categories(parsed, site)]

    def write(name: str, rows: Iterable[Sequence[object]]) -> None:
        write_rows(task.directory / f"{name}-{task.number:06d}.csv.gz", rows)

    write_chunk(task.directory / f"chunk-{task.number:06d}.jsonl.gz", articles)
    write("categories", categories)
    write(PARAMETERS, parameters.rows())
    texts = {text for article in articles for text in link_texts(article, site.language)}
    write("texts", ([text] for text in sorted(texts)))
    write(TABLE, (row for article in articles for row in part_rows(article, site.language)))
    finder, templates = PageMarkerFinder(rules.markers, site), MarkerTemplates(rules.markers, site)
    write("titles", (_title_row(page, site, finder) for page in pages))
    write(USES, ((page.id, name) for page in pages if page.redirect is None for name in templates.uses(page.text)))
    others = (page for page in task.pages if page.namespace != ARTICLE)
    write(DEFINITIONS, (row for page in others for row in templates.definitions(page)))
    write(LINKS, (row for article in articles for row in calendar_links(article.title, article.plain)))
    return ArticleCounts(len(articles), sum(bool(article.plain.links) for article in articles))


def link_texts(article: ChunkArticle, language: str) -> Iterator[str]:
    """Yield the case-folded texts of the article's links: each label, and the whole word if it is longer."""
    folded = casefold_text(article.plain.text, language)
    for link in article.plain.links:
        for start, end in {(link.start, link.end), (link.word_start, link.word_end)}:
            text = anchor_text(folded[start:end])
            if text is not None:
                yield text


def anchor_text(folded: str) -> str | None:
    """Return the text without surrounding whitespace, or None if it cannot be an anchor."""
    text = folded.strip()
    if not text or len(text) > MAX_ANCHOR_LENGTH or "\n" in text or "\x00" in text or "[" in text:
        return None
    return text if any(map(str.isalnum, text)) else None


def write_rows(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write a compressed CSV table. The same rows always give the same bytes."""
    with (
        naming_file(path),
        path.open("wb") as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=1, mtime=0) as file,
        io.TextIOWrapper(file, encoding="utf-8", errors="replace", newline="") as text,
    ):
        csv.writer(text, lineterminator="\n").writerows(rows)


def _categories(parsed: Article, site: Site) -> list[str]:
    """Return the categories in the page's wikitext. Categories that templates add are unknown."""
    names = {category_name(site, link.title) for link in parsed.links if ":" in link.title}
    return sorted(name for name in names if name is not None)


def _title_row(page: Page, site: Site, markers: PageMarkerFinder) -> tuple[object, ...]:
    """Return (page id, title, redirect target, length, bucket, kind and reason of the exclusion, title pattern)."""
    title = normalise(site, page.title)
    target = "" if page.redirect is None else normalise(site, page.redirect).partition("#")[0].strip()
    found = markers.find(title, page.text) if page.redirect is None else None
    kind, reason = (found.kind, found.reason) if found else ("", "")
    return page.id, title, target, len(page.text), bucket_of(title), kind, reason, title_pattern(title) or ""
