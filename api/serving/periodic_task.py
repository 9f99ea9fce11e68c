"""A background thread that repeats an action."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable


class PeriodicTask:
    """Calls an action at regular intervals, in a daemon thread, whether or not the action fails.

    Args:
        name: Name of the thread.
        seconds: Time between the end of a call and the start of the next.
        action: The action.
        logger: Logs the exceptions that the action raises.
    """

    def __init__(self, name: str, seconds: float, action: Callable[[], None], logger: logging.Logger) -> None:
        self._name = name
        self._seconds = seconds
        self._action = action
        self._logger = logger
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()

    def start(self) -> None:
        """Start the thread, unless it runs or the task was stopped."""
        with self._lock:
            if self._thread is None and not self._stopped.is_set():
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Make the thread end after the current call, if any."""
        self._stopped.set()

    def _run(self) -> None:
        while not self._stopped.wait(self._seconds):
            try:
                self._action()
            except Exception:
                self._logger.exception("%s failed", self._name)
