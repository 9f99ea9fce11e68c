"""The number of connections of each worker, shared so that a worker can leave a new connection to a less busy one.

The kernel wakes all workers for a new connection, and the fastest one accepts it. A kept-alive connection stays with
its worker: without balancing, a client with four busy connections had three on one worker while another was idle.
"""

from __future__ import annotations

import mmap
import time

MAX_WORKERS = 256
"""Further workers share slots. That affects only the balance."""

FRESH_SECONDS = 3.0
"""Age at which a count is ignored: its worker has died. A live worker updates its count every second."""

_ITEM_BYTES = 8


class WorkerConnectionCounts:
    """Connection counts in memory that is shared with all processes forked after this object was created."""

    def __init__(self) -> None:
        size = MAX_WORKERS * _ITEM_BYTES
        self._counts = memoryview(mmap.mmap(-1, size)).cast("q")
        self._updated = memoryview(mmap.mmap(-1, size)).cast("d")

    def update(self, worker: int, connections: int, now: float | None = None) -> None:
        """Set a worker's count.

        Args:
            worker: The worker's number, different for each worker.
            connections: How many connections it has.
            now: A `time.monotonic()` value; by default the current one.
        """
        slot = worker % MAX_WORKERS
        self._counts[slot] = connections
        self._updated[slot] = time.monotonic() if now is None else now

    def minimum(self, now: float | None = None) -> int | None:
        """Return the smallest count of all live workers, or None if there are none."""
        since = (time.monotonic() if now is None else now) - FRESH_SECONDS
        counts = zip(self._updated.tolist(), self._counts.tolist(), strict=True)
        return min((count for updated, count in counts if updated > since), default=None)
