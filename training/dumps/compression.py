"""Decompression of plain, bzip2 and gzip input from files or standard input. The first bytes decide the format.

Bzip2 files are decompressed on several cores, even if they consist of a single stream, because indexed_bzip2 finds the
blocks inside a stream. Pipes cannot be read at several positions at once, so a single core decompresses them.
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

from training.errors import DamagedDumpError, NotADumpError, UnreadableDumpError

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
_BZIP2_END = 0x177245385090  # the end-of-stream marker, which may start at any bit
_BZIP2_TAIL_BYTES = 11  # 48 bits of marker, 32 bits of checksum and up to 7 bits of padding


class ByteStream(Protocol):
    """The decompressed bytes of one input."""

    @property
    def consumed(self) -> int:
        """Number of compressed bytes read so far."""

    def read(self) -> bytes:
        """Return the next bytes, or b"" at the end.

        Raises:
            EOFError: The compressed data is truncated.
            DamagedDumpError: The compressed data is damaged.
        """

    def close(self) -> None:
        """Close the input."""


def open_stream(source: str, *, threads: int | None = None) -> ByteStream:
    """Open a file, or standard input.

    Args:
        source: Path of the file, or "-".
        threads: Number of threads to decompress a bzip2 file with. By default, one for each available core.

    Raises:
        UnreadableDumpError: The file cannot be opened.
        NotADumpError: The file has an unsupported compression format.
    """
    file = _open(source)
    counted = _CountedInput(file)
    buffered = io.BufferedReader(counted, _BUFFER)
    magic = buffered.peek(_MAGIC_LENGTH)
    for prefix, name in _UNSUPPORTED.items():
        if magic.startswith(prefix):
            buffered.close()
            raise NotADumpError(source, f"is compressed with {name}; decompress it, or convert it to bzip2 or gzip")
    if magic.startswith(_BZIP2) and stored_size(source) is not None:
        buffered.close()
        return _ParallelBzip2(source, len(os.sched_getaffinity(0)) if threads is None else threads)
    if magic.startswith(_BZIP2):
        return _SequentialStream(source, counted, bz2.BZ2File(buffered))
    if magic.startswith(_GZIP):
        return _SequentialStream(source, counted, gzip.GzipFile(fileobj=buffered))
    return _SequentialStream(source, counted, buffered)


def stored_size(source: str) -> int | None:
    """Return the size of a file in bytes, or None for standard input and pipes.

    Raises:
        UnreadableDumpError: The file does not exist.
    """
    if source == STANDARD_INPUT:
        return None
    try:
        status = Path(source).stat()
    except OSError as error:
        raise UnreadableDumpError(source, error.strerror or str(error)) from error
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _open(source: str) -> io.FileIO:
    if source == STANDARD_INPUT:
        # A duplicate, so that closing the stream leaves sys.stdin open.
        return io.FileIO(os.dup(sys.stdin.fileno()))
    try:
        return io.FileIO(source)
    except OSError as error:
        raise UnreadableDumpError(source, error.strerror or str(error)) from error


class _CountedInput(io.RawIOBase):
    """A raw stream that counts the bytes read from it."""

    def __init__(self, raw: io.FileIO) -> None:
        self._raw = raw
        self.consumed = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the buffer, because a pipe may at first return too few bytes to identify the format."""
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
    """Plain, gzip, or piped bzip2 data, read with the standard library."""

    def __init__(self, source: str, counted: _CountedInput, stream: _Reader) -> None:
        self._source = source
        self._counted = counted
        self._stream = stream

    @property
    def consumed(self) -> int:
        return self._counted.consumed

    def read(self) -> bytes:
        try:
            return self._stream.read1(_BUFFER)  # one read at a time, so that the data before a truncation is returned
        except (OSError, zlib.error) as error:
            raise DamagedDumpError(self._source, f"cannot be read: {error}") from error

    def close(self) -> None:
        self._stream.close()
        self._counted.close()


class _ParallelBzip2:
    """A bzip2 file. Threads decompress its blocks in advance, without holding the GIL."""

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
            # The library raises the same errors for truncated and for damaged files.
            if not _has_stream_end(self._path):
                raise EOFError from error
            raise DamagedDumpError(self._path, f"cannot be decompressed: {error}") from error
        at_end = 0 if data else Path(self._path).stat().st_size  # at the end, the library reports position 0
        self._consumed = max(self._consumed, self._stream.tell_compressed() // 8, at_end)
        return data

    def close(self) -> None:
        self._stream.close()


def _has_stream_end(path: str) -> bool:
    """Return True if a bzip2 file ends with an end-of-stream marker."""
    with Path(path).open("rb") as file:
        file.seek(-min(_BZIP2_TAIL_BYTES, Path(path).stat().st_size), os.SEEK_END)
        tail = int.from_bytes(file.read(), "big")
    return any(tail >> shift & (1 << 48) - 1 == _BZIP2_END for shift in range(32, 40))
