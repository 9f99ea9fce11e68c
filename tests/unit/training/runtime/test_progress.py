"""Progress is a bar on a terminal, and otherwise a log line from time to time."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

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


def test_a_bar_is_full_only_when_all_is_done():
    terminal = Terminal()
    with Progress("Counting", 1000, stream=terminal) as progress:
        progress.advance(999)
        assert progress.done == 999
        progress._bar.refresh()
        assert " 99%" in terminal.getvalue()
        assert "100%" not in terminal.getvalue()
        progress.advance()
    assert "100%" in terminal.getvalue()


def test_a_line_says_100_percent_only_when_all_is_done(lines):
    with Progress("Counting", 1000, stream=io.StringIO()) as progress:
        progress.advance(999)
    assert lines() == ["Counting: 999 of 1,000 (99%), finished in 0.0 s"]


class Stream:
    """A stream from which tasks are read, in steps."""

    def __init__(self, positions: list[int]) -> None:
        self.positions, self.position = positions, 0

    def __iter__(self) -> Iterator[int]:
        for number, position in enumerate(self.positions):
            self.position = position
            yield number


@pytest.mark.parametrize(
    ("total", "positions", "shown"),
    [
        (100, [30, 60, 90], [30, 60, 90]),
        (100, [50, 100, 100], [50, 50, 50]),
        (100, [100, 100], [0, 0]),
        (None, [30, 100], [30, 100]),
        (100, [], []),
    ],
)
def test_tasks_are_shown_when_they_are_finished(total, positions, shown):
    """The runner reads all tasks before it yields the first result. The total appears after the last result."""
    stream = Stream(positions)
    progress = Progress("Reading", total, stream=io.StringIO())
    results = progress.follow(lambda tasks: [-task for task in tasks], stream, lambda: stream.position)
    assert [(result, progress.done) for result in results] == [(-number, done) for number, done in enumerate(shown)]
    assert progress.done == stream.position


def test_a_step_that_fails_is_not_reported_as_finished(lines):
    with pytest.raises(ValueError), Progress("Reading", stream=io.StringIO()):
        raise ValueError

    assert lines() == []
