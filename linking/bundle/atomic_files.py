"""Writing files so that a crash leaves the old content or the new one."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from linking.bundle.errors import BundleError

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Error numbers of a full disk, an exceeded quota, and a file above the limit of the process or the file system."""

TEMPORARY_PREFIX = ".tmp-"
"""How the names of unfinished files and directories begin."""


class StorageError(BundleError):
    """The operating system refuses to write: the disk is full, the directory read-only or missing, and so on.

    Attributes:
        path: What could not be written.
        errno: The operating system's error number.
    """

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"cannot write {describe_os_error(error, path)}")
        self.path = path
        self.errno = error.errno


def describe_os_error(error: OSError, path: object) -> str:
    """Return which file an operation failed for, why, and what to do if the disk is full.

    Args:
        error: The error.
        path: The file, if the error names none.
    """
    # If two files are named, the error is that of writing the second.
    where = error.filename2 or error.filename or path
    advice = "; make space there, and run the same command again" if error.errno in FULL else ""
    return f"{where}: {error.strerror or error}{advice}"


@contextmanager
def naming_file(path: Path) -> Iterator[None]:
    """Add the path to every OSError of the block that names no file, as those of writing and closing do not."""
    try:
        yield
    except OSError as error:
        if type(error) is OSError and error.errno is None:  # NumPy reports an incomplete write in this way
            raise OSError(errno.ENOSPC, str(error), str(path)) from error
        if error.filename is None:
            error.filename = str(path)
        raise


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Raise a StorageError for every OSError of the block. The path is named if the OSError names none."""
    try:
        yield
    except OSError as error:
        raise StorageError(path, error) from error


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file's content in one step. It is on disk when this returns.

    Raises:
        OSError: If the file cannot be written.
    """
    temporary = path.with_name(TEMPORARY_PREFIX + path.name)
    write_file(temporary, content)
    temporary.replace(path)
    fsync_path(path.parent)


def write_file(path: Path, content: bytes) -> None:
    """Write a file. Its content is on disk when this returns.

    Raises:
        OSError: If the file cannot be written.
    """
    with naming_file(path), path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def copy_file(source: Path, destination: Path) -> None:
    """Copy a file's content. It is on disk when this returns.

    Raises:
        OSError: If the source cannot be read or the destination not be written.
    """
    with naming_file(destination):
        shutil.copyfile(source, destination)
    fsync_path(destination)


def link_or_copy(source: Path, destination: Path) -> None:
    """Hard-link a file that never changes, or copy it if the file system cannot link it.

    Raises:
        OSError: If the source cannot be read or the destination not be written.
    """
    try:
        os.link(source, destination)
    except OSError:
        copy_file(source, destination)


def fsync_path(path: Path) -> None:
    """Flush a file's content, or the entries of a directory, to disk.

    Raises:
        OSError: If the path cannot be opened or flushed.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with naming_file(path):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
