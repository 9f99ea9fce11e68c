"""Step 2: the wiki's titles, what each means, and the dictionary of all texts that could be anchors."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from linking.store.lookups import TITLE_TRIE
from linking.store.record_layout import REDIRECT_TITLE, TITLE, TITLE_WITHOUT_BRACKETS
from linking.store.tries import Trie, open_trie
from linking.text.folding import fold
from training.corpus.extraction import anchor_text, write_rows
from training.corpus.page_exclusion import excluded_pages
from training.runtime.database import csv_source, fetched
from training.runtime.lookup_files import shards, write_trie

_COLUMNS = {
    "page_id": "UBIGINT",
    "title": "VARCHAR",
    "target": "VARCHAR",
    "length": "UBIGINT",
    "bucket": "INTEGER",
    "mark": "VARCHAR",
}
_BRACKETED = re.compile(r"(.+?) ?[(（][^()（）]*[)）]")
_ROUNDS = 4
"""Redirects to redirects are followed over 2 ** _ROUNDS hops: wikis mend double ones. Loops lead nowhere."""

TEXT_TRIE, TITLE_ANCHORS = "texts.trie", "title-anchors.npy"
_TITLE_TEXTS = "title-texts"
_TITLES = "SELECT title, target, length, bucket FROM title"


@dataclass(frozen=True, slots=True)
class Titles:
    """All titles, by their key in the trie. target: key of the article meant (an article's is its own).

    length: characters of wikitext; bucket: as ChunkArticle's; both of the title itself, 0 for redirects.
    """

    trie: Trie
    target: NDArray[np.uint32]
    length: NDArray[np.uint32]
    bucket: NDArray[np.int32]

    @property
    def is_article(self) -> NDArray[np.bool_]:
        """Which keys are articles."""
        articles: NDArray[np.bool_] = self.target == np.arange(len(self.target))
        return articles


@dataclass(frozen=True, slots=True)
class TitleAnchors:
    """Texts that are titles, sorted: text number in the dictionary, key of the article, flags of record_layout."""

    anchor: NDArray[np.uint32]
    page: NDArray[np.uint32]
    flags: NDArray[np.uint32]


def load_titles(connection: duckdb.DuckDBPyConnection, extracted: Path) -> None:
    """Fill `title(title, target, length, bucket, page_id)`: articles (target empty) and redirects that reach one.

    And `page_marks(page_id, reason)`, for training.corpus.page_exclusion.
    """
    source = csv_source(extracted, "titles", _COLUMNS)
    connection.execute(
        "CREATE OR REPLACE TABLE title AS SELECT title, arg_min(target, page_id) AS target,"
        " arg_min(length, page_id) AS length, min(bucket) AS bucket,"
        f" min(page_id) AS page_id FROM {source} GROUP BY title"
    )
    connection.execute(
        f"CREATE OR REPLACE TABLE page_marks AS SELECT page_id, mark AS reason FROM {source} WHERE mark <> ''"
    )
    for _ in range(_ROUNDS):
        connection.execute(
            "UPDATE title SET target = next.target FROM title AS next"
            " WHERE title.target <> '' AND next.title = title.target AND next.target <> ''"
        )
    connection.execute(
        "DELETE FROM title WHERE target <> '' AND target NOT IN (SELECT title FROM title WHERE target = '')"
    )


def build_titles(connection: duckdb.DuckDBPyConnection, directory: Path) -> Titles:
    """Number the titles, and write the trie and the arrays."""
    trie = write_trie(_column(connection, "SELECT title FROM title ORDER BY title"), directory, TITLE_TRIE)
    size = len(trie)
    target, length = np.arange(size, dtype=np.uint32), np.zeros(size, np.uint32)
    bucket = np.zeros(size, np.int32)
    for title, meant, characters, number in fetched(connection.execute(_TITLES)):
        key = trie[title]
        if meant:
            target[key] = trie[meant]
        else:
            length[key], bucket[key] = characters, number
    for name, values in (("target", target), ("length", length), ("bucket", bucket)):
        np.save(directory / f"titles-{name}.npy", values)
    return Titles(trie, target, length, bucket)


def open_titles(directory: Path) -> Titles:
    """Map what `build_titles` wrote."""
    arrays = (np.load(directory / f"titles-{name}.npy", mmap_mode="r") for name in ("target", "length", "bucket"))
    return Titles(open_trie(directory, TITLE_TRIE), *arrays)


def build_dictionary(
    connection: duckdb.DuckDBPyConnection, extracted: Path, titles: Titles, language: str, directory: Path
) -> None:
    """Write the trie of every link text and every folded title, and the table of the texts that are titles."""
    linked = csv_source(extracted, "texts", {"text": "VARCHAR"})
    # by way of the database, so that the texts of all titles are never in memory together
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
    columns_of_all = np.lib.format.open_memmap(path, "w+", np.uint32, (3, size))
    with path.open("r+b") as file:
        # a full disk is an error here; a mapping that is written to would end the process with a signal
        os.posix_fallocate(file.fileno(), 0, path.stat().st_size)
    low = 0
    for rows in _title_anchors(connection, trie):
        columns_of_all[:, low : low + len(rows)] = rows.T
        low += len(rows)
    columns_of_all.flush()


def _title_anchors(connection: duckdb.DuckDBPyConnection, trie: Trie) -> Iterator[NDArray[np.uint32]]:
    """(text number, page, flags) of the texts that are titles, sorted, a shard of the dictionary at a time."""
    for shard in shards(trie):
        query = f"SELECT text, page, flags FROM title_text WHERE {shard.condition('text')}"
        found = connection.execute(query, shard.bounds)
        numbers = ((trie[text], page, flags) for text, page, flags in fetched(found))
        rows: NDArray[np.uint32] = np.fromiter(numbers, np.dtype((np.uint32, 3)))
        yield rows[np.lexsort(rows.T[::-1])]


def open_dictionary(directory: Path) -> tuple[Trie, TitleAnchors]:
    """Map what `build_dictionary` wrote."""
    return open_trie(directory, TEXT_TRIE), TitleAnchors(*np.load(directory / TITLE_ANCHORS, mmap_mode="r"))


def unwanted_keys(connection: duckdb.DuckDBPyConnection, titles: Titles) -> NDArray[np.bool_]:
    """Which keys are pages that training.corpus.page_exclusion excluded."""
    unwanted = np.zeros(len(titles.trie), np.bool_)
    for page in excluded_pages(connection):
        key = titles.trie.get(page.title)
        if key is not None:
            unwanted[key] = True
    return unwanted


def title_texts(titles: Titles, language: str) -> Iterator[tuple[str, int, int]]:
    """(folded text, key of the article, flags) of each title: whole, and without its part in brackets."""
    for key, target in enumerate(map(int, titles.target)):
        title = fold(titles.trie.restore_key(key), language)
        whole = anchor_text(title)
        if key != target:
            if whole is not None:
                yield whole, target, REDIRECT_TITLE
            continue
        if whole is not None:
            yield whole, target, TITLE
        bare = _BRACKETED.fullmatch(title)
        if bare and (text := anchor_text(bare.group(1))) is not None:
            yield text, target, TITLE_WITHOUT_BRACKETS


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[str]:
    return (value for (value,) in fetched(connection.execute(query)))
