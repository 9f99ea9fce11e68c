"""Classes of articles, for the rules of communities: values of Wikidata's "instance of", and their categories."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import duckdb
import marisa_trie
import numpy as np
from numpy.typing import NDArray

from linking.classes import CATEGORY_PREFIX, number_layout
from linking.lookups import CLASS_TRIE, CLASSES
from training.database import csv_source
from training.tables import save_trie, write_table
from training.titles import Titles

FILES = (CLASS_TRIE, f"{CLASSES}.sqlite")
CATEGORIES = "categories"
"""Stem of the tables that training.extract writes."""

_FETCH = 20_000


def write_classes(
    connection: duckdb.DuckDBPyConnection,
    extracted: Path,
    titles: Titles,
    unwanted: NDArray[np.bool_],
    directory: Path,
) -> None:
    """Write FILES, or neither where no article has a class. Needs the tables `title` and `page_class`.

    unwanted: by key, pages that are never linked and so have no need of classes.
    """
    source = csv_source(extracted, CATEGORIES, {"page_id": "UBIGINT", "category": "VARCHAR"})
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW article_class AS SELECT title.title AS title, name FROM ("
        f" SELECT page_id, '{CATEGORY_PREFIX}' || category AS name FROM {source}"
        " UNION ALL SELECT page_id, class AS name FROM page_class"
        ") JOIN title USING (page_id) WHERE title.target = ''"
    )
    names = (name for (name,) in _rows(connection, "SELECT DISTINCT name FROM article_class ORDER BY name"))
    trie = marisa_trie.Trie(names)
    if not len(trie):
        return
    save_trie(trie, directory / CLASS_TRIE)
    keys, numbers = array("I"), array("I")
    for title, name in _rows(connection, "SELECT DISTINCT title, name FROM article_class"):
        key = titles.trie[title]
        if not unwanted[key]:
            keys.append(key)
            numbers.append(trie[name])
    write_table(directory / f"{CLASSES}.sqlite", _packed(np.asarray(keys), np.asarray(numbers), len(trie)))


def _packed(keys: NDArray[np.uint32], numbers: NDArray[np.uint32], classes: int) -> Iterator[tuple[int, bytes]]:
    order = np.lexsort((numbers, keys))
    packed = numbers[order].astype(number_layout(classes))
    pages, first = np.unique(keys[order], return_index=True)
    for page, start, end in zip(pages.tolist(), first.tolist(), [*first[1:].tolist(), len(packed)], strict=True):
        yield page, packed[start:end].tobytes()


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[tuple[str, ...]]:
    cursor = connection.execute(query)
    while rows := cursor.fetchmany(_FETCH):
        yield from rows
