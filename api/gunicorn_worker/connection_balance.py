"""How many connections each worker has: workers that see each other's share can leave a new one to who has fewest.

The system wakes all workers for a new connection, and the first to come takes it. Kept connections stay where they
are: with a few from a client that asks without pause, one worker had three of four, and the other nothing to do.
"""

from __future__ import annotations

import mmap
import time

SLOTS = 256
"""Workers beyond these share places, which spoils nothing but the balance."""

FRESH_SECONDS = 3.0
"""A worker that has not said its share for so long is gone; each says it every second."""

_ITEM = 8


class Shares:
    """Shares of all workers, in memory that is shared by those forked after it was made."""

    def __init__(self) -> None:
        size = SLOTS * _ITEM
        self._connections = memoryview(mmap.mmap(-1, size)).cast("q")
        self._said = memoryview(mmap.mmap(-1, size)).cast("d")

    def say(self, worker: int, connections: int, now: float | None = None) -> None:
        """Note a worker's share. worker: its number, different for each; now: `time.monotonic()`."""
        slot = worker % SLOTS
        self._connections[slot] = connections
        self._said[slot] = time.monotonic() if now is None else now

    def fewest(self, now: float | None = None) -> int | None:
        """The smallest share of a worker that is there; None where there is none."""
        since = (time.monotonic() if now is None else now) - FRESH_SECONDS
        shares = zip(self._said.tolist(), self._connections.tolist(), strict=True)
        return min((connections for said, connections in shares if said > since), default=None)
