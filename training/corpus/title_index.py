"""Step 2: the title index (titles and the articles they lead to) and the dictionary of texts that may be anchors."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from linking.bundle.atomic_files import naming_file
from linking.store.lookups import TITLE_TRIE
from linking.store.record_layout import REDIRECT_TITLE, TITLE, TITLE_WITHOUT_PARENTHESES
from linking.store.tries import Trie, open_trie
from linking.text.folding import casefold_text
from training.corpus.extraction import write_rows
from training.corpus.marker_templates import mark_pages
from training.corpus.page_exclusion import excluded_pages
from training.corpus.page_record import anchor_text
from training.runtime.database import csv_source, fetch_rows
from training.runtime.lookup_files import shards, write_trie
from training.runtime.output_files import write_array

_COLUMNS = {
    "page_id": "UBIGINT",
    "title": "VARCHAR",
    "target": "VARCHAR",
    "length": "UBIGINT",
    "bucket": "INTEGER",
    "kind": "VARCHAR",
    "reason": "VARCHAR",
    "pattern": "VARCHAR",
}
_TITLE_WITH_PARENTHESES = re.compile(r"(.+?) ?[(（][^()（）]*[)）]")
_REDIRECT_ROUNDS = 4
"""Resolves chains of up to 2 ** _REDIRECT_ROUNDS redirects. Wikis fix double redirects, so longer chains are loops."""

TEXT_TRIE, TITLE_ANCHORS = "texts.trie", "title-anchors.npy"
_TITLE_TEXTS = "title-texts"
_TITLES = "SELECT title, target, length, bucket FROM title"


@dataclass(frozen=True, slots=True)
class TitleIndex:
    """The titles of a wiki's articles and redirects.

    Attributes:
        trie: The titles. A title's id in the trie is its key. All arrays have the shape (titles,).
        target: Key of the article that the title leads to: the title's own key if it is an article.
        length: Code points of wikitext; 0 for redirects.
        bucket: The article's bucket (see ChunkArticle); 0 for redirects.
    """

    trie: Trie
    target: NDArray[np.uint32]
    length: NDArray[np.uint32]
    bucket: NDArray[np.int32]

    @property
    def is_article(self) -> NDArray[np.bool_]:
        """True for the keys of articles, False for those of redirects."""
        articles: NDArray[np.bool_] = self.target == np.arange(len(self.target))
        return articles


@dataclass(frozen=True, slots=True)
class TitleAnchors:
    """The texts that are titles, sorted by anchor and page. All arrays have the same length.

    Attributes:
        anchor: Number of the text in the dictionary.
        page: Key of the article.
        flags: How the text relates to the title: flags of linking.store.record_layout.
    """

    anchor: NDArray[np.uint32]
    page: NDArray[np.uint32]
    flags: NDArray[np.uint32]


def load_titles(connection: duckdb.DuckDBPyConnection, extracted: Path) -> None:
    """Create the tables title(title, target, length, bucket, page_id), page_markers and title_pattern.

    page_markers(page_id, kind, reason) and title_pattern(title, pattern) have the facts that `page_exclusion` reads.
    title holds articles, whose target is empty, and the redirects that lead to an article.
    """
    source = csv_source(extracted, "titles", _COLUMNS)
    connection.execute(
        "CREATE OR REPLACE TABLE title AS SELECT title, arg_min(target, page_id) AS target,"
        " arg_min(length, page_id) AS length, min(bucket) AS bucket,"
        f" min(page_id) AS page_id FROM {source} GROUP BY title"
    )
    connection.execute(
        f"CREATE OR REPLACE TABLE page_markers AS SELECT page_id, kind, reason FROM {source} WHERE kind <> ''"
    )
    connection.execute(
        f"CREATE OR REPLACE TABLE title_pattern AS SELECT DISTINCT title, pattern FROM {source} WHERE pattern <> ''"
    )
    mark_pages(connection, extracted)
    for _ in range(_REDIRECT_ROUNDS):
        connection.execute(
            "UPDATE title SET target = next.target FROM title AS next"
            " WHERE title.target <> '' AND next.title = title.target AND next.target <> ''"
        )
    connection.execute(
        "DELETE FROM title WHERE target <> '' AND target NOT IN (SELECT title FROM title WHERE target = '')"
    )


def build_titles(connection: duckdb.DuckDBPyConnection, directory: Path) -> TitleIndex:
    """Build the title index from the table title, and write it."""
    trie = write_trie(_column(connection, "SELECT title FROM title ORDER BY title"), directory, TITLE_TRIE)
    size = len(trie)
    target, length = np.arange(size, dtype=np.uint32), np.zeros(size, np.uint32)
    bucket = np.zeros(size, np.int32)
    for title, target_title, code_points, title_bucket in fetch_rows(connection.execute(_TITLES)):
        key = trie[title]
        if target_title:
            target[key] = trie[target_title]
        else:
            length[key], bucket[key] = code_points, title_bucket
    for name, values in (("target", target), ("length", length), ("bucket", bucket)):
        write_array(directory / f"titles-{name}.npy", values)
    return TitleIndex(trie, target, length, bucket)


def open_titles(directory: Path) -> TitleIndex:
    """Memory-map the title index that `build_titles` wrote."""
    arrays = (np.load(directory / f"titles-{name}.npy", mmap_mode="r") for name in ("target", "length", "bucket"))
    return TitleIndex(open_trie(directory, TITLE_TRIE), *arrays)


def build_dictionary(
    connection: duckdb.DuckDBPyConnection, extracted: Path, titles: TitleIndex, language: str, directory: Path
) -> None:
    """Write the trie of all link texts and case-folded titles, and the array of the texts that are titles."""
    linked = csv_source(extracted, "texts", {"text": "VARCHAR"})
    # The texts pass through the database, so that they are never all in memory.
    staged = directory / f"{_TITLE_TEXTS}-0.csv.gz"
    write_rows(staged, title_texts(titles, language))
    columns = {"text": "VARCHAR", "page": "UINTEGER", "flags": "UINTEGER"}
    connection.execute(
        "CREATE OR REPLACE TABLE title_text AS"
        f" SELECT text, page, flags FROM {csv_source(directory, _TITLE_TEXTS, columns)} ORDER BY text"
    )
    staged.unlink()
    texts = f"SELECT text FROM {linked} UNION SELECT text FROM title_text"
    trie = write_trie(_column(connection, f"SELECT text FROM ({texts}) ORDER BY text"), directory, TEXT_TRIE)
    size = connection.execute("SELECT count(*) FROM title_text").fetchall()[0][0]
    path = directory / TITLE_ANCHORS
    with naming_file(path):
        array = np.lib.format.open_memmap(path, "w+", np.uint32, (3, size))
    with naming_file(path), path.open("r+b") as file:
        # Reserving the space turns a full disk into an error. Writing to a mapping without space raises SIGBUS.
        os.posix_fallocate(file.fileno(), 0, path.stat().st_size)
    low = 0
    for rows in _title_anchors(connection, trie):
        array[:, low : low + len(rows)] = rows.T
        low += len(rows)
    array.flush()


def _title_anchors(connection: duckdb.DuckDBPyConnection, trie: Trie) -> Iterator[NDArray[np.uint32]]:
    """Yield rows of (text number, page, flags) for the texts that are titles, one shard of the dictionary at a time."""
    for shard in shards(trie):
        query = f"SELECT text, page, flags FROM title_text WHERE {shard.condition('text')}"
        found = connection.execute(query, shard.bounds)
        numbers = ((trie[text], page, flags) for text, page, flags in fetch_rows(found))
        rows: NDArray[np.uint32] = np.fromiter(numbers, np.dtype((np.uint32, 3)))
        yield rows[np.lexsort(rows.T[::-1])]


def open_dictionary(directory: Path) -> tuple[Trie, TitleAnchors]:
    """Memory-map what `build_dictionary` wrote."""
    return open_trie(directory, TEXT_TRIE), TitleAnchors(*np.load(directory / TITLE_ANCHORS, mmap_mode="r"))


def excluded_kinds(
    connection: duckdb.DuckDBPyConnection, titles: TitleIndex, kinds: Sequence[str]
) -> NDArray[np.uint8]:
    """Return the kind of each page that training.corpus.page_exclusion excluded, by its key; shape (titles,).

    Kinds are numbered from 1 in the order of `kinds`. The number of other pages, and of redirects, is 0.
    """
    number = {kind: index for index, kind in enumerate(kinds, 1)}
    excluded = np.zeros(len(titles.trie), np.uint8)
    for page in excluded_pages(connection):
        key = titles.trie.get(page.title)
        if key is not None:
            excluded[key] = number[page.exclusion.kind]
    return excluded


def title_texts(titles: TitleIndex, language: str) -> Iterator[tuple[str, int, int]]:
    """Yield (case-folded text, key of the article, flags) for each title, with and without its part in parentheses."""
    for key, target in enumerate(map(int, titles.target)):
        title = casefold_text(titles.trie.restore_key(key), language)
        whole = anchor_text(title)
        if key != target:
            if whole is not None:
                yield whole, target, REDIRECT_TITLE
            continue
        if whole is not None:
            yield whole, target, TITLE
        shortened = _TITLE_WITH_PARENTHESES.fullmatch(title)
        if shortened and (text := anchor_text(shortened.group(1))) is not None:
            yield text, target, TITLE_WITHOUT_PARENTHESES


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[str]:
    return (value for (value,) in fetch_rows(connection.execute(query)))
