"""Work in other processes: in order, and ended with this one."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from linking.store.lookups import LookupFailed, SqliteTable
from tests.helpers.programs.running import ROOT, until
from training.errors import NotPublishable, TruncatedDump, WorkerLost
from training.runtime.lookup_files import write_table
from training.runtime.worker_pool import clear_worker_caches, worker_cache, worker_pool


def double(number: int) -> int:
    return 2 * number


def pid(_: int) -> int:
    return os.getpid()


def cut_off(number: int) -> int:
    if number == 3:
        raise TruncatedDump("dump.xml.bz2", 17)
    return number


def die(number: int) -> int:
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_order(jobs):
    with worker_pool(jobs) as pool:
        assert list(pool.map(double, range(20))) == list(range(0, 40, 2))
        assert list(pool.map(double, ())) == []


def test_one_job_needs_no_other_process():
    with worker_pool(1) as pool:
        assert set(pool.map(pid, range(3))) == {os.getpid()}


def test_tasks_are_taken_as_they_are_needed():
    taken = []

    def tasks():
        for number in range(100):
            taken.append(number)
            yield number

    with worker_pool(2) as pool:
        results = pool.map(double, tasks())
        next(results)
        assert len(taken) < 10
        results.close()


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_arrives_with_its_data(jobs):
    with pytest.raises(TruncatedDump, match=r"^dump\.xml\.bz2: cut off .* after 17 pages") as caught:  # noqa: SIM117
        with worker_pool(jobs) as pool:
            list(pool.map(cut_off, range(100)))
    assert (caught.value.source, caught.value.pages) == ("dump.xml.bz2", 17)


@pytest.mark.parametrize(
    "error", [LookupFailed("anchors.sqlite", "gone"), NotPublishable("kwwiki", ["bad", "worse"]), WorkerLost()]
)
def test_errors_survive_the_way_between_processes(error):
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)


def test_a_worker_that_is_killed_is_told():
    with pytest.raises(WorkerLost, match="memory"), worker_pool(2) as pool:
        list(pool.map(die, range(4)))


_SLEEPERS = """
import multiprocessing, os, signal, sys, time
from pathlib import Path
from training.runtime.worker_pool import worker_pool

def sleep(directory):
    Path(directory, str(os.getpid())).touch()
    time.sleep(1000)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs have it ignored
    with worker_pool(2) as pool:
        list(pool.map(sleep, [sys.argv[1]] * 2))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_the_process_that_started_them(tmp_path, number):
    program, pids = tmp_path / "sleepers.py", tmp_path / "pids"
    program.write_text(_SLEEPERS)
    pids.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, program, pids], env=environment, stderr=subprocess.PIPE)
    until(lambda: len(list(pids.iterdir())) == 2, "both workers are at work")
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    workers_ids = [int(path.name) for path in pids.iterdir()]
    until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers_ids), "the workers have ended")
    assert process.returncode in (-number, 1)
    assert b"Process ForkServerProcess" not in errors  # the worker's own traceback


def test_what_a_worker_keeps_is_forgotten_with_the_run():
    opened = []

    @worker_cache
    def open_it(name: str) -> str:
        opened.append(name)
        return name

    for _ in range(2):
        with worker_pool(1) as pool:
            list(pool.map(open_it, ["a", "a", "b"]))
    assert opened == ["a", "b", "a", "b"]


def test_files_that_a_worker_kept_are_let_go_of(tmp_path):
    table = tmp_path / "table.sqlite"
    write_table(table, [(1, b"one")])
    open_it = worker_cache(SqliteTable)
    assert open_it(table).get_many([1]) == {1: b"one"}
    assert str(table) in Path("/proc/self/maps").read_text()
    clear_worker_caches()
    assert str(table) not in Path("/proc/self/maps").read_text()
