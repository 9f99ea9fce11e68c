"""Work on all cores: results in order, and never more tasks in memory than the workers need."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import lru_cache
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, TypeVar

import numpy  # noqa: F401 - threadpool_limits reaches the libraries that are loaded
from threadpoolctl import threadpool_limits

from training.errors import WorkerLost

Arguments = ParamSpec("Arguments")
Task = TypeVar("Task")
Result = TypeVar("Result")

_AHEAD = 4
"""Tasks per worker that wait or run, so that none idles while pages are read: bzip2 comes in gusts, a second apart."""


class Workers:
    """Where tasks are worked on: in a pool of processes, or, where that is None, in this one."""

    def __init__(self, pool: ProcessPoolExecutor | None, jobs: int) -> None:
        self._pool, self._jobs = pool, jobs

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """The function's results, in the order of the tasks; what a task raises is raised here. Raises WorkerLost."""
        if self._pool is None:
            yield from (work(function, task) for task in tasks)
            return
        waiting: deque[Future[Result]] = deque()
        try:
            for task in tasks:
                waiting.append(self._pool.submit(work, function, task))
                while len(waiting) > self._jobs * _AHEAD or (waiting and waiting[0].done()):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise WorkerLost from error
        finally:
            for future in waiting:
                future.cancel()


@contextmanager
def workers(jobs: int) -> Iterator[Workers]:
    """So many worker processes; one job needs no other process. They end with the block, and with this process."""
    if jobs == 1:
        with threadpool_limits(1):
            try:
                yield Workers(None, 1)
            finally:
                forget()
        return
    _start_deaf()
    context = multiprocessing.get_context("forkserver")
    # nothing is ever sent: a worker sees the end of the pipe when this process closes its side, or is killed
    theirs, ours = context.Pipe(duplex=False)
    with theirs, ours, ProcessPoolExecutor(jobs, context, _begin_worker, (theirs,)) as pool:
        try:
            yield Workers(pool, jobs)
        except BaseException:
            ours.close()
            raise


def kept(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Keep what the function opened for the worker's next tasks, until the run ends: paths mean other files then."""
    cached: Any = lru_cache(maxsize=16)(function)
    _KEPT.append(cached.cache_clear)
    return cached


_KEPT: list[Callable[[], None]] = []
_working: Callable[..., Any] | None = None


def work(function: Callable[[Task], Result], task: Task) -> Result:
    """Do a task in this process, which lets go of what it kept for tasks of another kind."""
    global _working
    if _working is not function:
        forget()
        _working = function
    return function(task)


def forget() -> None:
    """Let go of everything that was kept: mapped files count as this process's memory as long as they are open."""
    for clear in _KEPT:
        clear()
    gc.collect()  # a connection to SQLite that nobody closed is in a cycle with its statements


def _start_deaf() -> None:
    """Start the server that workers are forked from, such that Ctrl-C, which reaches every process of the terminal,
    is for this process alone: it ends the workers in order.
    """
    # a fork of this process would copy DuckDB's and XGBoost's threads half
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_worker(pipe: Connection) -> None:
    # the workers are the parallelism: more threads in each only wait for each other, and sums in another order
    threadpool_limits(1)
    threading.Thread(target=_end_with, args=(pipe,), daemon=True).start()


def _end_with(pipe: Connection) -> None:
    with suppress(EOFError, OSError):
        pipe.recv_bytes()
    os._exit(1)
