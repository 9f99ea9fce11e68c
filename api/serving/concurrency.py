"""A limit on the requests that a worker accepts at once, so that its queue stays short."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from api.errors import OverloadedError


class RequestLimiter:
    """A bounded number of request slots, and a single compute slot.

    A request holds a request slot from start to end, while it may wait for the wiki's API or for the compute slot.
    There is one compute slot because the interpreter runs one thread at a time: two computations at once would delay
    both and finish neither earlier.
    """

    def __init__(self, slots: int) -> None:
        self._slots = threading.BoundedSemaphore(slots)
        self._compute = threading.Lock()

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Hold a request slot.

        Raises:
            OverloadedError: Immediately, if all slots are taken.
        """
        if not self._slots.acquire(blocking=False):
            raise OverloadedError("this worker has as many requests as it accepts at once")
        try:
            yield
        finally:
            self._slots.release()

    @contextmanager
    def compute_slot(self, deadline: float) -> Iterator[None]:
        """Wait for the compute slot and hold it.

        Args:
            deadline: When to stop waiting, as a `time.monotonic()` value.

        Raises:
            OverloadedError: If the slot does not become free before the deadline.
        """
        if not self._compute.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise OverloadedError("earlier requests used up the time for this one")
        try:
            yield
        finally:
            self._compute.release()
