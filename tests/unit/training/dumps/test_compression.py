"""Streams of bytes come out decompressed, whatever they are packed in, and say what is wrong by name."""

from __future__ import annotations

import bz2
import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from training.dumps.compression import open_stream, stored_size
from training.errors import DamagedDump, NotADump, UnreadableDump

DATA = os.urandom(400_000).hex().encode()  # as many bytes as make several read steps


def two_members(pack: Callable[[bytes], bytes], data: bytes) -> bytes:
    """Two compressed files, one behind the other, as tools that work in parallel write them."""
    return pack(data[:100]) + pack(b"") + pack(data[100:])


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "bzip2": bz2.compress,
    "bzip2, several streams": lambda data: two_members(bz2.compress, data),
    "bzip2, small blocks": lambda data: bz2.compress(data, compresslevel=1),
    "gzip": gzip.compress,
    "gzip, several members": lambda data: two_members(gzip.compress, data),
}
packings = pytest.mark.parametrize("pack", PACKINGS.values(), ids=PACKINGS.keys())


def write(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return str(path)


def read_all(source: str, threads: int | None = None) -> bytes:
    stream = open_stream(source, threads=threads)
    try:
        return b"".join(iter(stream.read, b""))
    finally:
        stream.close()


@packings
@pytest.mark.parametrize("threads", [None, 1, 3])
def test_what_was_packed_comes_out(tmp_path, pack, threads):
    assert read_all(write(tmp_path / "file", pack(DATA)), threads) == DATA


@packings
def test_nothing_comes_out_of_nothing(tmp_path, pack):
    assert read_all(write(tmp_path / "file", pack(b""))) == b""


@packings
def test_the_bytes_consumed_never_go_back_and_end_at_the_size(tmp_path, pack):
    source = write(tmp_path / "file", pack(DATA))
    stream = open_stream(source)
    consumed = [0]
    while stream.read():
        consumed.append(stream.consumed)
    stream.close()

    assert consumed == sorted(consumed)
    assert stream.consumed == stored_size(source)


@packings
def test_the_end_can_be_read_again(tmp_path, pack):
    stream = open_stream(write(tmp_path / "file", pack(b"x")))

    assert [stream.read(), stream.read(), stream.read()] == [b"x", b"", b""]
    stream.close()


@pytest.mark.parametrize("pack", [bz2.compress, gzip.compress])
def test_a_file_that_is_cut_off_is_told_from_one_that_is_damaged(tmp_path, pack):
    packed = pack(DATA)
    cut = write(tmp_path / "cut", packed[: len(packed) // 2])
    middle = len(packed) // 2
    damaged = write(tmp_path / "damaged", packed[:middle] + b"\0\0\0\0" + packed[middle + 4 :])

    with pytest.raises(EOFError):
        read_all(cut)
    with pytest.raises(DamagedDump) as error:
        read_all(damaged)
    assert error.value.source == damaged


@pytest.mark.parametrize("magic", [b"7z\xbc\xaf\x27\x1c", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"])
def test_other_compression_is_named(tmp_path, magic):
    with pytest.raises(NotADump, match="compressed with"):
        open_stream(write(tmp_path / "file", magic + DATA))


def test_a_file_that_cannot_be_opened_is_named(tmp_path):
    with pytest.raises(UnreadableDump):
        open_stream(str(tmp_path / "missing"))
    with pytest.raises(UnreadableDump):
        open_stream(str(tmp_path))


def test_only_files_have_a_size(tmp_path):
    os.mkfifo(tmp_path / "fifo")

    assert stored_size(write(tmp_path / "file", b"abc")) == 3
    assert stored_size("-") is None
    assert stored_size(str(tmp_path / "fifo")) is None
