"""How far a step has come: a bar on a terminal, a log line now and then elsewhere."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Never, Self, TextIO

from tqdm import tqdm

logger = logging.getLogger(__name__)

LOG_SECONDS = 10.0


class Progress:
    """The progress of one step, as a context manager.

    total: amount of work in `unit`s, None where nobody knows. clock: gives seconds.
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
        """So much more is done."""
        self.done += amount
        if self._bar is not None:
            self._bar.update(amount)
        elif self._clock() - self._logged >= LOG_SECONDS:
            self._logged = self._clock()
            self._log(logging.INFO, "")

    def move_to(self, done: float) -> None:
        """So much is done in all; never goes back."""
        if done > self.done:
            self.advance(done - self.done)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()
        elif kind is None:
            self._log(logging.INFO, f", finished in {self._clock() - self._started:.1f} s")

    def _log(self, level: int, ending: str) -> None:
        of_total = f" of {_count(self.total)} ({self.done / self.total:.0%})" if self.total else ""
        logger.log(
            level, "%s: %s%s%s%s", self.label, _count(self.done), of_total, self.unit and f" {self.unit}", ending
        )


def _count(number: float) -> str:
    return f"{number:,.0f}"
