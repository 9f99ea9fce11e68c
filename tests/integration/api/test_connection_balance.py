"""Connections are shared fairly among workers."""

from __future__ import annotations

import http.client
from collections import Counter
from contextlib import ExitStack, closing

from api.gunicorn_worker.connection_balance import FRESH_SECONDS, SLOTS, Shares
from tests.helpers.programs.running import until
from tests.helpers.programs.service import ask, running_service

NOW = 1000.0
CONNECTIONS = 8


def test_nobody_has_a_share_at_first():
    assert Shares().fewest(NOW) is None


def test_the_smallest_share_counts():
    shares = Shares()
    for worker, connections in ((1, 4), (2, 3), (3, 7)):
        shares.say(worker, connections, NOW)
    assert shares.fewest(NOW) == 3


def test_a_worker_that_says_nothing_any_more_does_not_count():
    shares = Shares()
    shares.say(1, 0, NOW)
    shares.say(2, 5, NOW + FRESH_SECONDS)
    assert shares.fewest(NOW + FRESH_SECONDS) == 5


def test_there_may_be_more_workers_than_places():
    shares = Shares()
    shares.say(SLOTS + 1, 2, NOW)
    assert shares.fewest(NOW) == 2


def test_each_worker_gets_some_of_the_connections(tmp_path):
    with running_service(tmp_path, tmp_path, settings={"WEB_CONCURRENCY": "2"}) as service, ExitStack() as kept:

        def shares(name: str) -> Counter[int]:
            lines = (line for line in service.lines() if line.get("trace.id", "").startswith(name))
            return Counter(line["process.pid"] for line in lines)

        def both_work() -> bool:
            service.ask("/healthz", headers={"X-Request-Id": "at-first"})
            return len(shares("at-first")) == 2

        until(both_work, "both workers have started")
        for number in range(CONNECTIONS):
            connection = kept.enter_context(closing(http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)))
            assert ask(connection, "/healthz", headers={"X-Request-Id": f"kept-{number}"}).status == 200
        until(lambda: shares("kept").total() == CONNECTIONS, "all requests are in the log")
        assert len(shares("kept")) == 2
        assert min(shares("kept").values()) >= CONNECTIONS // 4
