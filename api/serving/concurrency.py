"""How many requests a worker takes on at once, so that its queue cannot grow without bound."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from api.errors import OverloadedError


class Gate:
    """Bounded places for requests that may wait (for the wiki's API, for their turn), and one turn to compute.

    Computing is bound by the interpreter: two at once would make both late and none earlier.
    """

    def __init__(self, places: int) -> None:
        self._places = threading.BoundedSemaphore(places)
        self._turn = threading.Lock()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold one of the places. Raises OverloadedError at once where all are taken."""
        if not self._places.acquire(blocking=False):
            raise OverloadedError("this worker has as many requests as it takes on")
        try:
            yield
        finally:
            self._places.release()

    @contextmanager
    def turn(self, deadline: float) -> Iterator[None]:
        """Wait until nobody else computes, at most until the deadline (`time.monotonic()`). Raises OverloadedError."""
        if not self._turn.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise OverloadedError("the requests before this one took all its time")
        try:
            yield
        finally:
            self._turn.release()
