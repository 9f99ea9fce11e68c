"""Decompressed streams of bytes from plain, bzip2 and gzip files or standard input, told apart by their first bytes.

Bzip2 files are decompressed on several cores, whether they are made of one stream or of many: the library finds the
blocks inside a stream. Pipes cannot be read at several places at once, so they are decompressed on one.
"""

from __future__ import annotations

import bz2
import gzip
import io
import os
import stat
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import indexed_bzip2  # type: ignore[import-not-found]

from training.errors import DamagedDump, NotADump, UnreadableDump

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

STANDARD_INPUT = "-"
_BUFFER = 1 << 18
_BZIP2 = b"BZh"
_GZIP = b"\x1f\x8b"
_UNSUPPORTED = {
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"PK\x03\x04": "Zip",
}
_MAGIC_LENGTH = max(len(magic) for magic in _UNSUPPORTED)
_BZIP2_END = 0x177245385090  # before the checksum that ends a stream, at any bit
_BZIP2_TAIL_BYTES = 11  # 48 bits of that mark, 32 of checksum, up to 7 of padding


class ByteStream(Protocol):
    """Decompressed bytes of one input. consumed: bytes of the input as it is stored that were used so far."""

    @property
    def consumed(self) -> int: ...

    def read(self) -> bytes:
        """The next bytes; b"" at the end.

        Raises EOFError where compressed data are cut off, DamagedDump where they are not what they seem.
        """

    def close(self) -> None: ...


def open_stream(source: str, *, threads: int | None = None) -> ByteStream:
    """Open a file, or standard input ("-"). threads: for bzip2 files; None: as many as there are cores to use.

    Raises UnreadableDump, and NotADump for other kinds of compression.
    """
    file = _open(source)
    counted = _CountedInput(file)
    buffered = io.BufferedReader(counted, _BUFFER)
    magic = buffered.peek(_MAGIC_LENGTH)
    for prefix, name in _UNSUPPORTED.items():
        if magic.startswith(prefix):
            buffered.close()
            raise NotADump(source, f"is compressed with {name}; give it plain, as .bz2 or as .gz")
    if magic.startswith(_BZIP2) and stored_size(source) is not None:
        buffered.close()
        return _ParallelBzip2(source, len(os.sched_getaffinity(0)) if threads is None else threads)
    if magic.startswith(_BZIP2):
        return _SequentialStream(source, counted, bz2.BZ2File(buffered))
    if magic.startswith(_GZIP):
        return _SequentialStream(source, counted, gzip.GzipFile(fileobj=buffered))
    return _SequentialStream(source, counted, buffered)


def stored_size(source: str) -> int | None:
    """Bytes of the file as it lies on disk; None for standard input and pipes. Raises UnreadableDump."""
    if source == STANDARD_INPUT:
        return None
    try:
        status = Path(source).stat()
    except OSError as error:
        raise UnreadableDump(source, error.strerror or str(error)) from error
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _open(source: str) -> io.FileIO:
    if source == STANDARD_INPUT:
        # a second file object, so that closing the stream leaves sys.stdin open
        return io.FileIO(os.dup(sys.stdin.fileno()))
    try:
        return io.FileIO(source)
    except OSError as error:
        raise UnreadableDump(source, error.strerror or str(error)) from error


class _CountedInput(io.RawIOBase):
    """A raw stream that knows how many bytes were taken from it."""

    def __init__(self, raw: io.FileIO) -> None:
        self._raw = raw
        self.consumed = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer, as far as there are bytes: a pipe may give a few at first, too few to tell what it is."""
        view = memoryview(buffer).cast("B")
        count = 0
        while count < len(view) and (more := self._raw.readinto(view[count:])):
            count += more
        self.consumed += count
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Reader(Protocol):
    def read1(self, size: int, /) -> bytes: ...
    def close(self) -> None: ...


class _SequentialStream:
    """Plain, gzip, or piped bzip2 data, through the standard library."""

    def __init__(self, source: str, counted: _CountedInput, stream: _Reader) -> None:
        self._source = source
        self._counted = counted
        self._stream = stream

    @property
    def consumed(self) -> int:
        return self._counted.consumed

    def read(self) -> bytes:
        try:
            return self._stream.read1(_BUFFER)  # one step at a time: what came before a cut is not lost
        except (OSError, zlib.error) as error:
            raise DamagedDump(self._source, f"cannot be read: {error}") from error

    def close(self) -> None:
        self._stream.close()
        self._counted.close()


class _ParallelBzip2:
    """A bzip2 file, its blocks decompressed ahead by threads that do not hold Python's lock."""

    def __init__(self, path: str, threads: int) -> None:
        self._path = path
        self._consumed = 0
        self._stream = indexed_bzip2.open(path, parallelization=threads)

    @property
    def consumed(self) -> int:
        return self._consumed

    def read(self) -> bytes:
        try:
            data: bytes = self._stream.read1(_BUFFER)
        except (RuntimeError, ValueError) as error:
            # the library does not tell a cut from damage
            if not _ends_whole(self._path):
                raise EOFError from error
            raise DamagedDump(self._path, f"cannot be decompressed: {error}") from error
        at_end = 0 if data else Path(self._path).stat().st_size  # where the library's own position is 0 again
        self._consumed = max(self._consumed, self._stream.tell_compressed() // 8, at_end)
        return data

    def close(self) -> None:
        self._stream.close()


def _ends_whole(path: str) -> bool:
    """Whether a bzip2 file ends with the end of a stream."""
    with Path(path).open("rb") as file:
        file.seek(-min(_BZIP2_TAIL_BYTES, Path(path).stat().st_size), os.SEEK_END)
        tail = int.from_bytes(file.read(), "big")
    return any(tail >> shift & (1 << 48) - 1 == _BZIP2_END for shift in range(32, 40))
