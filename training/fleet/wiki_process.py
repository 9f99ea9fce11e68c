"""The process that works on one wiki. It may crash or be killed without consequences for the other wikis.

The processes are forked from a server that has imported what training needs, so that a small wiki costs no start of
Python.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path

from training.errors import WorkerLostError
from training.fleet.results import WikiResult
from training.fleet.wiki_work import FetchWork, TrainWork, failure, measured
from training.runtime.worker_pool import exit_with_parent, start_forkserver_ignoring_sigint

Work = FetchWork | TrainWork

_PRELOADED = ["training.fleet.preloaded"]


@dataclass(frozen=True, slots=True)
class ProcessStarter:
    """Starts processes.

    Attributes:
        context: Starts them.
        lifeline: Becomes readable for the processes when this process ends.
        configure_log: Sends the log records of a process to its standard error.
    """

    context: ForkServerContext
    lifeline: Connection
    configure_log: Callable[[], None]

    def start(self, work: Work, log: Path) -> WikiProcess:
        """Start the work on a wiki.

        Args:
            work: The work.
            log: The file for everything that the process writes.
        """
        return WikiProcess(self, work, log)


class WikiProcess:
    """A process that works on a wiki, and the pipe for its result."""

    def __init__(self, starter: ProcessStarter, work: Work, log: Path) -> None:
        self.work, self._log, self._started = work, log, time.monotonic()
        self.pipe, theirs = starter.context.Pipe(duplex=False)
        arguments = (work, log, theirs, starter.lifeline, starter.configure_log)
        with theirs:
            self._process = starter.context.Process(target=_serve, args=arguments)
            self._process.start()

    def result(self) -> WikiResult | None:
        """Wait for the result, which is None after a download without errors."""
        try:
            result: WikiResult | None = self.pipe.recv()
        except (EOFError, OSError):
            self._process.join()
            lost = failure(self.work.wiki, WorkerLostError(_signal_name(self._process.exitcode)))
            return measured(lost, self._started, self._log)
        finally:
            self.close()
        return result

    def kill(self) -> None:
        """End the process, and with it the worker processes that it has started."""
        self._process.kill()
        self.close()

    def close(self) -> None:
        """Wait for the end of the process and close the pipe."""
        if not self.pipe.closed:
            self._process.join()
            self.pipe.close()


@contextmanager
def process_starter(configure_log: Callable[[], None]) -> Iterator[ProcessStarter]:
    """Prepare to start processes. They end with this process, however it ends."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    start_forkserver_ignoring_sigint()
    lifeline, ours = context.Pipe(duplex=False)
    with lifeline, ours:
        yield ProcessStarter(context, lifeline, configure_log)


def _serve(work: Work, log: Path, pipe: Connection, lifeline: Connection, configure_log: Callable[[], None]) -> None:
    started = time.monotonic()
    exit_with_parent(lifeline)
    _write_output_to(log)
    configure_log()
    try:
        result = work.run()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the error is the result
        result = failure(work.wiki, error)
    with pipe:
        pipe.send(measured(result, started, log) if result is not None else None)


def _write_output_to(log: Path) -> None:
    """Send standard output and standard error, those of libraries in C too, to a file."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
    finally:
        os.close(descriptor)


def _signal_name(exit_code: int | None) -> str:
    """Return "SIGKILL" for a process that this signal has killed, or else the exit code."""
    if exit_code is not None and exit_code < 0:
        return signal.Signals(-exit_code).name
    return f"exit code {exit_code}"
