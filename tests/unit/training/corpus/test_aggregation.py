"""The counts of several chunks are added up by key."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from training.corpus.aggregation import COUNT_TABLES, sum_counts
from training.corpus.extraction import write_rows

CHUNKS = {
    "text_counts": ([(1, 0, 0, 1, 2, 3, 4, 1, 2), (2, 0, 1, 1, 1, 1, 1, 1, 1)], [(1, 0, 0, 10, 20, 30, 40, 10, 20)]),
    "link_targets": ([(1, 7, 0, 2)], [(1, 7, 0, 3), (1, 8, 0, 1)]),
    "page_links": ([(5, 7, 0)], [(-1, 7, 0)]),
    "token_counts": ([("the", 0, 5, 1, 2)], [("the", 1, 1, 0, 0), ("the", 0, 1, 1, 1)]),
    "label_neighbours": ([("b", "of", 0, 5, 1)], [("a", "of", 0, 1, 0), ("b", "of", 0, 1, 2), ("b", "of", 1, 0, 1)]),
    "affixes": ([("s", "an", 0, 2)], [("s", "an", 0, 3), ("p", "gor", 0, 1)]),
}
SUMS = {
    "text_counts": [(1, 0, 0, 11, 22, 33, 44, 11, 22), (2, 0, 1, 1, 1, 1, 1, 1, 1)],
    "link_targets": [(1, 7, 0, 5), (1, 8, 0, 1)],
    "page_links": [(-1, 7, 0), (5, 7, 0)],
    "token_counts": [("the", 0, 6, 2, 3), ("the", 1, 1, 0, 0)],
    "label_neighbours": [("a", "of", 0, 1, 0), ("b", "of", 0, 6, 3), ("b", "of", 1, 0, 1)],
    "affixes": [("p", "gor", 0, 1), ("s", "an", 0, 5)],
}


@pytest.mark.parametrize("name", COUNT_TABLES)
def test_counts_with_the_same_key_are_added_up(tmp_path: Path, name: str) -> None:
    for table, chunks in CHUNKS.items():
        for number, rows in enumerate(chunks):
            write_rows(tmp_path / f"{table}-{number}.csv.gz", rows)

    with duckdb.connect() as connection:
        sum_counts(connection, tmp_path)
        assert connection.execute(f"FROM {name}").fetchall() == SUMS[name]
