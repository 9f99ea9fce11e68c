"""When a worker leaves a new connection to another one. The integration tests cover draining, which needs sockets."""

from __future__ import annotations

import pytest

from api.gunicorn_worker import worker as module
from api.gunicorn_worker.connection_balance import WorkerConnectionCounts
from api.gunicorn_worker.worker import DrainingWorker

STEP = 1 / 64
"""Seconds between two looks at a waiting connection; the time limit of 0.05 s is between the third and the fourth."""


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> WorkerConnectionCounts:
    counts = WorkerConnectionCounts()
    monkeypatch.setattr(module, "_COUNTS", counts)
    return counts


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The current time, as the only element."""
    time = [1000.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: time[0])
    return time


def worker_with(connections: int) -> DrainingWorker:
    worker = DrainingWorker.__new__(DrainingWorker)  # gunicorn's own constructor opens files
    worker.nr_conns = connections
    return worker


@pytest.mark.parametrize(("own", "other", "expected"), [(2, 1, True), (1, 1, False), (0, 1, False)])
def test_a_worker_yields_only_to_one_with_fewer_connections(
    counts: WorkerConnectionCounts, clock: list[float], own: int, other: int, expected: bool
) -> None:
    counts.update(7, other)
    assert worker_with(own)._should_yield() is expected


def test_a_worker_that_knows_of_no_other_accepts(counts: WorkerConnectionCounts, clock: list[float]) -> None:
    assert not worker_with(3)._should_yield()


def test_a_worker_stops_yielding_when_nobody_accepts_the_connection(
    counts: WorkerConnectionCounts, clock: list[float]
) -> None:
    counts.update(7, 0)
    worker = worker_with(3)
    yielded = []
    for _ in range(7):
        yielded.append(worker._should_yield())
        clock[0] += STEP
    assert yielded == [True] * 4 + [False] * 3


def test_after_a_pause_the_next_connection_is_yielded_again(counts: WorkerConnectionCounts, clock: list[float]) -> None:
    counts.update(7, 0)
    worker = worker_with(3)
    for _ in range(7):
        worker._should_yield()
        clock[0] += STEP
    clock[0] += 0.1
    assert worker._should_yield()
