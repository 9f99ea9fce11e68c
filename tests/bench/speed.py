"""Measures the time to answer in units of the time to parse, so that the speed and load of the machine cancel out."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import mwparserfromhell

from tests.bench.articles import Article, ArticleSet
from tests.bench.posting import Connection, throughput
from tests.bench.table import Row
from tests.helpers.programs.service import RunningService, running_service

APP = "api.wsgi:app"
RATIO_GOALS = {"kwwiki-test": 5.0, "mwlwiki-test": 3.0, "enwiki-long on mwlwiki": 1.8}
_REPEATS, _ROUNDS = 3, 3
_MIN_ARTICLES = 400  # in one measurement of throughput


def ratios(data_dir: Path, sets: Iterable[ArticleSet]) -> Iterator[Row]:
    """Yield the ratio of the times to answer and to parse, with one worker and one connection.

    The best of several tries counts for each article.
    """
    with TemporaryDirectory() as work, running_service(data_dir, Path(work), APP, {"WEB_CONCURRENCY": "1"}) as service:
        for one in sets:
            parse, serve, computing = _times(service, one.articles)
            yield Row(f"{one.name}: ratio to parse", sum(serve) / sum(parse), goal=RATIO_GOALS.get(one.name))
            yield Row(f"{one.name}: ratio in CPU time, including log and metrics", computing)
            yield Row(f"{one.name}: parse, mean", 1000 * statistics.mean(parse), "ms")
            yield Row(f"{one.name}: answer, median", 1000 * statistics.median(serve), "ms")


def _times(service: RunningService, articles: Sequence[Article]) -> tuple[list[float], list[float], float]:
    """Return the seconds to parse and to answer each article, and the ratio of the CPU time for all articles."""
    parse, serve, parsing = [], [], 0.0
    (pid,) = service.workers()
    with Connection(service) as connection:
        connection.post(articles[0])
        before = cpu_seconds(pid)
        for article in articles:
            began = time.process_time()
            parse.append(min(_parse(article) for _ in range(_REPEATS)))
            parsing += time.process_time() - began
            serve.append(min(connection.post(article) for _ in range(_REPEATS)))
        return parse, serve, (cpu_seconds(pid) - before) / parsing


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of all threads of a process.

    References:
        https://docs.kernel.org/scheduler/sched-stats.html
    """
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def _parse(article: Article) -> float:
    start = time.perf_counter()
    mwparserfromhell.parse(article.wikitext)
    return time.perf_counter() - start


def scaling(data_dir: Path, one: ArticleSet) -> Row:
    """Return the ratio of the throughputs of two workers with four connections and of one worker with one.

    The median of several rounds counts.
    """
    articles = list(one.articles) * (1 + _MIN_ARTICLES // len(one.articles))
    found = []
    with TemporaryDirectory() as first, TemporaryDirectory() as second:
        alone = running_service(data_dir, Path(first), APP, {"WEB_CONCURRENCY": "1"})
        both = running_service(data_dir, Path(second), APP, {"WEB_CONCURRENCY": "2"})
        with alone as one_worker, both as two_workers:
            for _ in range(_ROUNDS):
                base = throughput(one_worker, articles, 1)
                found.append(throughput(two_workers, articles, 4) / base)
    what = f"{one.name}: throughput of 2 workers, 4 connections against 1, 1"
    return Row(what, statistics.median(found), "times", goal=1.8, at_least=True)
