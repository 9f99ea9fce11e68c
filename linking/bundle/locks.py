"""Locks between processes.

They are the kernel's (flock), so they end with the process that holds them, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from linking.bundle.atomic_files import StorageError, storage_errors
from linking.bundle.errors import BundleError

_LOCK_FILE = ".lock"
_RETRY_SECONDS = 0.2


class BusyError(BundleError):
    """Another process holds the lock.

    Attributes:
        where: What the lock protects: a path, or the address of a database.
    """

    def __init__(self, where: object) -> None:
        super().__init__(f"another process is writing to {where}; try again when it has ended")
        self.where = where


@contextmanager
def locked(directory: Path, timeout: float | None = 0.0, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock of a directory, which is created if it does not exist.

    Args:
        directory: The directory. Its file `.lock` carries the lock and is never removed.
        timeout: As for `lock_file`.
        shared: As for `lock_file`.

    Raises:
        BusyError: If another process keeps the lock for longer than the timeout.
        StorageError: If the directory or its lock file cannot be created or opened.
    """
    with storage_errors(directory):
        directory.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(directory / _LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        lock_file(descriptor, directory, timeout, shared=shared)
        yield
    finally:
        os.close(descriptor)


def lock_file(descriptor: int, path: Path, timeout: float | None = 0.0, *, shared: bool = False) -> None:
    """Lock an open file until it is closed.

    Args:
        descriptor: The open file.
        path: What the lock protects, for messages.
        timeout: Seconds to wait for other processes. None waits for as long as it takes.
        shared: Whether other processes may hold a shared lock at the same time.

    Raises:
        BusyError: If another process keeps the lock for longer than the timeout.
        StorageError: If the file system does not support locks.
    """
    operation = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    if timeout is not None:
        operation |= fcntl.LOCK_NB
    deadline = time.monotonic() + (timeout or 0.0)
    while True:
        try:
            fcntl.flock(descriptor, operation)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                raise BusyError(path) from error
        except OSError as error:
            raise StorageError(path, error) from error
        else:
            return
        time.sleep(_RETRY_SECONDS)
