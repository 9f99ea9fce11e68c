"""The pages of an extraction, kept for the next run, which extracts only those that have changed.

A page is unchanged if title, redirect, content model and text are the same. Its revision does not matter. If
even its XML is the same, it need not be parsed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.corpus.article_words import ArticleWords, ChunkWords, join_words, words_of
from training.corpus.chunks import chunk_article, read_lines, write_lines
from training.corpus.page_record import PageRecord
from training.dumps.page_xml import DIGEST_BYTES, PageSource, XmlPart
from training.dumps.xml_export import Page
from training.runtime.output_files import write_array
from training.runtime.worker_pool import worker_cache

INDEX = "pages.npy"
_PAGES, _RECORDS, _WORDS = "pages", "records", "words"
NO_LINE = 0xFFFFFFFF
"""The line of a redirect, which is not in the chunk."""
_TIME = 32
"""Longest time that is stored: with a time zone, and more than the 20 characters of MediaWiki."""
_PLACE = [("chunk", "<u4"), ("row", "<u4"), ("line", "<u4")]
_DIGESTS = [("digest", f"V{DIGEST_BYTES}"), ("xml", f"V{DIGEST_BYTES}")]
_FACTS = [("revision", "<u8"), ("length", "<u4"), ("newest", f"S{_TIME}")]
_PAGE = np.dtype([("id", "<u8"), *_DIGESTS, *_PLACE, *_FACTS])


@dataclass(frozen=True, slots=True)
class UnchangedPage:
    """A page whose record is that of an earlier run.

    Attributes:
        id: Page id.
        revision: Revision id.
        length: The number of code points of the text.
        source: Its XML in the export, or None if that is unknown.
        chunk: The number of its chunk in that run.
        row: Its place among the pages of the chunk.
        digest: The digest of its content.
    """

    id: int
    revision: int
    length: int
    source: PageSource | None
    chunk: int
    row: int
    digest: bytes

    @property
    def newest(self) -> str:
        """The time of the newest of its revisions in the export, or ""."""
        return self.source.newest if self.source else ""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page with what the next run needs of it.

    Attributes:
        record: What was extracted.
        digest: The digest of the page's content.
        words: The words of an article, or None for a redirect.
        encoded: The record as PageRecord.to_json returns it.
        revision: Revision id.
        source: Its XML in the export, or None if that is unknown.
    """

    record: PageRecord
    digest: bytes
    words: ArticleWords | None
    encoded: bytes
    revision: int
    source: PageSource | None


class PageIndex:
    """The pages of an extraction by id, memory-mapped."""

    def __init__(self, extracted: Path) -> None:
        self.pages: NDArray[Any] = np.load(extracted / INDEX, mmap_mode="r")
        self._ids = np.ascontiguousarray(self.pages["id"])

    def find(self, page: Page) -> Page | UnchangedPage:
        """Return where the record of a page is, or the page itself if it is new or has changed."""
        found, digest = self._find(page.id), digest_of(page)
        if found is None or found["digest"].tobytes() != digest:
            return page
        place = int(found["chunk"]), int(found["row"])
        return UnchangedPage(page.id, page.revision, page.length, page.source, *place, digest)

    def find_xml(self, part: XmlPart) -> UnchangedPage | None:
        """Return where the record of a page with the same XML is, or None if it is new or has changed."""
        found = self._find(part.page_id)
        if found is None or found["xml"].tobytes() != part.digest:
            return None
        entry: tuple[Any, ...] = found.item()  # type: ignore[assignment]
        number, digest, xml, chunk, row, _, revision, length, newest = entry
        return UnchangedPage(number, revision, length, PageSource(xml, newest.decode()), chunk, row, digest)

    def _find(self, number: int) -> np.void | None:
        """Return the entry of a page."""
        place = int(self._ids.searchsorted(np.uint64(number))) if number >= 0 else len(self._ids)
        found: np.void | None = self.pages[place] if place < len(self._ids) else None
        return found if found is not None and found["id"] == number else None


@dataclass(frozen=True, slots=True)
class KeptChunk:
    """The pages of one chunk."""

    pages: NDArray[Any]
    lines: Sequence[bytes]
    records: Sequence[bytes]
    words: ChunkWords

    @classmethod
    def read(cls, extracted: Path, number: int) -> KeptChunk:
        """Read the files of a chunk."""
        return cls(
            np.load(_path(extracted, _PAGES, number, "npy")),
            read_lines(_path(extracted, "chunk", number, "jsonl.gz")),
            read_lines(_path(extracted, _RECORDS, number, "jsonl.gz")),
            chunk_words(extracted, number),
        )

    def page(self, unchanged: UnchangedPage) -> KeptPage:
        """Return a page of the chunk."""
        line = int(self.pages[unchanged.row]["line"])
        is_article = line != NO_LINE
        encoded = self.records[unchanged.row]
        data = json.loads(encoded.decode("utf-8", "surrogatepass"))
        record = PageRecord.from_json(data, self.lines[line] if is_article else b"")
        words = self.words.article(line) if is_article else None
        return KeptPage(record, unchanged.digest, words, encoded, unchanged.revision, unchanged.source)


kept_chunk = worker_cache(KeptChunk.read, 2)
"""Reads a chunk. A chunk of the next dump has mostly the pages of one or two of the earlier ones, in the same order."""


def digest_of(page: Page) -> bytes:
    """Return a digest of all of a page that its record depends on, but the id."""
    content = "\0".join((page.title, "" if page.redirect is None else f"\1{page.redirect}", page.model, page.text))
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=DIGEST_BYTES).digest()


def new_page(page: Page, record: PageRecord, language: str) -> KeptPage:
    """Return a page that was extracted anew."""
    words = words_of(chunk_article(record.line), language) if record.line else None
    return KeptPage(record, digest_of(page), words, record.to_json(), page.revision, page.source)


def write_pages(extracted: Path, number: int, kept: Sequence[KeptPage]) -> None:
    """Write what the next run needs of the pages of a chunk, beside the other files of the extraction."""
    pages = np.zeros(len(kept), _PAGE)
    articles = 0
    for row, page in enumerate(kept):
        is_article = page.words is not None
        digest = np.void(page.digest)
        place = number, row, articles if is_article else NO_LINE
        xml, newest = _stored(page.source)
        pages[row] = (page.record.page_id, digest, xml, *place, page.revision, page.record.length, newest)
        articles += is_article
    write_array(_path(extracted, _PAGES, number, "npy"), pages)
    write_lines(_path(extracted, _RECORDS, number, "jsonl.gz"), (page.encoded for page in kept))
    join_words(_path(extracted, _WORDS, number, "npz"), [page.words for page in kept if page.words is not None])


def _stored(source: PageSource | None) -> tuple[np.void, bytes]:
    """Return the digest of the XML, and the time of the newest revision. Neither is stored if the time is unusual."""
    if source is None or len(source.newest) > _TIME or not source.newest.isascii():
        return np.void(bytes(DIGEST_BYTES)), b""
    return np.void(source.digest), source.newest.encode()


def write_index(extracted: Path) -> None:
    """Write the index of the pages of all chunks."""
    parts = [np.load(path) for path in sorted(extracted.glob(f"{_PAGES}-*.npy"))]
    pages = np.concatenate(parts) if parts else np.zeros(0, _PAGE)
    write_array(extracted / INDEX, pages[np.argsort(pages["id"], kind="stable")])


def chunk_words(extracted: Path, number: int) -> ChunkWords:
    """Return the words of the articles of a chunk."""
    return ChunkWords.read(_path(extracted, _WORDS, number, "npz"))


def kept_files(extracted: Path) -> Iterable[Path]:
    """Yield the files of an extraction that the next run needs."""
    yield extracted / INDEX
    for pattern in ("chunk-*", f"{_PAGES}-*", f"{_RECORDS}-*", f"{_WORDS}-*"):
        yield from sorted(extracted.glob(pattern))


def _path(extracted: Path, stem: str, number: int, ending: str) -> Path:
    return extracted / f"{stem}-{number:06d}.{ending}"
