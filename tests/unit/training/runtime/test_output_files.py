"""A file that cannot be written is named by the error."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import marisa_trie
import numpy as np
import pytest

from tests.helpers.training.full_disk import file_size_limit, small_disk
from training.corpus.chunks import ChunkArticle, chunk_line, write_lines
from training.corpus.extraction import write_rows
from training.corpus.plain_text import PlainText
from training.importing.sorted_rows import sorted_rows
from training.runtime.lookup_files import save_trie, write_table
from training.runtime.output_files import (
    copy,
    replace_file,
    replacing_file,
    sqlite_file,
    write_array,
    write_bytes,
    write_text,
)
from training.runtime.resumable_jsonl import ResumableFile

RANDOM = np.random.default_rng(0).bytes(1 << 20)


def _chunk(path: Path) -> None:
    text = RANDOM.decode("latin-1")
    write_lines(path, [chunk_line(ChunkArticle("A", 0, text, PlainText(text, (), ())))])


def _sorted(path: Path) -> None:
    with sorted_rows(path, ((number, b"x" * 1000) for number in range(2000))):
        pass


def _jsonl(path: Path) -> None:
    with ResumableFile.begin(path, {}) as file:
        file.append(RANDOM)


def _copied(path: Path) -> None:
    source = path.parent.parent / "source"
    copy(source, path)


WRITERS: dict[str, Callable[[Path], None]] = {
    "bytes": lambda path: write_bytes(path, RANDOM),
    "text": lambda path: write_text(path, RANDOM.decode("latin-1")),
    "array": lambda path: write_array(path, np.zeros(1 << 18)),
    "table": lambda path: write_table(path, ((number, b"x" * 1000) for number in range(2000))),
    "trie": lambda path: save_trie(marisa_trie.Trie(RANDOM[i : i + 9].hex() for i in range(0, 1 << 18, 9)), path),
    "rows": lambda path: write_rows(path, ([RANDOM[i : i + 99].hex()] for i in range(0, 1 << 19, 99))),
    "chunk": _chunk,
    "sorted rows": _sorted,
    "lines": _jsonl,
    "copy": _copied,
}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_the_error_of_a_file_that_becomes_too_large_names_it(tmp_path, write):
    directory = tmp_path / "directory"
    directory.mkdir()
    path = directory / "file.npy"
    (tmp_path / "source").write_bytes(RANDOM)
    with pytest.raises(OSError, match=r".") as caught, file_size_limit(1 << 16):
        write(path)
    assert str(path) in (caught.value.filename, caught.value.filename2)
    assert caught.value.errno in (errno.EFBIG, errno.ENOSPC)


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_the_error_of_a_full_disk_names_the_file(tmp_path, write):
    (tmp_path / "source").write_bytes(RANDOM)
    with small_disk(tmp_path / "disk", 64) as directory:
        path = directory / "file.npy"
        with pytest.raises(OSError, match=r".") as caught:
            write(path)
    assert str(path) in (caught.value.filename, caught.value.filename2)
    assert caught.value.errno == errno.ENOSPC


def test_other_errors_of_sqlite_stay_what_they_are(tmp_path):
    path = tmp_path / "a"
    with (
        pytest.raises(sqlite3.OperationalError, match="no such table"),
        sqlite_file(path),
        closing(sqlite3.connect(path)) as connection,
    ):
        connection.execute("SELECT * FROM missing")


def test_what_is_written_can_be_read(tmp_path):
    write_text(tmp_path / "text", "é\n")
    assert (tmp_path / "text").read_bytes() == "é\n".encode()
    write_array(tmp_path / "array.npy", np.arange(3))
    assert np.load(tmp_path / "array.npy").tolist() == [0, 1, 2]
    copy(tmp_path / "text", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == "é\n".encode()


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    path = tmp_path / "model.json"
    replace_file(path, b"old")
    with pytest.raises(OSError, match="File too large"), file_size_limit(1 << 16):
        replace_file(path, RANDOM)
    assert path.read_bytes() == b"old"
    replace_file(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_block_that_fails_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "x"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), replacing_file(path) as file:
        file.write(b"%d" % (1 / (file.write(b"new") - 3)))
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("x", "old")]
    with replacing_file(path) as file:
        file.write(b"new")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("x", "new")]
