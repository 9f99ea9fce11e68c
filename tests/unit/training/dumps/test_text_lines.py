"""Lines of files as people and programs save them."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path

import pytest

from training.dumps import compression
from training.dumps.text_lines import read_lines
from training.errors import DamagedDumpError, UnreadableDumpError

MAX = 100


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", []),
        (b"a\nb\n", [b"a", b"b"]),
        (b"a\nb", [b"a", b"b"]),
        (b"\xef\xbb\xbfa\r\n\r\n\xef\xbb\xbfb\r\n", [b"a", b"", b"\xef\xbb\xbfb"]),
        ("a\u2028b\x85c\x0bd\n".encode(), ["a\u2028b\x85c\x0bd".encode()]),
        (gzip.compress(b"a\nb", mtime=0), [b"a", b"b"]),
        (bz2.compress(b"a\nb"), [b"a", b"b"]),
    ],
)
@pytest.mark.parametrize("size", [1, 3, 1 << 18])
def test_only_newlines_separate_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, lines: list[bytes], size: int
) -> None:
    monkeypatch.setattr(compression, "_BUFFER", max(size, compression._MAGIC_LENGTH))
    (tmp_path / "x").write_bytes(content)
    assert list(read_lines(str(tmp_path / "x"), MAX)) == lines


def test_of_a_long_line_only_the_beginning_is_kept(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x" * (4 << 18) + b"\nb")
    first, second = read_lines(str(tmp_path / "x"), MAX)
    assert MAX < len(first) < 2 << 18
    assert second == b"b"


def test_files_that_cannot_be_opened_or_decompressed_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDumpError, match="none"):
        list(read_lines(str(tmp_path / "none"), MAX))
    (tmp_path / "x.gz").write_bytes(gzip.compress(b"some text")[:-6])
    with pytest.raises(DamagedDumpError, match=r"x\.gz: ends too early"):
        list(read_lines(str(tmp_path / "x.gz"), MAX))
