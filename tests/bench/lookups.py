"""How often an article's recommendations ask the tables, and how large a bundle is for what it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from linking.bundle.bundle import open_bundle
from linking.recommender import Recommender, Request
from linking.store.lookups import Lookups, Table, open_sqlite
from tests.bench.articles import ArticleSet
from tests.bench.table import Row

ARTICLE_BYTES, PAIR_BYTES = 250, 60
FEWEST_ARTICLES = 5000  # in a smaller wiki the model, half a megabyte in each bundle, weighs more than the rest


class CountingTable:
    """A table that counts the queries to it."""

    def __init__(self, table: Table, name: str, queries: Counter[str]) -> None:
        self._table, self._name, self._queries = table, name, queries

    def get_many(self, keys: Collection[int]) -> Mapping[int, bytes]:
        self._queries[self._name] += 1
        return self._table.get_many(keys)

    def close(self) -> None:
        self._table.close()


def queries(data_dir: Path, one: ArticleSet) -> Iterator[Row]:
    """Queries of the hungriest article, by table."""
    counted: Counter[str] = Counter()

    def opened(directory: Path) -> Lookups:
        lookups = open_sqlite(directory)
        anchors, pages = (
            CountingTable(lookups.anchors, "anchors", counted),
            CountingTable(lookups.pages, "pages", counted),
        )
        return replace(lookups, anchors=anchors, pages=pages)

    recommender = Recommender.open(open_bundle(data_dir, one.articles[0].wiki), opened)
    most: Counter[str] = Counter()
    for article in one.articles:
        counted.clear()
        recommender.recommend(Request(article.title, article.wikitext))
        most |= counted
    recommender.close()
    for table in ("anchors", "pages"):
        yield Row(f"{one.name}: most queries of an article to {table}", most[table], goal=3)


def size(data_dir: Path, wiki: str) -> Iterator[Row]:
    """The bundle's bytes, without its report for people, against what its articles and pairs allow."""
    manifest = open_bundle(data_dir, wiki).manifest
    used = sum(entry.size for name, entry in manifest.files.items() if not name.startswith("report."))
    allowed = ARTICLE_BYTES * manifest.counts["articles"] + PAIR_BYTES * manifest.counts["pairs"]
    goal = round(allowed / (1 << 20), 2) if manifest.counts["articles"] >= FEWEST_ARTICLES else None
    yield Row(f"{wiki}: bundle size", used / (1 << 20), "MB", goal=goal)
