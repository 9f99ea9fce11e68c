"""Steps are done once, whole or not at all."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from linking.bundle.atomic_files import BusyError
from tests.helpers.programs.killing import killed_at_each_step
from tests.helpers.programs.running import ROOT, SECONDS
from training.errors import NoArticles, WorkFailed
from training.runtime.checkpoints import Steps

PRINT = {"dump": "a", "seed": 0}


def write(directory: Path) -> None:
    """A step's work."""
    (directory / "one").write_text("1")
    (directory / "two").write_text("2")


def forbidden(_: Path) -> None:
    """Work that should not be done."""
    raise AssertionError("done again")


def test_a_finished_step_is_not_done_again(tmp_path):
    with Steps.begin(tmp_path / "work", PRINT) as steps:
        made = steps.run("count", write)
        assert steps.run("count", forbidden) == made
    with Steps.begin(tmp_path / "work", PRINT) as steps:
        assert steps.run("count", forbidden) == made
    assert sorted(path.name for path in made.iterdir()) == ["one", "two"]


def test_going_on_is_told_once(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    with Steps.begin(tmp_path, PRINT) as steps:
        steps.run("count", write)
        steps.run("count", write)
    assert not caplog.messages
    with Steps.begin(tmp_path, PRINT) as steps:
        steps.run("count", write)
        steps.run("count", write)
    assert caplog.messages == ["count: done before, going on"]


def test_a_failed_step_is_begun_again_in_an_empty_directory(tmp_path):
    def fail(directory: Path) -> None:
        (directory / "half").write_text("1")
        raise NoArticles("dump.xml")

    with pytest.raises(NoArticles), Steps.begin(tmp_path, PRINT) as steps:
        steps.run("count", fail)
    with Steps.begin(tmp_path, PRINT) as steps:
        assert sorted(path.name for path in steps.run("count", write).iterdir()) == ["one", "two"]


@pytest.mark.parametrize(("print_", "resumable"), [({"dump": "b", "seed": 0}, True), (PRINT, False)])
def test_another_run_starts_anew(tmp_path, print_, resumable):
    with Steps.begin(tmp_path, PRINT) as steps:
        steps.run("count", write)
    with Steps.begin(tmp_path, print_, resumable=resumable) as steps:
        assert not (tmp_path / "count").exists()
        steps.run("count", write)


def test_nothing_is_left_of_a_finished_run(tmp_path):
    with Steps.begin(tmp_path, PRINT) as steps:
        steps.run("count", write)
        steps.finish()
    assert [path.name for path in tmp_path.iterdir()] == [".lock"]


def test_two_runs_do_not_work_in_one_directory(tmp_path):
    with Steps.begin(tmp_path, PRINT), pytest.raises(BusyError, match="another process"):  # noqa: SIM117
        with Steps.begin(tmp_path, PRINT):
            pass


def test_what_was_not_foreseen_ends_in_one_line(tmp_path):
    def fail(_: Path) -> None:
        raise KeyError("of a dictionary\nthat has lines")

    with pytest.raises(WorkFailed) as caught, Steps.begin(tmp_path, PRINT) as steps:
        steps.run("count", fail)
    message = str(caught.value)
    assert message.startswith("count failed: KeyError: ")
    assert "runtime/test_checkpoints.py:" in message
    assert "\n" not in message
    with pytest.raises(WorkFailed, match="training failed: ZeroDivisionError"), Steps.begin(tmp_path, PRINT):
        _ = 1 / 0


_LONG_QUERY = """
import signal, sys
from pathlib import Path
import duckdb
from training.runtime.checkpoints import Steps

def query(_):
    print("begins", flush=True)
    duckdb.connect().execute("SELECT count(*) FROM range(100000000000) numbers WHERE hash(numbers.range) % 7 = 3")

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs have it ignored
try:
    with Steps.begin(Path(sys.argv[1]), {}) as steps:
        steps.run("count", query)
except KeyboardInterrupt:
    sys.exit(130)
"""


def test_ctrl_c_in_the_middle_of_a_query_is_an_interruption(tmp_path):
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


def test_a_run_killed_at_any_moment_never_leaves_a_step_that_is_half_done(tmp_path):
    """Also not when it was killed while it removed what an older run, or itself, had left."""
    work = tmp_path / "work"
    with Steps.begin(work, {"older": True}) as steps:
        steps.run("count", lambda directory: (directory / "one").write_text("of an older run") and None)

    def run() -> None:
        with Steps.begin(work, PRINT) as steps:
            steps.run("count", write)
            steps.finish()

    def check(directory: Path) -> None:
        assert {path.name: path.read_text() for path in directory.iterdir()} == {"one": "1", "two": "2"}

    for _ in killed_at_each_step(run, work):
        with Steps.begin(work, PRINT) as steps:
            check(steps.run("count", write))
