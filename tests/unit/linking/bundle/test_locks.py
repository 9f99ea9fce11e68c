"""Locks between processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from linking.bundle.atomic_files import StorageError
from linking.bundle.locks import BusyError, lock_file, locked

HOLD = """
import sys
from pathlib import Path
from linking.bundle.locks import locked
with locked(Path(sys.argv[1]), shared=sys.argv[2] == "shared"):
    print("locked", flush=True)
    sys.stdin.read()
"""


@contextmanager
def other_process(directory: Path, kind: str = "exclusive") -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock of a directory until the block ends."""
    command = [sys.executable, "-c", HOLD, str(directory), kind]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        yield process
        assert process.stdin is not None
        process.stdin.close()


def test_a_second_process_fails_at_once_with_the_directory_in_the_message(tmp_path: Path) -> None:
    """Without a timeout there is no waiting."""
    with other_process(tmp_path), pytest.raises(BusyError) as caught, locked(tmp_path):
        pass
    assert str(caught.value) == f"another process is writing to {tmp_path}; try again when it has ended"
    assert caught.value.where == tmp_path


def test_a_second_holder_in_the_same_process_fails_too(tmp_path: Path) -> None:
    """Threads of one process exclude each other, with and without a timeout."""
    with locked(tmp_path):
        for timeout in (0.0, 0.01):
            with pytest.raises(BusyError), locked(tmp_path, timeout):
                pass


@pytest.mark.parametrize("timeout", [60.0, None])
def test_a_lock_with_timeout_waits_for_the_holder(tmp_path: Path, timeout: float | None) -> None:
    """A writer that ends in time is waited for; None waits without a limit."""
    with other_process(tmp_path) as process:
        assert process.stdin is not None
        process.stdin.close()
        with locked(tmp_path, timeout):
            assert process.wait() == 0


def test_a_killed_process_frees_its_lock(tmp_path: Path) -> None:
    """The kernel releases it, so that no lock is left over."""
    with other_process(tmp_path) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        with locked(tmp_path):
            pass


def test_readers_share_a_lock_and_exclude_writers(tmp_path: Path) -> None:
    """A shared lock is granted beside other shared ones only."""
    with other_process(tmp_path, "shared"):
        with locked(tmp_path, shared=True):
            pass
        with pytest.raises(BusyError), locked(tmp_path):
            pass
    with other_process(tmp_path), pytest.raises(BusyError), locked(tmp_path, shared=True):
        pass


def test_the_directory_is_created_and_the_lock_file_stays(tmp_path: Path) -> None:
    """If the file were removed, a waiting process would lock a file that no later process opens."""
    directory = tmp_path / "new" / "data"
    with locked(directory):
        pass
    assert [path.name for path in directory.iterdir()] == [".lock"]


def test_an_error_in_the_block_frees_the_lock(tmp_path: Path) -> None:
    """The error passes through unchanged."""
    with pytest.raises(ZeroDivisionError), locked(tmp_path):
        1 / 0  # noqa: B018
    with locked(tmp_path):
        pass


def test_a_path_below_a_file_is_a_storage_error(tmp_path: Path) -> None:
    """The message names the path and the reason."""
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StorageError, match=r"cannot write .*file/data: Not a directory"),
        locked(tmp_path / "file/data"),
    ):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_directory_is_a_storage_error(tmp_path: Path) -> None:
    """A directory that cannot be written to cannot be locked for writing."""
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(StorageError, match=r"\.lock: Permission denied"), locked(tmp_path):
            pass
    finally:
        tmp_path.chmod(0o755)


def test_an_open_file_stays_locked_until_it_is_closed(tmp_path: Path) -> None:
    """The file's content is not touched."""
    path = tmp_path / "lines"
    path.write_bytes(b"one\n")
    with path.open("a+b") as first, path.open("a+b") as second:
        lock_file(first.fileno(), path)
        with pytest.raises(BusyError, match="lines"):
            lock_file(second.fileno(), path)
        first.close()
        lock_file(second.fileno(), path)
    assert path.read_bytes() == b"one\n"


def test_what_cannot_be_locked_is_a_storage_error(tmp_path: Path) -> None:
    """A closed descriptor stands for a file system without locks."""
    with (tmp_path / "file").open("wb") as file:
        descriptor = os.dup(file.fileno())
    os.close(descriptor)
    with pytest.raises(StorageError, match="Bad file descriptor"):
        lock_file(descriptor, tmp_path / "file")
