"""Streams of every supported format are decompressed, and invalid ones are specific errors."""

from __future__ import annotations

import bz2
import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from training.dumps.compression import open_stream, stored_size
from training.errors import DamagedDumpError, NotADumpError, UnreadableDumpError

DATA = os.urandom(400_000).hex().encode()  # more than several reads return


def several_streams(compress: Callable[[bytes], bytes], data: bytes) -> bytes:
    """Return several compressed streams in one file, as parallel tools write them."""
    return compress(data[:100]) + compress(b"") + compress(data[100:])


COMPRESSIONS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "bzip2": bz2.compress,
    "bzip2, several streams": lambda data: several_streams(bz2.compress, data),
    "bzip2, small blocks": lambda data: bz2.compress(data, compresslevel=1),
    "gzip": gzip.compress,
    "gzip, several members": lambda data: several_streams(gzip.compress, data),
}
compressions = pytest.mark.parametrize("compress", COMPRESSIONS.values(), ids=COMPRESSIONS.keys())


def write(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)


def read_all(source: str, threads: int | None = None) -> bytes:
    stream = open_stream(source, threads=threads)
    try:
        return b"".join(iter(stream.read, b""))
    finally:
        stream.close()


@compressions
@pytest.mark.parametrize("threads", [None, 1, 3])
def test_the_data_is_decompressed(tmp_path, compress, threads):
    assert read_all(write(tmp_path / "file", compress(DATA)), threads) == DATA


@compressions
def test_an_empty_file_is_empty(tmp_path, compress):
    assert read_all(write(tmp_path / "file", compress(b""))) == b""


@compressions
def test_the_number_of_consumed_bytes_grows_to_the_size(tmp_path, compress):
    source = write(tmp_path / "file", compress(DATA))
    stream = open_stream(source)
    consumed = [0]
    while stream.read():
        consumed.append(stream.consumed)
    stream.close()

    assert consumed == sorted(consumed)
    assert stream.consumed == stored_size(source)


@compressions
def test_reading_after_the_end_returns_nothing(tmp_path, compress):
    stream = open_stream(write(tmp_path / "file", compress(b"x")))

    assert [stream.read(), stream.read(), stream.read()] == [b"x", b"", b""]
    stream.close()


@pytest.mark.parametrize("compress", [bz2.compress, gzip.compress])
def test_truncated_and_damaged_files_are_different_errors(tmp_path, compress):
    compressed = compress(DATA)
    cut = write(tmp_path / "cut", compressed[: len(compressed) // 2])
    middle = len(compressed) // 2
    damaged = write(tmp_path / "damaged", compressed[:middle] + b"\0\0\0\0" + compressed[middle + 4 :])

    with pytest.raises(EOFError):
        read_all(cut)
    with pytest.raises(DamagedDumpError) as error:
        read_all(damaged)
    assert error.value.source == damaged


@pytest.mark.parametrize("magic", [b"7z\xbc\xaf\x27\x1c", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"])
def test_an_unsupported_compression_is_named(tmp_path, magic):
    with pytest.raises(NotADumpError, match="compressed with"):
        open_stream(write(tmp_path / "file", magic + DATA))


def test_a_file_that_cannot_be_opened_is_an_error(tmp_path):
    with pytest.raises(UnreadableDumpError):
        open_stream(str(tmp_path / "missing"))
    with pytest.raises(UnreadableDumpError):
        open_stream(str(tmp_path))


def test_pipes_have_no_size(tmp_path):
    os.mkfifo(tmp_path / "fifo")

    assert stored_size(write(tmp_path / "file", b"abc")) == 3
    assert stored_size("-") is None
    assert stored_size(str(tmp_path / "fifo")) is None
