"""Limits on the requests that a worker accepts at once, so that its queue stays short."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from api.errors import OverloadedError


class FairLock:
    """A lock that threads get in the order in which they ask for it.

    `threading.Lock` goes to whoever is fastest. A thread that releases it and asks again at once, as a batch does after
    each article, would keep the others out.
    """

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def acquire(self, timeout: float) -> bool:
        """Wait for the lock, and return whether it was acquired within this many seconds."""
        with self._mutex:
            if not self._held:
                self._held = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=timeout):
            return True
        with self._mutex:
            if turn not in self._waiting:  # `release` has handed the lock over meanwhile
                return True
            self._waiting.remove(turn)
            return False

    def release(self) -> None:
        """Hand the lock over to the thread that has waited longest, if one waits."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


class RequestLimiter:
    """A bounded number of request slots, as many fetch slots as configured, batch slots, and a single compute slot.

    A request that brings its text holds a request slot from start to end. One that does not holds a fetch slot instead,
    so that a slow wiki API takes no place from the others (a bulkhead). A batch holds a batch slot until its last line,
    and neither of the other two: its articles take no place from single requests. There is one compute slot because the
    interpreter runs one thread at a time: two computations at once would delay both and finish neither earlier. A batch
    takes it for one article at a time, in turn with the others.

    Args:
        slots: Number of request slots.
        fetch_slots: Number of fetch slots.
        batch_slots: Number of batch slots.
    """

    def __init__(self, slots: int, fetch_slots: int, batch_slots: int = 1) -> None:
        self._slots = threading.BoundedSemaphore(slots)
        self._fetch_slots = threading.BoundedSemaphore(fetch_slots)
        self._batch_slots = threading.BoundedSemaphore(batch_slots)
        self._compute = FairLock()

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

    def take_batch_slot(self) -> Callable[[], None]:
        """Take a batch slot.

        Returns:
            A function that gives the slot back, once: later calls have no effect.

        Raises:
            OverloadedError: Immediately, if all slots are taken.
        """
        if not self._batch_slots.acquire(blocking=False):
            raise OverloadedError("this worker has as many batches as it accepts at once")
        held = threading.Semaphore(1)

        def release() -> None:
            if held.acquire(blocking=False):
                self._batch_slots.release()

        return release

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
