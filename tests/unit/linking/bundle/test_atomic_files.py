"""Writing files so that a crash leaves the old content or the new one."""

from __future__ import annotations

import errno
import os
import pickle
from pathlib import Path

import pytest

from linking.bundle.atomic_files import (
    TEMPORARY_PREFIX,
    StorageError,
    copy_file,
    fsync_path,
    link_or_copy,
    storage_errors,
    write_atomically,
    write_file,
)
from tests.helpers.programs.killing import killed_at_each_step


def test_a_kill_at_any_step_leaves_the_old_content_or_the_new(tmp_path: Path) -> None:
    """An unfinished file has a temporary name."""
    path = tmp_path / "file"
    path.write_bytes(b"old")
    contents = []
    for _ in killed_at_each_step(lambda: write_atomically(path, b"new"), tmp_path):
        contents.append(path.read_bytes())
        assert {entry.name for entry in tmp_path.iterdir()} <= {"file", f"{TEMPORARY_PREFIX}file"}
    assert set(contents) == {b"old", b"new"}
    assert path.read_bytes() == b"new"


def test_a_failed_write_leaves_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is found when the content is flushed, before the file is replaced."""
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"


def test_files_are_flushed_before_the_functions_return(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """write_atomically also flushes the directory, which holds the new name."""
    flushed: list[Path] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: flushed.append(Path(f"/proc/self/fd/{descriptor}").readlink()))
    write_file(tmp_path / "a", b"a")
    copy_file(tmp_path / "a", tmp_path / "b")
    write_atomically(tmp_path / "c", b"c")
    fsync_path(tmp_path)
    names = [path.name for path in flushed]
    assert names == ["a", "b", f"{TEMPORARY_PREFIX}c", tmp_path.name, tmp_path.name]


def test_a_link_has_the_same_file_behind_both_names(tmp_path: Path) -> None:
    """Nothing is copied if the file system can link."""
    (tmp_path / "a").write_bytes(b"content")
    link_or_copy(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a").samefile(tmp_path / "b")


def test_a_file_is_copied_if_it_cannot_be_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As between two file systems."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "a").write_bytes(b"content")
    link_or_copy(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"content"
    assert not (tmp_path / "a").samefile(tmp_path / "b")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "cannot write data: No space left on device"),
        (OSError(errno.EACCES, "Permission denied", "data/x"), "cannot write data/x: Permission denied"),
        (OSError(errno.EXDEV, "Cross-device link", "data/x", None, "data/y"), "cannot write data/y: Cross-device link"),
        (OSError("something else"), "cannot write data: something else"),
    ],
    ids=["no path", "path", "two paths", "no number"],
)
def test_a_storage_error_names_the_path_and_the_reason(error: OSError, message: str) -> None:
    """The path of the OSError, or the given one if it names none. The error survives a worker process."""
    with pytest.raises(StorageError) as caught, storage_errors(Path("data")):
        raise error
    copied = pickle.loads(pickle.dumps(caught.value))
    assert str(caught.value) == str(copied) == message
    assert (copied.path, copied.errno) == (Path("data"), error.errno)
    assert caught.value.__cause__ is error
