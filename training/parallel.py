"""Work on all cores: results in order, and never more tasks in memory than the workers need."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

import numpy  # noqa: F401 - threadpool_limits reaches the libraries that are loaded
from threadpoolctl import threadpool_limits

Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 2
"""Tasks per worker that wait or run, so that no worker idles while the next pages are read."""


class Workers:
    """A pool of worker processes."""

    def __init__(self, pool: ProcessPoolExecutor, jobs: int) -> None:
        self._pool, self.jobs = pool, jobs

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """The function's results, in the order of the tasks; what a task raises is raised here."""
        waiting: deque[Future[Result]] = deque()
        try:
            for task in tasks:
                waiting.append(self._pool.submit(function, task))
                if len(waiting) > self.jobs * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


@contextmanager
def workers(jobs: int) -> Iterator[Workers]:
    """So many worker processes, started afresh: a fork would copy DuckDB's and XGBoost's threads half."""
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin_worker) as pool:
        try:
            yield Workers(pool, jobs)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _begin_worker() -> None:
    # the workers are the parallelism: more threads in each only wait for each other, and sums in another order
    threadpool_limits(1)
    # Ctrl-C reaches every process of the terminal; the main process ends the workers in order
    signal.signal(signal.SIGINT, signal.SIG_IGN)
