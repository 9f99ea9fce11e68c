"""How long an article takes, in units of parsing it: the machine's speed and what else it does cancel out."""

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
_FEWEST = 400  # articles in one measurement of throughput


def ratios(data_dir: Path, sets: Iterable[ArticleSet]) -> Iterator[Row]:
    """Time to answer against time to parse, one worker, one connection; the best of some tries of each article."""
    with TemporaryDirectory() as work, running_service(data_dir, Path(work), APP, {"WEB_CONCURRENCY": "1"}) as service:
        for one in sets:
            parse, serve, computing = _times(service, one.articles)
            yield Row(f"{one.name}: ratio to parse", sum(serve) / sum(parse), goal=RATIO_GOALS.get(one.name))
            yield Row(f"{one.name}: ratio in processor time, log and metrics too", computing)
            yield Row(f"{one.name}: parse, mean", 1000 * statistics.mean(parse), "ms")
            yield Row(f"{one.name}: answer, median", 1000 * statistics.median(serve), "ms")


def _times(service: RunningService, articles: Sequence[Article]) -> tuple[list[float], list[float], float]:
    """Seconds to parse each article and to get its answer, and the ratio of the processor's time for all of them."""
    parse, serve, parsing = [], [], 0.0
    (pid,) = service.workers()
    with Connection(service) as connection:
        connection.post(articles[0])
        before = _processor_seconds(pid)
        for article in articles:
            began = time.process_time()
            parse.append(min(_parse(article) for _ in range(_REPEATS)))
            parsing += time.process_time() - began
            serve.append(min(connection.post(article) for _ in range(_REPEATS)))
        return parse, serve, (_processor_seconds(pid) - before) / parsing


def _processor_seconds(pid: int) -> float:
    """Of all threads of a process (https://docs.kernel.org/scheduler/sched-stats.html)."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def _parse(article: Article) -> float:
    start = time.perf_counter()
    mwparserfromhell.parse(article.wikitext)
    return time.perf_counter() - start


def scaling(data_dir: Path, one: ArticleSet) -> Row:
    """Throughput of two workers and four connections against one of each, in turns; the median of some rounds."""
    articles = list(one.articles) * (1 + _FEWEST // len(one.articles))
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
