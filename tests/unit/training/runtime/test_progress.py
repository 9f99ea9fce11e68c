"""Progress is a bar on a terminal, and otherwise a log line from time to time."""

from __future__ import annotations

import io
import logging

import pytest

from training.runtime.progress import LOG_SECONDS, Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO)
    return lambda: [record.getMessage() for record in caplog.records]


def test_on_a_terminal_there_is_a_bar_and_no_log(lines):
    terminal = Terminal()
    with Progress("Counting", 4, unit="pages", stream=terminal) as progress:
        for _ in range(4):
            progress.advance()

    assert "Counting: 100%" in terminal.getvalue()
    assert lines() == []


def test_otherwise_a_line_is_logged_every_ten_seconds_at_most(lines, clock):
    with Progress("Counting", 2000, unit="pages", stream=io.StringIO(), clock=clock) as progress:
        for _ in range(1200):
            clock.seconds += LOG_SECONDS / 400
            progress.advance()

    assert lines() == [
        "Counting: 400 of 2,000 (20%) pages",
        "Counting: 800 of 2,000 (40%) pages",
        "Counting: 1,200 of 2,000 (60%) pages",
        "Counting: 1,200 of 2,000 (60%) pages, finished in 30.0 s",
    ]


def test_without_a_total_only_the_finished_amount_is_logged(lines, clock):
    with Progress("Reading", stream=io.StringIO(), clock=clock) as progress:
        progress.move_to(7)

    assert lines() == ["Reading: 7, finished in 0.0 s"]


def test_progress_never_decreases():
    progress = Progress("Reading", 10, stream=io.StringIO())

    progress.move_to(7)
    progress.move_to(5)

    assert progress.done == 7


def test_a_step_that_fails_is_not_reported_as_finished(lines):
    with pytest.raises(ValueError), Progress("Reading", stream=io.StringIO()):
        raise ValueError

    assert lines() == []
