"""A pool of worker processes. Results come in order, and few tasks are in memory at a time.

Each worker has its own pipe and its own thread in this process. Workers share no queue and no lock, so any of them can
be killed at any moment: its thread then reads the end of the pipe. The process pool of concurrent.futures can hang in
that situation (docs/decisions/worker-pool.md).
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

import numpy  # noqa: F401 - threadpool_limits only limits libraries that are already loaded
from threadpoolctl import threadpool_limits

from training.errors import WorkerLostError

Arguments = ParamSpec("Arguments")
Task = TypeVar("Task")
Result = TypeVar("Result")

_ALLOCATIONS_BETWEEN_COLLECTIONS = 50_000
"""New objects until Python looks for cycles among them. An article becomes thousands of objects without cycles, and
with Python's default of 700, a seventh of the CPU time of a run went into the search for some."""
_TASKS_AHEAD = 4
"""Tasks submitted per worker. bzip2 yields pages in bursts about a second apart; the queue keeps workers busy."""


class WorkerPool:
    """Runs tasks in worker processes, or in this process if there are none."""

    def __init__(self, workers: list[_Worker], threads: ThreadPoolExecutor | None) -> None:
        self._threads = threads
        self._submitted_at_most = len(workers) * _TASKS_AHEAD
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for worker in workers:
            self._idle.put(worker)

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield the function's results in the order of the tasks.

        Args:
            function: A module-level function. Its argument and its result must be picklable.
            tasks: Consumed as workers become free.

        Raises:
            WorkerLostError: A worker process died.
            Exception: Whatever the function raises for a task.
        """
        if self._threads is None:
            yield from (run_task(function, task) for task in tasks)
            return
        waiting: deque[Future[Result]] = deque()
        try:
            for task in tasks:
                waiting.append(self._threads.submit(self._call, function, task))
                while len(waiting) > self._submitted_at_most or (waiting and waiting[0].done()):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()

    def _call(self, function: Callable[[Task], Result], task: Task) -> Result:
        worker = self._idle.get()
        try:
            return worker.call(function, task)
        finally:
            self._idle.put(worker)


class _Worker:
    """A worker process and this process's end of its pipe."""

    def __init__(self, context: ForkServerContext, lifeline: Connection) -> None:
        self._pipe, theirs = context.Pipe()
        with theirs:
            self._process = context.Process(target=_serve, args=(theirs, lifeline), daemon=True)
            self._process.start()

    def call(self, function: Callable[[Task], Result], task: Task) -> Result:
        """Run one task in the worker and wait for its result."""
        try:
            self._pipe.send((function, task))
            result, error, remote_traceback = self._pipe.recv()
        except (EOFError, OSError) as lost:
            raise WorkerLostError from lost
        if error is not None:
            error.add_note(f"In a worker process:\n{remote_traceback}")
            raise error
        return result

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        self._process.join()
        self._process.close()
        self._pipe.close()


@contextmanager
def worker_pool(jobs: int) -> Iterator[WorkerPool]:
    """Start `jobs` worker processes, or none for a single job.

    They are killed when the block is left, however it is left, and when this process dies.
    """
    if jobs == 1:
        with threadpool_limits(1):
            try:
                yield WorkerPool([], None)
            finally:
                clear_worker_caches()
        return
    start_forkserver_ignoring_sigint()
    context = multiprocessing.get_context("forkserver")
    # Nothing is ever sent through this pipe. Workers see it closed when this process closes its end or is killed.
    lifeline, ours = context.Pipe(duplex=False)
    workers: list[_Worker] = []
    threads = ThreadPoolExecutor(jobs, thread_name_prefix="worker")
    with lifeline, ours:
        try:
            for _ in range(jobs):
                workers.append(_Worker(context, lifeline))  # noqa: PERF401 - those started so far are to be killed
            yield WorkerPool(workers, threads)
        finally:
            for worker in workers:
                worker.kill()
            threads.shutdown(cancel_futures=True)
            for worker in workers:
                worker.close()


def worker_cache(function: Callable[Arguments, Result], maxsize: int = 16) -> Callable[Arguments, Result]:
    """Cache what the function opens for the worker's next tasks.

    The caches are cleared when tasks of another function follow and when the pool ends: by then the same paths may name
    other files.
    """
    cached: Any = lru_cache(maxsize)(function)
    _CACHED.append(cached)
    return cached


_CACHED: list[Any] = []
"""The functions with a worker cache."""
_last_function: Callable[..., Any] | None = None


def run_task(function: Callable[[Task], Result], task: Task) -> Result:
    """Run a task in this process. Clears the worker caches if the previous task was another function's."""
    global _last_function
    if _last_function is not function:
        clear_worker_caches()
        _last_function = function
    with _rare_garbage_collection():
        return function(task)


@contextmanager
def _rare_garbage_collection() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def clear_worker_caches() -> None:
    """Close everything that `worker_cache` keeps open. Mapped files count as this process's memory until then."""
    filled = [function for function in _CACHED if function.cache_info().currsize]
    for function in filled:
        function.cache_clear()
    if filled:
        gc.collect()  # an SQLite connection that was not closed is in a reference cycle with its statements


def start_forkserver_ignoring_sigint() -> None:
    """Start the fork server with SIGINT blocked, which the workers inherit.

    Ctrl-C reaches every process of a terminal. Only the main process is to act on it: it then kills the workers.
    """
    # Workers are not forked from this process, whose DuckDB and XGBoost threads would not survive that.
    # Starting the resource tracker unblocks SIGINT, so it comes first.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection, lifeline: Connection) -> None:
    """Run the tasks that arrive through the pipe, until it is closed. This is a worker's main function."""
    exit_with_parent(lifeline)
    # One thread per worker: more would compete for the same cores, and would sum floats in another order.
    with threadpool_limits(1), suppress(EOFError, BrokenPipeError):
        while True:
            pipe.send(_answer(*pipe.recv()))


def _answer(function: Callable[[Any], Any], task: Any) -> tuple[Any, BaseException | None, str]:
    """Run a task and return (result, error, traceback), as it can be sent back."""
    try:
        return run_task(function, task), None, ""
    except Exception as error:  # noqa: BLE001 - any error of a task is raised in the main process
        return None, error, traceback.format_exc()


def exit_with_parent(lifeline: Connection) -> None:
    """End this process as soon as the process at the other end of the pipe has ended."""
    threading.Thread(target=_exit_at_end, args=(lifeline,), daemon=True).start()


def _exit_at_end(lifeline: Connection) -> None:
    with suppress(EOFError, OSError):
        lifeline.recv_bytes()
    os._exit(1)
