"""Files that training writes. If the disk is full, the error names the file."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from linking.bundle.atomic_files import naming_file

_NUMBERS = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR_WRITE: errno.EFBIG,  # also for a limit on the size of files
    sqlite3.SQLITE_IOERR_FSYNC: errno.EIO,
    sqlite3.SQLITE_IOERR_TRUNCATE: errno.EIO,
}
"""The system's error number for the error codes of SQLite about a file that cannot be written."""


def write_bytes(path: Path, content: bytes | bytearray) -> None:
    """Write a file.

    Raises:
        OSError: The file cannot be written.
    """
    with naming_file(path):
        path.write_bytes(content)


def replace_file(path: Path, content: bytes | bytearray) -> None:
    """Write a file under a temporary name, then give it its name. A crash leaves the old file or the new one.

    Raises:
        OSError: The file cannot be written.
    """
    with replacing_file(path) as file:
        file.write(content)


@contextmanager
def replacing_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file to write under a temporary name, and give it its name after the block.

    If the block fails, the old file stays and the new one is removed.

    Raises:
        OSError: The file cannot be written.
    """
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        with naming_file(unfinished), unfinished.open("wb") as file:
            yield file
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    unfinished.replace(path)


def write_text(path: Path, content: str) -> None:
    """Write a file in UTF-8.

    Raises:
        OSError: The file cannot be written.
    """
    write_bytes(path, content.encode())


def write_array(path: Path, array: NDArray[Any]) -> None:
    """Write an array as NumPy's .npy.

    Raises:
        OSError: The file cannot be written.
    """
    with naming_file(path):
        np.save(path, array)


def copy(source: Path, destination: Path) -> None:
    """Copy a file.

    Raises:
        OSError: A file cannot be read or written.
    """
    with naming_file(destination):
        shutil.copyfile(source, destination)


@contextmanager
def sqlite_file(path: Path) -> Iterator[None]:
    """Turn the errors of SQLite for a full disk into an OSError that names the file.

    Raises:
        OSError: The file cannot be written.
        sqlite3.Error: Another error of the block.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        number = _NUMBERS.get(int(getattr(error, "sqlite_errorcode", 0)))
        if number is None:
            raise
        raise OSError(number, str(error), str(path)) from error
