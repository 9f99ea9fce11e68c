"""Actions that a background thread repeats."""

from __future__ import annotations

import logging
import threading

import pytest

from api.serving.periodic_task import PeriodicTask

LOGGER = logging.getLogger("test")


def test_an_action_is_repeated_even_if_it_fails(caplog: pytest.LogCaptureFixture) -> None:
    calls: list[str] = []
    repeated = threading.Event()

    def action() -> None:
        calls.append(threading.current_thread().name)
        if len(calls) == 3:
            repeated.set()
        raise RuntimeError("no")

    task = PeriodicTask("looking", 0.0, action, LOGGER)
    task.start()
    task.start()
    assert repeated.wait(30)
    task.stop()
    assert set(calls) == {"looking"}
    assert caplog.records[0].message == "looking failed"
    assert caplog.records[0].exc_info


def test_a_task_that_was_stopped_does_not_start() -> None:
    calls: list[int] = []
    task = PeriodicTask("looking", 0.0, lambda: calls.append(1), LOGGER)
    task.stop()
    task.start()
    assert task._thread is None
    assert calls == []
