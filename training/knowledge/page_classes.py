"""The page classes that a community's rules can test: values of Wikidata's "instance of", and categories."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from linking.rules.page_classes import CATEGORY_PREFIX, class_number_dtype
from linking.store.lookups import CLASS_TRIE, CLASSES
from linking.store.tries import trie_files
from training.corpus.title_index import TitleIndex
from training.runtime.database import csv_source, fetch_rows
from training.runtime.lookup_files import shards, write_table, write_trie

_TABLE = f"{CLASSES}.sqlite"
CATEGORIES = "categories"
"""Prefix of the files of categories that training.corpus.extraction writes."""


def write_classes(
    connection: duckdb.DuckDBPyConnection,
    extracted: Path,
    titles: TitleIndex,
    excluded: NDArray[np.bool_],
    directory: Path,
) -> None:
    """Write the trie and the table of page classes, or neither if no article has a class.

    Args:
        connection: Database with the tables `title` and `page_class`.
        extracted: Directory of the extracted categories.
        titles: The title index.
        excluded: True for the keys of pages that are never linked and need no classes; shape (titles,).
        directory: Directory to write the files to.
    """
    source = csv_source(extracted, CATEGORIES, {"page_id": "UBIGINT", "category": "VARCHAR"})
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE article_class AS SELECT DISTINCT title.title AS title, name FROM ("
        f" SELECT page_id, '{CATEGORY_PREFIX}' || category AS name FROM {source}"
        " UNION ALL SELECT page_id, class AS name FROM page_class"
        ") JOIN title USING (page_id) WHERE title.target = '' ORDER BY title"
    )
    if connection.execute("SELECT 1 FROM article_class LIMIT 1").fetchone() is None:
        return
    found = connection.execute("SELECT DISTINCT name FROM article_class ORDER BY name")
    names = write_trie((name for (name,) in fetch_rows(found)), directory, CLASS_TRIE)

    def rows() -> Iterator[tuple[int, bytes]]:
        for shard in shards(titles.trie):
            query = f"SELECT title, name FROM article_class WHERE {shard.condition('title')}"
            found = connection.execute(query, shard.bounds)
            keys, numbers = array("I"), array("I")
            for title, name in fetch_rows(found):
                key = titles.trie[title]
                if not excluded[key]:
                    keys.append(key)
                    numbers.append(names[name])
            yield from _packed(np.asarray(keys), np.asarray(numbers), len(names))

    write_table(directory / _TABLE, rows())


def class_files(directory: Path) -> list[Path]:
    """Return the files that `write_classes` has written to the directory."""
    return [path for path in (*trie_files(directory, CLASS_TRIE), directory / _TABLE) if path.exists()]


def _packed(keys: NDArray[np.uint32], numbers: NDArray[np.uint32], classes: int) -> Iterator[tuple[int, bytes]]:
    order = np.lexsort((numbers, keys))
    packed = numbers[order].astype(class_number_dtype(classes))
    pages, first = np.unique(keys[order], return_index=True)
    ends = np.append(first, len(packed))[1:]
    for page, start, end in zip(pages.tolist(), first.tolist(), ends.tolist(), strict=True):
        yield page, packed[start:end].tobytes()
