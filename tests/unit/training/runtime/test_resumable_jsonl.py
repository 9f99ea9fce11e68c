"""Files of lines that a later run continues."""

from __future__ import annotations

from pathlib import Path

import pytest

from linking.bundle.locks import BusyError
from training.errors import OutputMismatchError
from training.runtime.resumable_jsonl import ResumableFile

RUN = {"settings": 1}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lines"


def last_line(path: Path) -> bytes:
    with ResumableFile.begin(path, RUN) as file:
        return file.last


def test_a_new_file_has_no_last_line(path):
    assert last_line(path) == b""
    assert path.read_bytes() == b""


@pytest.mark.parametrize(
    ("content", "last", "kept"),
    [
        (b"one\n", b"one", b"one\n"),
        (b"one\ntwo\n", b"two", b"one\ntwo\n"),
        (b"one\ntw", b"one", b"one\n"),
        (b"on", b"", b""),
        (b"one\n\n", b"", b"one\n\n"),
        (b"one\n" + b"x" * 200_000 + b"\n", b"x" * 200_000, b"one\n" + b"x" * 200_000 + b"\n"),
        (b"one\n" + b"x" * 200_000, b"one", b"one\n"),
    ],
)
def test_a_run_continues_after_the_last_complete_line(path, content, last, kept):
    with ResumableFile.begin(path, RUN) as file:
        file.append(content)
    with ResumableFile.begin(path, RUN) as file:
        assert file.last == last
        assert path.read_bytes() == kept
        file.append(b"more\n")
    assert path.read_bytes() == kept + b"more\n"


def test_only_the_same_run_continues(path):
    with ResumableFile.begin(path, RUN) as file:
        file.append(b"one\n")
    with pytest.raises(OutputMismatchError), ResumableFile.begin(path, {"settings": 2}):
        pass
    assert path.read_bytes() == b"one\n"


def test_another_run_may_use_a_file_without_a_complete_line(path):
    with ResumableFile.begin(path, RUN) as file:
        file.append(b"on")
    with ResumableFile.begin(path, {"settings": 2}) as file:
        assert file.last == b""


@pytest.mark.parametrize("content", [b"mine\n", b"mine"])
def test_a_file_of_another_program_is_not_changed(path, content):
    path.write_bytes(content)
    with pytest.raises(OutputMismatchError), ResumableFile.begin(path, RUN):
        pass
    assert path.read_bytes() == content


def test_two_processes_cannot_write_to_one_file(path):
    with ResumableFile.begin(path, RUN), pytest.raises(BusyError), ResumableFile.begin(path, RUN):
        pass
