"""The balance of connections between workers."""

from __future__ import annotations

import http.client
from collections import Counter
from contextlib import ExitStack, closing

import pytest

from tests.helpers.programs.running import until
from tests.helpers.programs.service import ask, running_service

pytestmark = [pytest.mark.integration, pytest.mark.server]

CONNECTIONS = 8


def test_each_worker_gets_some_of_the_connections(tmp_path):
    with (
        running_service(tmp_path, tmp_path, settings={"WEB_CONCURRENCY": "2", "LOG_PROBES": "on"}) as service,
        ExitStack() as kept,
    ):

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
