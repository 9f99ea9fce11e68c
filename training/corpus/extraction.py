"""Step 1: the dump's pages to chunks of parsed articles, a table of titles and the set of link texts."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from linking.text.folding import fold
from linking.text.titles import Site, category_name, normalise
from linking.wikitext.article import Article, parse
from training.corpus.chunks import ChunkArticle, bucket_of, write_chunk
from training.corpus.exclusion_rules import load_rules
from training.corpus.page_markers import MarkFinder
from training.corpus.plain_text import plain_text
from training.dumps.xml_export import Page

CHUNK_PAGES = 500
BATCH_CHARACTERS = 4_000_000
LONGEST_TEXT = 100
"""Code points of a link text that can be an anchor: longer ones are sentences, and come back nowhere."""


@dataclass(frozen=True, slots=True)
class ExtractTask:
    """Pages for one worker. number: the chunk's, in the order of the dump."""

    number: int
    pages: Sequence[Page]
    site: Site
    directory: Path


def tasks(pages: Iterable[Page], site: Site, directory: Path) -> Iterator[ExtractTask]:
    """Pages in chunks of CHUNK_PAGES; fewer where they are long."""
    for number, chunk in enumerate(batches(pages, CHUNK_PAGES)):
        yield ExtractTask(number, chunk, site, directory)


def batches(pages: Iterable[Page], most: int) -> Iterator[list[Page]]:
    """Pages in lists of at most `most`, and of less where they are long: several lists wait in memory at once."""
    batch: list[Page] = []
    characters = 0
    for page in pages:
        batch.append(page)
        characters += len(page.text)
        if len(batch) == most or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class Extracted:
    """articles: number of articles in a chunk, redirects left out; linked: of them, with a link in running text."""

    articles: int
    linked: int


def together(parts: Iterable[Extracted]) -> Extracted:
    """The sums over chunks."""
    articles = linked = 0
    for part in parts:
        articles, linked = articles + part.articles, linked + part.linked
    return Extracted(articles, linked)


def extract(task: ExtractTask) -> Extracted:
    """Write the chunk's files."""
    articles, categories = [], []
    for page in task.pages:
        if page.redirect is None:
            parsed = parse(page.text)
            articles.append(_article(page, parsed, task.site))
            categories += [(page.id, category) for category in _categories(parsed, task.site)]
    write_rows(task.directory / f"categories-{task.number:06d}.csv.gz", categories)
    write_chunk(task.directory / f"chunk-{task.number:06d}.jsonl.gz", articles)
    texts = sorted({text for article in articles for text in link_texts(article, task.site.language)})
    write_rows(task.directory / f"texts-{task.number:06d}.csv.gz", ([text] for text in texts))
    marks = MarkFinder(load_rules(task.site.wiki, task.site.language).marks, task.site)
    rows = (_title_row(page, task.site, marks) for page in task.pages)
    write_rows(task.directory / f"titles-{task.number:06d}.csv.gz", rows)
    return Extracted(len(articles), sum(bool(article.plain.links) for article in articles))


def link_texts(article: ChunkArticle, language: str) -> Iterator[str]:
    """Folded texts that the article links with: of each link its label and, where it is longer, the whole word."""
    folded = fold(article.plain.text, language)
    for link in article.plain.links:
        for start, end in {(link.start, link.end), (link.word_start, link.word_end)}:
            text = anchor_text(folded[start:end])
            if text is not None:
                yield text


def anchor_text(folded: str) -> str | None:
    """The text as an anchor: trimmed; None where it cannot be one."""
    text = folded.strip()
    if not text or len(text) > LONGEST_TEXT or "\n" in text or "\x00" in text or "[" in text:
        return None
    return text if any(map(str.isalnum, text)) else None


def write_rows(path: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write a compressed CSV table; the same rows give the same bytes."""
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=1, mtime=0) as file:
        writer = csv.writer(_Lines(file), lineterminator="\n")
        writer.writerows(rows)


class _Lines:
    """What csv.writer writes to: text that goes into a binary file."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self._file = file

    def write(self, line: str) -> int:
        """Encode and write one line."""
        return self._file.write(line.encode("utf-8", "replace"))


def _article(page: Page, parsed: Article, site: Site) -> ChunkArticle:
    title = normalise(site, page.title)
    return ChunkArticle(title, bucket_of(title), page.text, plain_text(parsed, site))


def _categories(parsed: Article, site: Site) -> list[str]:
    """The categories that the page's own text names; those that a template adds are not known here."""
    names = {category_name(site, link.title) for link in parsed.links if ":" in link.title}
    return sorted(name for name in names if name is not None)


def _title_row(page: Page, site: Site, marks: MarkFinder) -> tuple[int, str, str, int, int, str]:
    title = normalise(site, page.title)
    target = "" if page.redirect is None else normalise(site, page.redirect).partition("#")[0].strip()
    return page.id, title, target, len(page.text), bucket_of(title), marks.find(page.text) or ""
