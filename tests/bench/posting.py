"""Sends articles to a running service over persistent connections."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Sequence
from types import TracebackType

from tests.bench.articles import Article
from tests.helpers.programs.running import until
from tests.helpers.programs.service import RunningService

_JSON = {"Content-Type": "application/json"}


class PostError(Exception):
    """The service answered with an error."""

    def __init__(self, article: Article, status: int, answer: bytes) -> None:
        super().__init__(f"{article.path}: {status} {answer[:200]!r}")
        self.article, self.status, self.answer = article, status, answer


class Connection:
    """A persistent connection, as a context manager."""

    def __init__(self, service: RunningService) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=120)

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def post(self, article: Article) -> float:
        """Request recommendations for an article and return the elapsed seconds.

        Raises:
            PostError: The service answered with an error.
        """
        start = time.perf_counter()
        self._connection.request("POST", article.path, article.body, _JSON)
        response = self._connection.getresponse()
        answer = response.read()
        seconds = time.perf_counter() - start
        if response.status != 200:
            raise PostError(article, response.status, answer)
        return seconds

    def name(self, request_id: str) -> None:
        """Send a request that has this id in the service's log, which leaves out probes that succeed."""
        self._connection.request("GET", "/no-such-page", headers={"X-Request-Id": request_id})
        self._connection.getresponse().read()


def one_to_each_worker(service: RunningService, workers: int) -> dict[int, Connection]:
    """Return one connection for each worker, by process id. The service's log says which worker accepted it."""
    found: dict[int, Connection] = {}
    number = 0
    while len(found) < workers:
        connection, number = Connection(service), number + 1
        connection.name(f"connection-{number}")
        pid = until(lambda: _worker_of(service, f"connection-{number}"), "the request is in the log")  # noqa: B023
        if pid in found:
            connection.close()
        found.setdefault(pid, connection)
    return found


def _worker_of(service: RunningService, request_id: str) -> int:
    lines = (line for line in service.lines() if line.get("trace.id") == request_id)
    return next((int(line["process.pid"]) for line in lines), 0)


def throughput(service: RunningService, articles: Sequence[Article], connections: int) -> float:
    """Return the articles per second if this number of connections send requests without pause."""
    shares = [articles[first::connections] for first in range(connections)]
    ready = threading.Barrier(connections + 1)
    threads = [threading.Thread(target=_post_all, args=(service, share, ready)) for share in shares]
    for thread in threads:
        thread.start()
    ready.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    return len(articles) / (time.perf_counter() - start)


def _post_all(service: RunningService, articles: Sequence[Article], ready: threading.Barrier) -> None:
    with Connection(service) as connection:
        connection.post(articles[0])
        ready.wait()
        for article in articles:
            connection.post(article)
