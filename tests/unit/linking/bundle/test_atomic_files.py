"""Writing files so that a crash leaves the old content or the new one."""

from __future__ import annotations

import errno
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from linking.bundle.atomic_files import (
    TEMPORARY_PREFIX,
    StorageError,
    copy_file,
    describe_os_error,
    fsync_path,
    link_or_copy,
    naming_file,
    storage_errors,
    write_atomically,
    write_file,
)
from tests.helpers.programs.killing import killed_at_each_step

Writer = Callable[[Path, bytes], None]


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
        (OSError(errno.EROFS, "Read-only file system"), "cannot write data: Read-only file system"),
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


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_the_error_of_a_full_disk_says_what_to_do(tmp_path: Path, number: int) -> None:
    error = StorageError(tmp_path, OSError(number, os.strerror(number)))
    advice = "make space there, and run the same command again"
    assert str(error) == f"cannot write {tmp_path}: {os.strerror(number)}; {advice}"


def test_other_errors_advise_nothing(tmp_path: Path) -> None:
    assert str(StorageError(tmp_path, PermissionError(errno.EACCES, "denied"))) == f"cannot write {tmp_path}: denied"


def test_the_second_of_two_files_is_the_one_that_cannot_be_written() -> None:
    error = OSError(errno.EIO, "failed", "source", None, "destination")
    assert describe_os_error(error, "unknown") == "destination: failed"


def test_an_error_gets_the_name_of_the_file_unless_it_has_one(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full") as caught, naming_file(tmp_path / "a"):
        raise OSError(errno.ENOSPC, "full")
    assert caught.value.filename == str(tmp_path / "a")
    with pytest.raises(OSError, match="full") as caught, naming_file(tmp_path / "a"):
        raise OSError(errno.ENOSPC, "full", "b")
    assert caught.value.filename == "b"


def test_an_incomplete_write_is_a_full_disk(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="2 requested and 1 written") as caught, naming_file(tmp_path / "a"):
        raise OSError("2 requested and 1 written")  # as NumPy
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(tmp_path / "a"))


@pytest.mark.parametrize("write", [write_file, write_atomically, lambda path, _: copy_file(path.parent / "b", path)])
def test_a_file_that_cannot_be_flushed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Writer) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    (tmp_path / "b").write_bytes(b"b")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as caught:
        write(tmp_path / "a", b"new")
    assert caught.value.filename in (str(tmp_path / "a"), str(tmp_path / f"{TEMPORARY_PREFIX}a"))
