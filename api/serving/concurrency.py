"""Limits on the requests that a worker accepts at once, so that its queue stays short."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from api.errors import OverloadedError


class RequestLimiter:
    """A bounded number of request slots, as many fetch slots as configured, and a single compute slot.

    A request that brings its text holds a request slot from start to end. One that does not holds a fetch slot instead,
    so that a slow wiki API takes no place from the others (a bulkhead). There is one compute slot because the
    interpreter runs one thread at a time: two computations at once would delay both and finish neither earlier.

    Args:
        slots: Number of request slots.
        fetch_slots: Number of fetch slots.
    """

    def __init__(self, slots: int, fetch_slots: int) -> None:
        self._slots = threading.BoundedSemaphore(slots)
        self._fetch_slots = threading.BoundedSemaphore(fetch_slots)
        self._compute = threading.Lock()

    @contextmanager
    def slot(self, *, fetches: bool) -> Iterator[None]:
        """Hold a request slot, or a fetch slot if the request needs its text fetched.

        Raises:
            OverloadedError: Immediately, if all slots are taken.
        """
        slots = self._fetch_slots if fetches else self._slots
        if not slots.acquire(blocking=False):
            kind = "requests that wait for a wiki's API" if fetches else "requests"
            raise OverloadedError(f"this worker has as many {kind} as it accepts at once")
        try:
            yield
        finally:
            slots.release()

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
