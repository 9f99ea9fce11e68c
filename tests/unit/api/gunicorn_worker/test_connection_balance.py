"""Connection counts that workers share."""

from __future__ import annotations

from api.gunicorn_worker.connection_balance import FRESH_SECONDS, MAX_WORKERS, WorkerConnectionCounts

NOW = 1000.0


def test_without_workers_there_is_no_minimum():
    assert WorkerConnectionCounts().minimum(NOW) is None


def test_the_smallest_count_is_the_minimum():
    counts = WorkerConnectionCounts()
    for worker, connections in ((1, 4), (2, 3), (3, 7)):
        counts.update(worker, connections, NOW)
    assert counts.minimum(NOW) == 3


def test_a_count_that_is_no_longer_updated_is_ignored():
    counts = WorkerConnectionCounts()
    counts.update(1, 0, NOW)
    counts.update(2, 5, NOW + FRESH_SECONDS)
    assert counts.minimum(NOW + FRESH_SECONDS) == 5


def test_workers_beyond_the_maximum_share_slots():
    counts = WorkerConnectionCounts()
    counts.update(MAX_WORKERS + 1, 2, NOW)
    assert counts.minimum(NOW) == 2
