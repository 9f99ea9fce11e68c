"""The look-ups of an imported bundle, in the layout that serving reads, from the published tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import Levenshtein
import marisa_trie
import numpy as np
from numpy.typing import NDArray

from linking.features.legacy_mwaddlink import IMPORTED_ANCHOR, kurtosis
from linking.store.lookups import ANCHOR_TRIE, ANCHORS, PAGES, TITLE_TRIE, WORD_FORMAT, WORD_TRIE
from linking.store.record_layout import CANDIDATE, IMPORTED_VECTOR, REDIRECT, page_layout
from linking.store.tries import Trie
from linking.text.folding import fold
from linking.text.titles import Site, article_title
from training.importing import published
from training.importing.pickled import PickleRefusedError, read_counts, read_number, read_text, read_vector
from training.importing.published import Published
from training.knowledge.anchors import CANDIDATES_PER_ANCHOR
from training.runtime.lookup_files import save_trie, write_table, write_trie

Keys = NDArray[np.int64]
Row = tuple[int, bytes]

_NOTHING = -1
_LONGEST_CHAIN = 10
"""Redirects to redirects that are followed; one that leads on after so many means nothing."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was written, for the manifest."""

    longest_anchor: int
    counts: dict[str, int]


class LookupImport:
    """One wiki's import. directory: where the bundle's files go. work: for sorting."""

    def __init__(self, files: Published, site: Site, directory: Path, work: Path) -> None:
        self._files, self._site, self._directory, self._work = files, site, directory, work

    def write(self) -> Imported:
        """Write tries and tables. Raises PublishedFileError, PickleRefusedError, sqlite3.Error, OSError."""
        with _Sorted(self._work / "titles.sqlite", ((title, b"") for title in self._titles())) as sorted_titles:
            titles = write_trie((title for title, _ in sorted_titles.rows()), self._directory, TITLE_TRIE)
        meant = self._meant(titles)
        articles = int((meant == np.arange(len(meant))).sum())
        vectors = self._write_pages(titles, meant)
        with _Sorted(self._work / "counts.sqlite", self._counts(titles, meant)) as counts:
            longest, anchors, pairs = self._write_anchors(titles, counts)
        save_trie(marisa_trie.RecordTrie(WORD_FORMAT, []), self._directory / WORD_TRIE)
        _write_json(self._directory / "affixes.json", {"suffixes": {}, "prefixes": {}})
        _write_json(self._directory / "site.json", self._site.to_json())
        figures = {"articles": articles, "redirects": len(meant) - articles, "vectors": vectors}
        return Imported(longest, figures | {"anchors": anchors, "pairs": pairs, "longest_anchor": longest})

    # titles

    def _title(self, raw: str) -> str:
        return article_title(self._site, raw) or ""

    def _titles(self) -> Iterator[str]:
        for part in (published.PAGE_IDS, published.REDIRECTS):
            for key, _ in self._files.rows(part):
                title = self._title(key)
                if title:
                    yield title

    def _meant(self, titles: Trie) -> Keys:
        """By title's key, the key of the article that it means; -1 where there is none."""
        is_article = np.zeros(len(titles), bool)
        for key, value in self._files.rows(published.PAGE_IDS):
            read_number(key, value)
            page = titles.get(self._title(key), _NOTHING)
            if page >= 0:
                is_article[page] = True
        following = np.full(len(titles), _NOTHING, np.int64)
        for key, value in self._files.rows(published.REDIRECTS):
            source = titles.get(self._title(key), _NOTHING)
            target = titles.get(self._title(read_text(key, value)), _NOTHING)
            if source >= 0 and source != target:
                following[source] = target
                is_article[source] = False
        meant = np.arange(len(titles))
        for _ in range(_LONGEST_CHAIN):
            meant = np.where(following[meant] >= 0, following[meant], meant)
        return np.where(is_article[meant], meant, _NOTHING)

    # pages

    def _write_pages(self, titles: Trie, meant: Keys) -> int:
        """Write the pages with their vectors; returns how many vectors there are."""
        dimensions, found = 0, 0

        def staged() -> Iterator[Row]:
            nonlocal dimensions, found
            for key, value in self._files.rows(published.VECTORS):
                vector = read_vector(key, value)
                dimensions = dimensions or len(vector)
                if len(vector) != dimensions:
                    raise PickleRefusedError(key, f"{len(vector)} numbers where others have {dimensions}")
                page = titles.get(self._title(key), _NOTHING)
                if page >= 0 and meant[page] == page:
                    found += 1
                    yield page, vector.tobytes()

        with _Sorted(self._work / "vectors.sqlite", staged()) as vectors:
            write_table(self._directory / f"{PAGES}.sqlite", _page_rows(meant, vectors.rows(), dimensions))
        return found

    # anchors

    def _counts(self, titles: Trie, meant: Keys) -> Iterator[tuple[str, bytes]]:
        """Folded text, and (article, count) of each candidate as JSON; article -1 where a candidate has none."""
        for key, value in self._files.rows(published.ANCHORS):
            text = fold(key.strip(), self._site.language)
            found = [
                (titles.get(self._title(title), _NOTHING), count) for title, count in read_counts(key, value).items()
            ]
            pairs = [(int(meant[page]) if page >= 0 else _NOTHING, count) for page, count in found]
            if text and any(page >= 0 for page, _ in pairs):
                yield text, json.dumps(pairs).encode()

    def _write_anchors(self, titles: Trie, counts: _Sorted) -> tuple[int, int, int]:
        """Write the anchors; returns the length of the longest, their number, and that of their candidates."""
        trie = write_trie((text for text, _ in counts.rows()), self._directory, ANCHOR_TRIE)
        longest = pairs = 0

        def records() -> Iterator[Row]:
            nonlocal longest, pairs
            for text, same in groupby(counts.rows(), key=lambda row: row[0]):
                found = [pair for _, value in same for pair in json.loads(value)]
                candidates = _candidates(found)
                pairs += len(candidates)
                longest = max(longest, len(text))
                names = [fold(titles.restore_key(page), self._site.language) for page, _ in candidates]
                yield trie[text], _anchor(found, candidates, [255 * Levenshtein.jaro(text, name) for name in names])

        with _Sorted(self._work / "anchors.sqlite", records()) as anchors:
            write_table(self._directory / f"{ANCHORS}.sqlite", anchors.rows())
        return longest, len(trie), pairs


class _Sorted:
    """Rows on the disk, to be read in order of their keys."""

    def __init__(self, path: Path, rows: Iterable[tuple[Any, bytes]]) -> None:
        self._path, self._rows = path, rows

    def __enter__(self) -> _Sorted:
        self._connection = sqlite3.connect(self._path, isolation_level=None)
        for statement in (
            "PRAGMA journal_mode=OFF",
            "PRAGMA synchronous=OFF",
            "CREATE TABLE staged (key, value)",
            "BEGIN",
        ):
            self._connection.execute(statement)
        self._connection.executemany("INSERT INTO staged VALUES (?, ?)", self._rows)
        self._connection.execute("COMMIT")
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._path.unlink()

    def rows(self) -> Iterator[tuple[Any, bytes]]:
        """The rows by key, those of one key as they came."""
        with closing(self._connection.execute("SELECT key, value FROM staged ORDER BY key, rowid")) as cursor:
            yield from cursor


def _page_rows(meant: Keys, vectors: Iterator[tuple[int, bytes]], dimensions: int) -> Iterator[tuple[int, bytes]]:
    layout = page_layout(max(1, dimensions))
    waiting = next(vectors, None)
    for key, target in enumerate(meant.tolist()):
        page = np.zeros(1, layout)
        while waiting is not None and waiting[0] <= key:
            if waiting[0] == key:
                page[IMPORTED_VECTOR] = np.frombuffer(waiting[1], "<f4")
            waiting = next(vectors, None)
        if target == key:
            yield key, page.tobytes()
        elif target >= 0:
            yield key, np.array(target, REDIRECT).tobytes()


def _candidates(counts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """(page, count) of the most frequent articles, those of one article added up."""
    sums: dict[int, int] = {}
    for page, count in counts:
        if page >= 0:
            sums[page] = sums.get(page, 0) + count
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))[:CANDIDATES_PER_ANCHOR]


def _anchor(counts: list[tuple[int, int]], candidates: list[tuple[int, int]], jaro: list[float]) -> bytes:
    anchor = np.zeros(1, IMPORTED_ANCHOR)
    anchor["link_articles"] = anchor["text_articles"] = sum(count for _, count in candidates)
    anchor["candidates"] = len(counts)
    anchor["kurtosis"] = kurtosis([count for _, count in counts])
    rows = np.zeros(len(candidates), CANDIDATE)
    rows["page"] = [page for page, _ in candidates]
    rows["articles"] = [count for _, count in candidates]
    rows["jaro"] = np.rint(jaro)
    return anchor.tobytes() + rows.tobytes()


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
