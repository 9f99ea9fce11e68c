"""gunicorn's threaded worker, which on its way out also serves the connections that nobody had accepted yet.

gunicorn stops accepting when it is told to stop, but the listening socket stays open until the last running request is
done. Until then the system goes on taking connections that no one will serve: their requests would be lost.
"""

from __future__ import annotations

import selectors
from typing import Any

from gunicorn.workers.gthread import ThreadWorker


class DrainingWorker(ThreadWorker):
    """Accepts what waits, then closes the listening sockets, so that later connections are refused at once."""

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
