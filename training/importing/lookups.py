"""Converts published data sets into the lookups of a bundle, in the layout that serving reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import Levenshtein
import marisa_trie
import numpy as np
from numpy.typing import NDArray

from linking.analysis import AFFIXES, SITE
from linking.features.legacy_mwaddlink import IMPORTED_ANCHOR, kurtosis
from linking.store.lookups import ANCHOR_TRIE, ANCHORS, PAGES, TITLE_TRIE, WORD_FORMAT, WORD_TRIE
from linking.store.record_layout import CANDIDATE, IMPORTED_VECTOR, REDIRECT, page_layout
from linking.store.tries import Trie
from linking.text.affixes import NO_PARTS, affixes_json
from linking.text.folding import casefold_text
from linking.text.titles import Site, article_title
from training.importing import published
from training.importing.pickled import PickleRefusedError, read_counts, read_number, read_text, read_vector
from training.importing.published import PublishedFiles
from training.importing.sorted_rows import sorted_rows
from training.knowledge.anchors import CANDIDATES_PER_ANCHOR
from training.runtime.lookup_files import save_trie, write_table, write_trie
from training.runtime.output_files import write_text

Row = tuple[int, bytes]

_NONE = -1
"""Stands for a title that is neither an article nor a redirect to one."""
_MAX_REDIRECTS = 10
"""Longest chain of redirects that is followed. The start of a longer one leads to no article."""


@dataclass(frozen=True, slots=True)
class LookupImport:
    """What to import, and where to.

    Attributes:
        files: The published data sets.
        site: The wiki.
        directory: Directory for the bundle's files.
        work: Directory for temporary files.
    """

    files: PublishedFiles
    site: Site
    directory: Path
    work: Path


@dataclass(frozen=True, slots=True)
class ImportedLookups:
    """What the manifest says about the imported lookups.

    Attributes:
        longest_anchor: Length in code points.
        counts: Number of records by kind.
    """

    longest_anchor: int
    counts: dict[str, int]


def import_lookups(job: LookupImport) -> ImportedLookups:
    """Write the tries and the tables of a bundle.

    Raises:
        PublishedFileError: A published table cannot be read.
        PickleRefusedError: A value in a published table is not of the expected type.
        sqlite3.Error: A table cannot be written.
        OSError: A file cannot be written.
    """
    titles = _write_titles(job)
    vectors = _write_pages(job, titles)
    longest, anchors, pairs = _write_anchors(job, titles)
    save_trie(marisa_trie.RecordTrie(WORD_FORMAT, []), job.directory / WORD_TRIE)
    _write_json(job.directory / AFFIXES, affixes_json({}, {}, NO_PARTS))
    _write_json(job.directory / SITE, job.site.to_json())
    articles = int((titles.article_of == np.arange(len(titles.article_of))).sum())
    counts = {
        "articles": articles,
        "redirects": len(titles.article_of) - articles,
        "vectors": vectors,
        "anchors": anchors,
        "pairs": pairs,
        "longest_anchor": longest,
    }
    return ImportedLookups(longest, counts)


@dataclass(frozen=True, slots=True)
class _Titles:
    """The titles of articles and redirects.

    Attributes:
        site: The wiki.
        trie: The titles. A title's id in the trie is its key.
        article_of: Key of the article that a title leads to, or _NONE; shape (titles,).
    """

    site: Site
    trie: Trie
    article_of: NDArray[np.int64]

    def article(self, raw: str) -> int:
        """Return the key of the article that a raw title leads to, or _NONE."""
        key = _key(self.trie, self.site, raw)
        return int(self.article_of[key]) if key >= 0 else _NONE


def _key(trie: Trie, site: Site, raw: str) -> int:
    return int(trie.get(article_title(site, raw) or "", _NONE))


def _write_titles(job: LookupImport) -> _Titles:
    titles = (
        (title, b"")
        for part in (published.PAGE_IDS, published.REDIRECTS)
        for key, _ in job.files.rows(part)
        if (title := article_title(job.site, key))
    )
    with sorted_rows(job.work / "titles.sqlite", titles) as rows:
        trie = write_trie((title for title, _ in rows), job.directory, TITLE_TRIE)
    return _Titles(job.site, trie, _resolve_redirects(job, trie))


def _resolve_redirects(job: LookupImport, trie: Trie) -> NDArray[np.int64]:
    """Return the key of the article that each title leads to, or _NONE; shape (titles,)."""
    is_article = np.zeros(len(trie), bool)
    for key, value in job.files.rows(published.PAGE_IDS):
        read_number(key, value)
        page = _key(trie, job.site, key)
        if page >= 0:
            is_article[page] = True
    target_of = np.full(len(trie), _NONE, np.int64)
    for key, value in job.files.rows(published.REDIRECTS):
        source, target = _key(trie, job.site, key), _key(trie, job.site, read_text(key, value))
        if source >= 0 and source != target:
            target_of[source] = target
            is_article[source] = False
    article_of = np.arange(len(trie))
    for _ in range(_MAX_REDIRECTS):
        article_of = np.where(target_of[article_of] >= 0, target_of[article_of], article_of)
    return np.where(is_article[article_of], article_of, _NONE)


def _write_pages(job: LookupImport, titles: _Titles) -> int:
    """Write the pages with their vectors, and return the number of vectors."""
    dimensions = vectors = 0

    def article_vectors() -> Iterator[Row]:
        nonlocal dimensions, vectors
        for key, value in job.files.rows(published.VECTORS):
            vector = read_vector(key, value)
            dimensions = dimensions or len(vector)
            if len(vector) != dimensions:
                raise PickleRefusedError(key, f"{len(vector)} numbers where others have {dimensions}")
            page = _key(titles.trie, job.site, key)
            if page >= 0 and titles.article_of[page] == page:
                vectors += 1
                yield page, vector.tobytes()

    with sorted_rows(job.work / "vectors.sqlite", article_vectors()) as rows:
        write_table(job.directory / f"{PAGES}.sqlite", _page_rows(titles.article_of, iter(rows), dimensions))
    return vectors


def _page_rows(article_of: NDArray[np.int64], vectors: Iterator[Row], dimensions: int) -> Iterator[Row]:
    layout = page_layout(max(1, dimensions))
    next_vector = next(vectors, None)
    for key, article in enumerate(article_of.tolist()):
        page = np.zeros(1, layout)
        while next_vector is not None and next_vector[0] <= key:
            if next_vector[0] == key:
                page[IMPORTED_VECTOR] = np.frombuffer(next_vector[1], "<f4")
            next_vector = next(vectors, None)
        if article == key:
            yield key, page.tobytes()
        elif article >= 0:
            yield key, np.array(article, REDIRECT).tobytes()


def _write_anchors(job: LookupImport, titles: _Titles) -> tuple[int, int, int]:
    """Write the anchors, and return the length of the longest, their number and the number of their candidates."""
    longest = pairs = 0
    language = job.site.language

    def records(trie: Trie, rows: Iterable[tuple[str, bytes]]) -> Iterator[Row]:
        nonlocal longest, pairs
        for text, group in groupby(rows, key=lambda row: row[0]):
            counts = [count for _, value in group for count in json.loads(value)]
            candidates = _candidates(counts)
            pairs += len(candidates)
            longest = max(longest, len(text))
            names = [casefold_text(titles.trie.restore_key(page), language) for page, _ in candidates]
            yield trie[text], _anchor_record(counts, candidates, [Levenshtein.jaro(text, name) for name in names])

    with sorted_rows(job.work / "counts.sqlite", _anchor_counts(job, titles)) as counts:
        trie = write_trie((text for text, _ in counts), job.directory, ANCHOR_TRIE)
        with sorted_rows(job.work / "anchors.sqlite", records(trie, counts)) as anchors:
            write_table(job.directory / f"{ANCHORS}.sqlite", anchors)
    return longest, len(trie), pairs


def _anchor_counts(job: LookupImport, titles: _Titles) -> Iterator[tuple[str, bytes]]:
    """Yield (case-folded text, JSON list of (article or _NONE, count)) for each anchor that leads to an article."""
    for key, value in job.files.rows(published.ANCHORS):
        text = casefold_text(key.strip(), job.site.language)
        counts = [(titles.article(title), count) for title, count in read_counts(key, value).items()]
        if text and any(page >= 0 for page, _ in counts):
            yield text, json.dumps(counts).encode()


def _candidates(counts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return (article, count) of the most frequent articles, most frequent first."""
    sums: dict[int, int] = {}
    for page, count in counts:
        if page >= 0:
            sums[page] = sums.get(page, 0) + count
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))[:CANDIDATES_PER_ANCHOR]


def _anchor_record(counts: list[tuple[int, int]], candidates: list[tuple[int, int]], jaro: list[float]) -> bytes:
    """Return the record of an anchor and of its candidates.

    Args:
        counts: (article or _NONE, count) of everything that the anchor was linked to.
        candidates: (article, count) of the candidates.
        jaro: Jaro similarity of the anchor and the candidates' titles.
    """
    anchor = np.zeros(1, IMPORTED_ANCHOR)
    anchor["link_articles"] = anchor["text_articles"] = sum(count for _, count in candidates)
    anchor["candidates"] = len(counts)
    anchor["kurtosis"] = kurtosis([count for _, count in counts])
    rows = np.zeros(len(candidates), CANDIDATE)
    rows["page"] = [page for page, _ in candidates]
    rows["articles"] = [count for _, count in candidates]
    rows["jaro"] = np.rint([255 * similarity for similarity in jaro])
    return anchor.tobytes() + rows.tobytes()


def _write_json(path: Path, value: object) -> None:
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")
