"""Measures the private memory of workers, and the time of the first request to a wiki."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from linking.bundle.atomic_files import link_or_copy
from linking.bundle.bundle import open_bundle
from linking.bundle.names import MANIFEST
from tests.bench.articles import Article, ArticleSet
from tests.bench.posting import Connection, one_to_each_worker
from tests.bench.speed import APP
from tests.bench.table import Row
from tests.helpers.programs.service import running_service

WORKERS, FIRST, LAST = 5, 1_000, 10_000
WIKIS, KEPT = 300, 20
_MB = 1 << 20


def private_bytes(pid: int) -> int:
    """Return the bytes that the process has written to and does not share."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("Private_Dirty:"))


def growth(data_dir: Path, sets: Sequence[ArticleSet]) -> Iterator[Row]:
    """Yield the private memory of workers after their first articles, and of one of them after many more."""
    articles = itertools.cycle(_interleaved(sets))
    settings = {"WEB_CONCURRENCY": str(WORKERS)}
    with TemporaryDirectory() as work, running_service(data_dir, Path(work), APP, settings) as service:
        connections = one_to_each_worker(service, WORKERS)
        for connection in connections.values():
            for article in itertools.islice(articles, FIRST):
                connection.post(article)
        after_first = {pid: private_bytes(pid) for pid in connections}
        yield Row(
            f"private memory after {FIRST} articles, maximum of {WORKERS} workers",
            max(after_first.values()) / _MB,
            "MB",
            goal=100,
        )
        pid, connection = next(iter(connections.items()))
        for article in itertools.islice(articles, LAST - FIRST):
            connection.post(article)
        grown = private_bytes(pid) - after_first[pid]
        yield Row(f"its growth from article {FIRST} to article {LAST}", grown / _MB, "MB", goal=5)
        for connection in connections.values():
            connection.close()


def _interleaved(sets: Sequence[ArticleSet]) -> list[Article]:
    return [article for group in itertools.zip_longest(*(one.articles for one in sets)) for article in group if article]


def many_wikis(data_dir: Path, article: Article) -> Iterator[Row]:
    """Yield the cost of first requests to many wikis, when a worker may keep only some of them open."""
    with TemporaryDirectory() as directory, TemporaryDirectory() as work:
        names = [f"copy{number}wiki" for number in range(WIKIS)]
        for name in names:
            copy_bundle(data_dir, article.wiki, Path(directory), name)
        settings = {"WEB_CONCURRENCY": "1", "MAX_MODELS": str(KEPT)}
        with running_service(Path(directory), Path(work), APP, settings) as service, Connection(service) as connection:
            (pid,) = service.workers()
            costs, after_kept = [], 0
            for number, name in enumerate(names, start=1):
                first = replace(article, wiki=name)
                costs.append(connection.post(first) - connection.post(first))
                if number == KEPT:
                    after_kept = private_bytes(pid)
            grown = private_bytes(pid) - after_kept
            files = sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
        yield Row(f"first use of a wiki, median of {WIKIS}", 1000 * statistics.median(costs), "ms", goal=50)
        yield Row("first use of a wiki, 95th percentile", 1000 * statistics.quantiles(costs, n=20)[-1], "ms")
        yield Row(f"private memory with {KEPT} wikis open", after_kept / _MB, "MB")
        yield Row(f"its growth after {WIKIS} wikis", grown / _MB, "MB", goal=10)
        yield Row("open files at that point", files)


def copy_bundle(data_dir: Path, wiki: str, target: Path, name: str) -> None:
    """Copy a wiki's bundle under another name, with hard links if possible."""
    bundle = open_bundle(data_dir, wiki)
    directory = target / name / bundle.manifest.version
    directory.mkdir(parents=True)
    for file in bundle.manifest.files:
        link_or_copy(bundle.path(file), directory / file)
    manifest = replace(bundle.manifest, wiki=name).dumps()
    for path in (directory / MANIFEST, target / name / MANIFEST):
        path.write_bytes(manifest)
