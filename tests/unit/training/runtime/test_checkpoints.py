"""A step is run once, completely or not at all."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from linking.bundle.locks import BusyError
from tests.helpers.programs.killing import killed_at_each_step
from tests.helpers.programs.running import ROOT, SECONDS
from training.errors import NoArticlesError, WorkFailedError
from training.runtime.checkpoints import Checkpoints

PRINT = {"dump": "a", "seed": 0}


def write(directory: Path) -> None:
    """Run a step."""
    (directory / "one").write_text("1")
    (directory / "two").write_text("2")


def forbidden(_: Path) -> None:
    """Fail if a step is run again."""
    raise AssertionError("run again")


def test_a_finished_step_is_not_run_again(tmp_path):
    with Checkpoints.begin(tmp_path / "work", PRINT) as checkpoints:
        made = checkpoints.run("count", write)
        assert checkpoints.run("count", forbidden) == made
    with Checkpoints.begin(tmp_path / "work", PRINT) as checkpoints:
        assert checkpoints.run("count", forbidden) == made
    assert sorted(path.name for path in made.iterdir()) == ["one", "two"]


def test_a_finished_step_is_reported_once(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    with Checkpoints.begin(tmp_path, PRINT) as checkpoints:
        checkpoints.run("count", write)
        checkpoints.run("count", write)
    assert not caplog.messages
    with Checkpoints.begin(tmp_path, PRINT) as checkpoints:
        checkpoints.run("count", write)
        checkpoints.run("count", write)
    assert caplog.messages == ["count: finished by an earlier run"]


def test_a_failed_step_is_run_again_in_an_empty_directory(tmp_path):
    def fail(directory: Path) -> None:
        (directory / "half").write_text("1")
        raise NoArticlesError("dump.xml")

    with pytest.raises(NoArticlesError), Checkpoints.begin(tmp_path, PRINT) as checkpoints:
        checkpoints.run("count", fail)
    with Checkpoints.begin(tmp_path, PRINT) as checkpoints:
        assert sorted(path.name for path in checkpoints.run("count", write).iterdir()) == ["one", "two"]


@pytest.mark.parametrize(("print_", "resumable"), [({"dump": "b", "seed": 0}, True), (PRINT, False)])
def test_another_run_does_not_use_the_checkpoints(tmp_path, print_, resumable):
    with Checkpoints.begin(tmp_path, PRINT) as checkpoints:
        checkpoints.run("count", write)
    with Checkpoints.begin(tmp_path, print_, resumable=resumable) as checkpoints:
        assert not (tmp_path / "count").exists()
        checkpoints.run("count", write)


def test_a_finished_run_leaves_nothing(tmp_path):
    with Checkpoints.begin(tmp_path, PRINT) as checkpoints:
        checkpoints.run("count", write)
        checkpoints.clear()
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_two_runs_cannot_use_one_directory(tmp_path):
    with Checkpoints.begin(tmp_path, PRINT), pytest.raises(BusyError, match="another process"):  # noqa: SIM117
        with Checkpoints.begin(tmp_path, PRINT):
            pass


def test_an_unexpected_error_is_summarized_in_one_line(tmp_path):
    def fail(_: Path) -> None:
        raise KeyError("of a dictionary\nthat has lines")

    with pytest.raises(WorkFailedError) as caught, Checkpoints.begin(tmp_path, PRINT) as checkpoints:
        checkpoints.run("count", fail)
    message = str(caught.value)
    assert message.startswith("count failed: KeyError: ")
    assert "runtime/test_checkpoints.py:" in message
    assert "\n" not in message
    with pytest.raises(WorkFailedError, match="training failed: ZeroDivisionError"), Checkpoints.begin(tmp_path, PRINT):
        _ = 1 / 0


_LONG_QUERY = """
import signal, sys
from pathlib import Path
import duckdb
from training.runtime.checkpoints import Checkpoints

def query(_):
    print("begins", flush=True)
    duckdb.connect().execute("SELECT count(*) FROM range(100000000000) numbers WHERE hash(numbers.range) % 7 = 3")

signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs of a shell ignore it
try:
    with Checkpoints.begin(Path(sys.argv[1]), {}) as checkpoints:
        checkpoints.run("count", query)
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.integration
def test_ctrl_c_interrupts_a_query(tmp_path):
    command = [sys.executable, "-c", _LONG_QUERY, tmp_path]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "begins\n"
            process.send_signal(signal.SIGINT)
            assert process.wait(SECONDS) == 130
        finally:
            process.kill()
    assert not (tmp_path / "count").exists()


@pytest.mark.integration
def test_a_killed_run_never_leaves_an_incomplete_step(tmp_path):
    """It may also be killed while it deletes checkpoints."""
    work = tmp_path / "work"
    with Checkpoints.begin(work, {"older": True}) as checkpoints:
        checkpoints.run("count", lambda directory: (directory / "one").write_text("of an earlier run") and None)

    def run() -> None:
        with Checkpoints.begin(work, PRINT) as checkpoints:
            checkpoints.run("count", write)
            checkpoints.clear()

    def check(directory: Path) -> None:
        assert {path.name: path.read_text() for path in directory.iterdir()} == {"one": "1", "two": "2"}

    for _ in killed_at_each_step(run, work):
        with Checkpoints.begin(work, PRINT) as checkpoints:
            check(checkpoints.run("count", write))
