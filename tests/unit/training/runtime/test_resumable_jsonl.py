"""Files of lines that are gone on with."""

from __future__ import annotations

from pathlib import Path

import pytest

from linking.bundle.atomic_files import BusyError
from training.errors import OutputOfAnotherRun
from training.runtime.resumable_jsonl import LineFile

RUN = {"settings": 1}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lines"


def last_line(path: Path) -> bytes:
    with LineFile.begin(path, RUN) as file:
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
def test_it_goes_on_after_the_last_whole_line(path, content, last, kept):
    with LineFile.begin(path, RUN) as file:
        file.append(content)
    with LineFile.begin(path, RUN) as file:
        assert file.last == last
        assert path.read_bytes() == kept
        file.append(b"more\n")
    assert path.read_bytes() == kept + b"more\n"


def test_only_the_same_run_goes_on(path):
    with LineFile.begin(path, RUN) as file:
        file.append(b"one\n")
    with pytest.raises(OutputOfAnotherRun), LineFile.begin(path, {"settings": 2}):
        pass
    assert path.read_bytes() == b"one\n"


def test_another_run_may_take_a_file_without_a_whole_line(path):
    with LineFile.begin(path, RUN) as file:
        file.append(b"on")
    with LineFile.begin(path, {"settings": 2}) as file:
        assert file.last == b""


@pytest.mark.parametrize("content", [b"mine\n", b"mine"])
def test_a_file_that_something_else_wrote_is_not_touched(path, content):
    path.write_bytes(content)
    with pytest.raises(OutputOfAnotherRun), LineFile.begin(path, RUN):
        pass
    assert path.read_bytes() == content


def test_two_processes_do_not_write_to_one_file(path):
    with LineFile.begin(path, RUN), pytest.raises(BusyError), LineFile.begin(path, RUN):
        pass
