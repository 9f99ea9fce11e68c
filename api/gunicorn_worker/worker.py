"""gunicorn's threaded worker, which shares connections fairly, and on its way out serves those nobody had accepted.

gunicorn stops accepting when it is told to stop, but the listening socket stays open until the last running request is
done. Until then the system goes on taking connections that no one will serve: their requests would be lost.
"""

from __future__ import annotations

import selectors
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from api.gunicorn_worker.connection_balance import Shares

_SHARES = Shares()  # before the fork
_PATIENCE, _PAUSE, _LONGEST_PAUSE = 0.05, 0.0005, 0.02
"""Seconds for which a new connection is left to a worker that has fewer; between two looks at it, at least; at most."""


class DrainingWorker(ThreadWorker):
    """Accepts what waits, then closes the listening sockets, so that later connections are refused at once.

    While it lives it leaves a new connection to workers that have fewer, for a moment: they may be busy.
    """

    _left_since = _looked_at = 0.0

    def notify(self) -> None:
        """Tell the others how it is doing; called by gunicorn in each round."""
        super().notify()
        _SHARES.say(self.age, self.nr_conns)

    def accept(self, listener: Any) -> None:
        """Accept a connection, or leave it; called by gunicorn."""
        if self.alive and self._leaves():
            time.sleep(_PAUSE)
            return
        super().accept(listener)
        _SHARES.say(self.age, self.nr_conns)

    def _leaves(self) -> bool:
        fewest = _SHARES.fewest()
        if fewest is None or fewest >= self.nr_conns:
            return False
        now = time.monotonic()
        if now - self._looked_at > _LONGEST_PAUSE:
            self._left_since = now  # it is another connection than the one before
        self._looked_at = now
        return now - self._left_since < _PATIENCE

    def set_accept_enabled(self, enabled: bool | None) -> None:
        """Start or stop accepting; called by gunicorn."""
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                self._drain(listener)
                listener.close()

    def _drain(self, listener: Any) -> None:
        with selectors.DefaultSelector() as waiting:
            waiting.register(listener, selectors.EVENT_READ)
            while waiting.select(0):
                before = self.nr_conns
                self.accept(listener)
                if self.nr_conns == before:
                    return  # another worker was faster
