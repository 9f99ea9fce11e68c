"""A run with several jobs that fails or is interrupted while it reads the dump says why, and ends."""

from __future__ import annotations

import bz2
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from linking.bundle.locks import locked
from tests.helpers.programs.running import ROOT, until
from tests.helpers.training.exports import HEADER, export, page
from tests.helpers.training.tiny_dumps import town_pages

pytestmark = pytest.mark.integration

SECONDS = 120
"""A deadline for runs that take two seconds. A run that hangs never ends."""


@pytest.fixture(scope="module")
def large_export() -> bytes:
    """Four megabytes of articles in several compressed blocks."""
    draw = random.Random(7)
    words = ["".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=draw.randint(3, 9))) for _ in range(5000)]
    pages = []
    for number in range(2000):
        text = " ".join(draw.choices(words, k=300))
        pages.append(page(f"Article {number}", f"{text} [[Article {draw.randrange(2000)}]].", number=number + 1))
    return export(*pages)


@pytest.fixture(scope="module")
def compressed(large_export: bytes) -> bytes:
    return bz2.compress(large_export, compresslevel=1)


def start(data_dir: Path, *dumps: Path | str, jobs: int, shell: str = "", **options: object) -> subprocess.Popen[bytes]:
    """Start `training run` in a session of its own, so that the processes it leaves can be found."""
    words = [sys.executable, "-m", "training", "run", "--wiki", "kwwiki", "--data-dir", data_dir, "--jobs", jobs]
    command = [str(word) for word in [*words, "--dump", *dumps]]
    if shell:
        command = ["bash", "-c", f'{shell} && exec "$@"', "bash", *command]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, start_new_session=True, **options)


def complaint(process: subprocess.Popen[bytes], data_dir: Path) -> str:
    """Wait for the run to end and return the one line it prints besides its log. Nothing of the run may be left."""
    try:
        _, errors = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        pytest.fail("the run never ended")
    lines = [line for line in errors.decode().splitlines() if not line.startswith("{")]
    assert len(lines) == 1, errors.decode()
    (line,) = lines
    until(lambda: not session_members(process.pid), "all processes of the run have ended")
    for work in data_dir.glob(".work/*"):
        with locked(work):  # raises BusyError while a process holds the lock
            pass
    return line


def session_members(session: int) -> list[int]:
    """Return the ids of the processes in a session, without zombies."""
    members = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, found, *_ = path.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(found) == session and state != "Z":
            members.append(int(path.parent.name))
    return members


@pytest.mark.parametrize("jobs", [2, 4])
@pytest.mark.parametrize("share", [0.2, 0.4, 0.6, 0.8, 0.999])
def test_a_truncated_dump_ends_the_run(compressed, tmp_path, jobs, share):
    dump = tmp_path / "dump.xml.bz2"
    dump.write_bytes(compressed[: int(len(compressed) * share)])
    process = start(tmp_path / "data", dump, jobs=jobs)
    assert "dump.xml.bz2: truncated after" in complaint(process, tmp_path / "data")
    assert process.returncode == 65


def test_a_damaged_dump_ends_the_run(compressed, tmp_path):
    dump = tmp_path / "dump.xml.bz2"
    middle = len(compressed) // 2
    dump.write_bytes(compressed[:middle] + bytes(4096) + compressed[middle + 4096 :])
    process = start(tmp_path / "data", dump, jobs=2)
    assert complaint(process, tmp_path / "data").startswith(f"error: {dump}: ")
    assert process.returncode == 65


@pytest.mark.parametrize("jobs", [2, 4])
def test_dumps_of_different_wikis_end_the_run(large_export, tmp_path, jobs):
    (tmp_path / "one.xml").write_bytes(large_export)
    (tmp_path / "other.xml").write_bytes(export(*town_pages(), header=HEADER.replace("kwwiki", "brwiki")))
    process = start(tmp_path / "data", tmp_path / "one.xml", tmp_path / "other.xml", jobs=jobs)
    assert "is a dump of brwiki, but the files before it are of kwwiki" in complaint(process, tmp_path / "data")
    assert process.returncode == 65


@pytest.mark.parametrize("jobs", [2, 4])
def test_a_full_disk_ends_the_run(large_export, tmp_path, jobs):
    """Files may not grow beyond 50 kB, so that the workers fail while more pages are read."""
    dump = tmp_path / "dump.xml"
    dump.write_bytes(large_export)
    process = start(tmp_path / "data", dump, jobs=jobs, shell="ulimit -f 50")
    assert "File too large" in complaint(process, tmp_path / "data")
    assert process.returncode == 74


def _interrupt_all(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGINT)


def _interrupt_main(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)


@pytest.mark.parametrize("interrupt", [_interrupt_all, _interrupt_main])
@pytest.mark.parametrize("jobs", [2, 4])
def test_ctrl_c_ends_the_run(large_export, tmp_path, jobs, interrupt: Callable[[subprocess.Popen[bytes]], None]):
    """A terminal sends SIGINT to all processes of the job, `kill -INT` to one."""
    process = start(tmp_path / "data", "-", jobs=jobs, stdin=subprocess.PIPE)
    process.stdin.write(large_export[:-100_000])
    process.stdin.flush()
    until(lambda: list((tmp_path / "data").glob(".work/*/*/chunk-*")), "the first articles are written")
    interrupt(process)
    assert complaint(process, tmp_path / "data").startswith("error: interrupted")
    assert process.returncode == 130
