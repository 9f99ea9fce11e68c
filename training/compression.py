"""Decompressed streams of bytes from plain, bzip2 and gzip files or standard input, told apart by their first bytes."""

from __future__ import annotations

import bz2
import gzip
import io
import sys
import zlib
from pathlib import Path
from typing import BinaryIO, Protocol

from training.errors import DamagedDump, NotADump, UnreadableDump

STANDARD_INPUT = "-"
_BUFFER = 1 << 18
_UNSUPPORTED = {
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"PK\x03\x04": "Zip",
}
_MAGIC_LENGTH = max(len(magic) for magic in _UNSUPPORTED)


class _Decompressed(Protocol):
    def read1(self, size: int, /) -> bytes: ...
    def close(self) -> None: ...


class CountedInput(io.RawIOBase):
    """A raw stream that knows how many bytes were taken from it."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self.consumed = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._raw.read(len(buffer))
        buffer[: len(data)] = data
        self.consumed += len(data)
        return len(data)


class SourceStream:
    """One input, decompressed."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._file = _open_raw(source)
        self._counted = CountedInput(self._file)
        self._stream = _decompressed(source, io.BufferedReader(self._counted, _BUFFER))

    @property
    def consumed(self) -> int:
        """Bytes of the input (as it is stored, compressed) that were used so far."""
        return self._counted.consumed

    def read(self, size: int) -> bytes:
        """Up to `size` decompressed bytes; b"" at the end.

        Raises EOFError where compressed data are cut off, DamagedDump where they are not what they seem.
        """
        try:
            return self._stream.read1(size)  # one step at a time: what came before a cut is not lost
        except (OSError, zlib.error) as error:
            raise DamagedDump(self.source, f"cannot be decompressed: {error}") from error

    def close(self) -> None:
        self._stream.close()
        if self.source != STANDARD_INPUT:
            self._file.close()


def stored_size(source: str) -> int | None:
    """Bytes of the file as it lies on disk; None for standard input. Raises UnreadableDump."""
    if source == STANDARD_INPUT:
        return None
    try:
        return Path(source).stat().st_size
    except OSError as error:
        raise UnreadableDump(source, error.strerror or str(error)) from error


def _open_raw(source: str) -> BinaryIO:
    if source == STANDARD_INPUT:
        return sys.stdin.buffer
    try:
        return Path(source).open("rb")
    except OSError as error:
        raise UnreadableDump(source, error.strerror or str(error)) from error


def _decompressed(source: str, stream: io.BufferedReader) -> _Decompressed:
    magic = stream.peek(_MAGIC_LENGTH)
    for prefix, name in _UNSUPPORTED.items():
        if magic.startswith(prefix):
            raise NotADump(source, f"is compressed with {name}; give it as plain XML, .bz2 or .gz, or pipe it in")
    if magic.startswith(b"BZh"):
        return bz2.BZ2File(stream)
    if magic.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=stream)
    return stream
