"""Writing to disk so that a crash leaves the old file or the new one, and so that two writers do not meet."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from linking.bundle.errors import BundleError

TEMPORARY = ".tmp-"
_LOCK = ".lock"
_PAUSE = 0.2


class StorageError(BundleError):
    """The disk refused: full, read-only, not allowed, gone. path: what could not be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        where = error.filename2 or error.filename or path
        super().__init__(f"cannot write {where}: {error.strerror or error}")
        self.path = path
        self.errno = error.errno


class BusyError(BundleError):
    """Another process is writing to this data directory."""

    def __init__(self, where: object) -> None:
        super().__init__(f"{where} is being written to by another process; try again when it has ended")
        self.where = where


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn what the operating system says into a StorageError."""
    try:
        yield
    except OSError as error:
        raise StorageError(path, error) from error


@contextmanager
def locked(data_dir: Path, patience: float = 0.0) -> Iterator[None]:
    """Hold the data directory's lock for writers; makes the directory. patience: seconds to wait for another writer.

    The lock is the kernel's and goes with the process, so that a killed run leaves none behind. Raises BusyError,
    StorageError.
    """
    with storage_errors(data_dir):
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data_dir / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        deadline = time.monotonic() + patience
        while not _lock(descriptor, data_dir):
            if time.monotonic() >= deadline:
                raise BusyError(data_dir)
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, data_dir: Path) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise StorageError(data_dir, error) from error
    return True


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file's content in one step, on disk when this returns. Raises OSError."""
    temporary = path.with_name(TEMPORARY + path.name)
    write_file(temporary, content)
    temporary.replace(path)
    flush(path.parent)


def write_file(path: Path, content: bytes) -> None:
    """Write a file, on disk when this returns. Raises OSError."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def copy_file(source: Path, destination: Path) -> None:
    """Copy a file's content, on disk when this returns. Raises OSError."""
    shutil.copyfile(source, destination)
    flush(destination)


def link_or_copy(source: Path, destination: Path) -> None:
    """Give an immutable file a second name, or copy it where the file system cannot. Raises OSError."""
    try:
        os.link(source, destination)
    except OSError:
        copy_file(source, destination)


def flush(path: Path) -> None:
    """Bring a file's content, or a directory's names, to the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
