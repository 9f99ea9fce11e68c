"""gunicorn's threaded worker, changed to balance connections and to serve the accept queue before it exits.

gunicorn stops accepting when it receives a signal to stop, but keeps the listening socket open until the last running
request ends. The kernel meanwhile queues connections that no worker will accept: their requests would be lost.
"""

from __future__ import annotations

import selectors
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from api.gunicorn_worker.connection_balance import WorkerConnectionCounts

_COUNTS = WorkerConnectionCounts()  # created before the fork, so that workers share it

_MAX_YIELD_SECONDS = 0.05
"""How long a worker leaves a new connection to workers with fewer connections."""

_YIELD_PAUSE_SECONDS = 0.0005
"""Pause between two looks at the same waiting connection."""

_NEW_CONNECTION_SECONDS = 0.02
"""Gap between two looks after which the waiting connection counts as another one."""


class DrainingWorker(ThreadWorker):
    """Leaves new connections to less busy workers, and drains the accept queue when it stops."""

    _yielding_since = _looked_at = 0.0

    def notify(self) -> None:
        """Publish the worker's number of connections. gunicorn calls this in each iteration of its loop."""
        super().notify()
        _COUNTS.update(self.age, self.nr_conns)

    def accept(self, listener: Any) -> None:
        """Accept a connection, or leave it to another worker for now. gunicorn calls this."""
        if self.alive and self._should_yield():
            time.sleep(_YIELD_PAUSE_SECONDS)
            return
        super().accept(listener)
        _COUNTS.update(self.age, self.nr_conns)

    def _should_yield(self) -> bool:
        minimum = _COUNTS.minimum()
        if minimum is None or minimum >= self.nr_conns:
            return False
        now = time.monotonic()
        if now - self._looked_at > _NEW_CONNECTION_SECONDS:
            self._yielding_since = now
        self._looked_at = now
        return now - self._yielding_since < _MAX_YIELD_SECONDS  # the less busy worker may be computing

    def set_accept_enabled(self, enabled: bool | None) -> None:
        """Start or stop accepting; when the worker stops, drain the accept queue first. gunicorn calls this."""
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                self._drain(listener)
                listener.close()  # so that the kernel refuses later connections

    def _drain(self, listener: Any) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(listener, selectors.EVENT_READ)
            while selector.select(0):
                before = self.nr_conns
                self.accept(listener)
                if self.nr_conns == before:
                    return  # another worker accepted it
