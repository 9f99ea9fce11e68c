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
from training.corpus.chunks import ChunkArticle, bucket_of, write_chunk
from training.corpus.exclusion_rules import load_rules
from training.corpus.joined_parts import TABLE, part_rows
from training.corpus.page_markers import PageMarkerFinder
from training.corpus.plain_text import plain_text
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
        pages: Articles and redirects.
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
    articles, categories = [], []
    for page in task.pages:
        if page.redirect is None:
            parsed = parse(page.text)
            title = normalise(site, page.title)
            articles.append(ChunkArticle(title, bucket_of(title), page.text, plain_text(parsed, site)))
            categories += [(page.id, category) for category in _categories(parsed, site)]
    write_chunk(task.directory / f"chunk-{task.number:06d}.jsonl.gz", articles)
    write_rows(task.directory / f"categories-{task.number:06d}.csv.gz", categories)
    texts = sorted({text for article in articles for text in link_texts(article, site.language)})
    write_rows(task.directory / f"texts-{task.number:06d}.csv.gz", ([text] for text in texts))
    parts = (row for article in articles for row in part_rows(article, site.language))
    write_rows(task.directory / f"{TABLE}-{task.number:06d}.csv.gz", parts)
    markers = PageMarkerFinder(load_rules(site.wiki, site.language).markers, site)
    rows = (_title_row(page, site, markers) for page in task.pages)
    write_rows(task.directory / f"titles-{task.number:06d}.csv.gz", rows)
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


def _title_row(page: Page, site: Site, markers: PageMarkerFinder) -> tuple[int, str, str, int, int, str]:
    """Return (page id, title, redirect target, length, bucket, reason not to link the page)."""
    title = normalise(site, page.title)
    target = "" if page.redirect is None else normalise(site, page.redirect).partition("#")[0].strip()
    return page.id, title, target, len(page.text), bucket_of(title), markers.find(page.text) or ""
