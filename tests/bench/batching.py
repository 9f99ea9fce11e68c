"""Measures how many articles a second a batch answers, against single requests over one kept connection."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.articles import Article, ArticleSet
from tests.bench.posting import Connection
from tests.bench.speed import APP
from tests.bench.table import Row
from tests.helpers.programs.service import RunningService, running_service

_PIECE, _ROUNDS = 100, 11


class DifferentAnswersError(Exception):
    """A batch has another number of answers than articles."""


def batches(data_dir: Path, one: ArticleSet) -> Row:
    """Return the ratio of the throughputs of batches and of single requests, with one worker and one client.

    The rounds alternate over pieces of the articles. The best round of each piece counts, because load can only slow a
    round down.
    """
    pieces = [one.articles[start : start + _PIECE] for start in range(0, len(one.articles), _PIECE)]
    singly: list[list[float]] = [[] for _ in pieces]
    together: list[list[float]] = [[] for _ in pieces]
    with TemporaryDirectory() as work, running_service(data_dir, Path(work), APP, {"WEB_CONCURRENCY": "1"}) as service:
        for _ in range(_ROUNDS):
            for number, piece in enumerate(pieces):
                singly[number].append(_single_requests(service, piece))
                together[number].append(_batch(service, piece))
    ratio = sum(map(min, singly)) / sum(map(min, together))
    return Row(f"{one.name}: throughput of a batch against single requests", ratio, "times", goal=1.6, at_least=True)


def _single_requests(service: RunningService, articles: Sequence[Article]) -> float:
    with Connection(service) as connection:
        connection.post(articles[0])
        start = time.perf_counter()
        for article in articles:
            connection.post(article)
        return time.perf_counter() - start


def _batch(service: RunningService, articles: Sequence[Article]) -> float:
    lines = [json.dumps({"title": one.title, **json.loads(one.body)}).encode() + b"\n" for one in articles]
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=120)
    start = time.perf_counter()
    connection.request("POST", f"/v1/linkrecommendations/{articles[0].wiki}:batch", _each(lines), encode_chunked=True)
    answers = connection.getresponse().read().splitlines()
    seconds = time.perf_counter() - start
    connection.close()
    if len(answers) != len(articles):
        raise DifferentAnswersError(f"{len(answers)} answers to {len(articles)} articles")
    return seconds


def _each(lines: Sequence[bytes]) -> Iterator[bytes]:
    """Yield each line, so that it is sent as a chunk."""
    yield from lines
