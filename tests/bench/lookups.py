"""Measures the number of queries per article, and the size of a bundle relative to its content."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from linking.bundle.bundle import open_bundle
from linking.recommender import RecommendationQuery, Recommender
from linking.store.lookups import Lookups, Table, open_sqlite
from tests.bench.articles import ArticleSet
from tests.bench.table import Row

ARTICLE_BYTES, PAIR_BYTES = 250, 60
MIN_ARTICLES = 5000  # in a smaller wiki the model, which takes half a megabyte, is larger than the rest


class CountingTable:
    """A table that counts its queries."""

    def __init__(self, table: Table, name: str, queries: Counter[str]) -> None:
        self._table, self._name, self._queries = table, name, queries

    def get_many(self, keys: Collection[int]) -> Mapping[int, bytes]:
        self._queries[self._name] += 1
        return self._table.get_many(keys)

    def close(self) -> None:
        self._table.close()


def queries(data_dir: Path, one: ArticleSet) -> Iterator[Row]:
    """Yield the largest number of queries for an article, by table."""
    counted: Counter[str] = Counter()

    def opened(directory: Path) -> Lookups:
        lookups = open_sqlite(directory)
        anchors, pages = (
            CountingTable(lookups.anchors, "anchors", counted),
            CountingTable(lookups.pages, "pages", counted),
        )
        return replace(lookups, anchors=anchors, pages=pages)

    recommender = Recommender.open(open_bundle(data_dir, one.articles[0].wiki), opened)
    maximum: Counter[str] = Counter()
    for article in one.articles:
        counted.clear()
        recommender.recommend(RecommendationQuery(article.title, article.wikitext))
        maximum |= counted
    recommender.close()
    for table in ("anchors", "pages"):
        yield Row(f"{one.name}: maximum queries per article to {table}", maximum[table], goal=3)


def size(data_dir: Path, wiki: str) -> Iterator[Row]:
    """Yield the size of the bundle without its report. The goal depends on its articles and pairs."""
    manifest = open_bundle(data_dir, wiki).manifest
    used = sum(entry.size for name, entry in manifest.files.items() if not name.startswith("report."))
    allowed = ARTICLE_BYTES * manifest.counts["articles"] + PAIR_BYTES * manifest.counts["pairs"]
    goal = round(allowed / (1 << 20), 2) if manifest.counts["articles"] >= MIN_ARTICLES else None
    yield Row(f"{wiki}: bundle size", used / (1 << 20), "MB", goal=goal)
