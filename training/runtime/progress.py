"""Shows the progress of a step: a bar on a terminal, otherwise a log line from time to time."""

from __future__ import annotations

import logging
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Never, Self, TextIO, TypeVar

from tqdm import tqdm

logger = logging.getLogger(__name__)

LOG_SECONDS = 10.0
_ALMOST_ALL = 0.994

Task = TypeVar("Task")
Result = TypeVar("Result")


class Progress:
    """The progress of one step, as a context manager.

    Args:
        label: What is being done.
        total: The amount of work in units, or None if it is unknown.
        unit: The name of the unit.
        stream: Where the bar appears. The default is standard error.
        clock: Returns the current time in seconds.
    """

    def __init__(
        self,
        label: str,
        total: float | None = None,
        *,
        unit: str = "",
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        stream = stream or sys.stderr
        self.label = label
        self.total = total
        self.unit = unit
        self.done = 0.0
        self._clock = clock
        self._started = self._logged = clock()
        self._bar: tqdm[Never] | None = None
        if stream.isatty():
            self._bar = tqdm(desc=label, total=total, unit=unit, unit_scale=True, file=stream, dynamic_ncols=True)

    def advance(self, amount: float = 1) -> None:
        """Add an amount of finished work."""
        self.done += amount
        if self._bar is not None:
            self._bar.update(self._shown_by_bar() - self._bar.n)
        elif self._clock() - self._logged >= LOG_SECONDS:
            self._logged = self._clock()
            self._log("")

    def move_to(self, done: float) -> None:
        """Set the total amount of finished work. A lower amount than before has no effect."""
        if done > self.done:
            self.advance(done - self.done)

    def follow(
        self,
        run: Callable[[Iterable[Task]], Iterable[Result]],
        tasks: Iterable[Task],
        position: Callable[[], float],
    ) -> Iterator[Result]:
        """Yield the results of tasks that are made from a stream, and show which part of the stream is finished.

        The stream is read ahead of the results. Its end may be reached while tasks wait, so the total is shown only
        after the last result.

        Args:
            run: Yields one result per task, in the order of the tasks.
            tasks: The tasks. Creating one reads from the stream.
            position: Returns how much of the stream has been read.
        """
        positions: deque[float] = deque()

        def noting_positions() -> Iterator[Task]:
            for task in tasks:
                positions.append(position())
                yield task

        for result in run(noting_positions()):
            finished = positions.popleft()
            if self.total is None or finished < self.total:
                self.move_to(finished)
            yield result
        self.move_to(position())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()
        elif kind is None:
            self._log(f", finished in {self._clock() - self._started:.1f} s")

    def _shown_by_bar(self) -> float:
        """Return the amount for tqdm, which would round 99.5% to 100%."""
        return self.done if not self.total or self.done >= self.total else min(self.done, self.total * _ALMOST_ALL)

    def _log(self, ending: str) -> None:
        # Rounded down: 99.9% is not finished.
        of_total = f" of {self.total:,.0f} ({int(100 * self.done / self.total)}%)" if self.total else ""
        unit = self.unit and f" {self.unit}"
        logger.info("%s: %s", self.label, f"{self.done:,.0f}{of_total}{unit}{ending}")
