"""Worker processes return results in order, and end with this process."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from linking.store.lookups import LookupFailedError, SqliteTable
from tests.helpers.programs.running import ROOT, until
from training.errors import NotPublishableError, TruncatedDumpError, WorkerLostError
from training.runtime.lookup_files import write_table
from training.runtime.worker_pool import clear_worker_caches, worker_cache, worker_pool


def double(number: int) -> int:
    return 2 * number


def pid(_: int) -> int:
    return os.getpid()


def cut_off(number: int) -> int:
    if number == 3:
        raise TruncatedDumpError("dump.xml.bz2", 17)
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


def test_a_single_job_runs_in_this_process():
    with worker_pool(1) as pool:
        assert set(pool.map(pid, range(3))) == {os.getpid()}


def test_tasks_are_consumed_as_they_are_needed():
    consumed = []

    def tasks():
        for number in range(100):
            consumed.append(number)
            yield number

    with worker_pool(2) as pool:
        results = pool.map(double, tasks())
        next(results)
        assert len(consumed) < 10
        results.close()


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_keeps_its_attributes(jobs):
    with pytest.raises(TruncatedDumpError, match=r"^dump\.xml\.bz2: truncated after 17 pages") as caught:  # noqa: SIM117
        with worker_pool(jobs) as pool:
            list(pool.map(cut_off, range(100)))
    assert (caught.value.source, caught.value.pages) == ("dump.xml.bz2", 17)


@pytest.mark.parametrize(
    "error",
    [LookupFailedError("anchors.sqlite", "gone"), NotPublishableError("kwwiki", ["bad", "worse"]), WorkerLostError()],
)
def test_errors_can_be_pickled(error):
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)


def test_a_killed_worker_is_an_error():
    with pytest.raises(WorkerLostError, match="memory"), worker_pool(2) as pool:
        list(pool.map(die, range(4)))


_SLEEPERS = """
import multiprocessing, os, signal, sys, time
from pathlib import Path
from training.runtime.worker_pool import worker_pool

def sleep(directory):
    Path(directory, str(os.getpid())).touch()
    time.sleep(1000)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs of a shell ignore it
    with worker_pool(2) as pool:
        list(pool.map(sleep, [sys.argv[1]] * 2))
"""


@pytest.mark.integration
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_the_process_that_started_them(tmp_path, number):
    program, pids = tmp_path / "sleepers.py", tmp_path / "pids"
    program.write_text(_SLEEPERS)
    pids.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, program, pids], env=environment, stderr=subprocess.PIPE)
    until(lambda: len(list(pids.iterdir())) == 2, "both workers are busy")
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    worker_pids = [int(path.name) for path in pids.iterdir()]
    until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in worker_pids), "the workers have ended")
    assert process.returncode in (-number, 1)
    assert b"Process ForkServerProcess" not in errors  # the worker's own traceback


def allocations_between_collections(_: object) -> int:
    return gc.get_threshold()[0]


@pytest.mark.parametrize("jobs", [1, 2])
def test_cycles_are_rarely_looked_for_during_a_task(jobs):
    before = gc.get_threshold()
    with worker_pool(jobs) as pool:
        assert min(pool.map(allocations_between_collections, range(2))) > before[0]
    assert gc.get_threshold() == before


def test_caches_are_cleared_when_the_pool_ends():
    opened = []

    @worker_cache
    def open_it(name: str) -> str:
        opened.append(name)
        return name

    for _ in range(2):
        with worker_pool(1) as pool:
            list(pool.map(open_it, ["a", "a", "b"]))
    assert opened == ["a", "b", "a", "b"]


def test_cached_files_are_closed_with_the_cache(tmp_path):
    table = tmp_path / "table.sqlite"
    write_table(table, [(1, b"one")])
    open_it = worker_cache(SqliteTable)
    assert open_it(table).get_many([1]) == {1: b"one"}
    assert str(table) in Path("/proc/self/maps").read_text()
    clear_worker_caches()
    assert str(table) not in Path("/proc/self/maps").read_text()
