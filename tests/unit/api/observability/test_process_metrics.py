"""Metrics of processes, from a made /proc and from the real one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from prometheus_client.core import Metric

from api.observability.process_metrics import ProcessMetrics

TICK = os.sysconf("SC_CLK_TCK")
MASTER, OTHER_WORKER, STRANGER = 7, 8, 9


def process(proc: Path, number: int, parent: int, ticks: tuple[int, int, int, int], files: int = 2) -> None:
    """Make a process whose processor times are: user, system, and both of its dead children."""
    directory = proc / str(number)
    (directory / "fd").mkdir(parents=True)
    for name in range(files):
        (directory / "fd" / str(name)).touch()
    fields = ["S", str(parent), *["0"] * 9, *map(str, ticks), "0"]
    (directory / "stat").write_text(f"{number} (a) name (b) {' '.join(fields)}\n")
    (directory / "smaps_rollup").write_text(
        "55c0-7ffd ---p 00000000 00:00 0 [rollup]\n"
        "Rss:                 100 kB\nPss:                  60 kB\n"
        "Private_Clean:         1 kB\nPrivate_Dirty:        20 kB\n"
    )


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    process(tmp_path, MASTER, 1, (10, 0, 300, 50))
    process(tmp_path, os.getpid(), MASTER, (100, 20, 0, 0), files=5)
    process(tmp_path, OTHER_WORKER, MASTER, (30, 0, 0, 0))
    process(tmp_path, STRANGER, 1, (9999, 0, 0, 0))
    return tmp_path


def values(metrics: ProcessMetrics) -> dict[tuple[str, ...], float]:
    families: list[Metric] = list(metrics.collect())
    return {(sample.name, *sample.labels.values()): sample.value for one in families for sample in one.samples}


def test_the_processes_of_one_service_are_added_up(proc: Path) -> None:
    assert values(ProcessMetrics(shared=True, proc=proc)) == {
        ("linkrecommendation_process_cpu_seconds_total",): pytest.approx(510 / TICK),
        ("linkrecommendation_process_memory_bytes", "resident"): 300 * 1024,
        ("linkrecommendation_process_memory_bytes", "private"): 63 * 1024,
        ("linkrecommendation_process_open_files",): 9,
        ("linkrecommendation_workers",): 2,
    }


def test_a_process_that_serves_alone_is_measured_alone(proc: Path) -> None:
    found = values(ProcessMetrics(shared=False, proc=proc))
    assert found["linkrecommendation_process_cpu_seconds_total",] == pytest.approx(120 / TICK)
    assert found["linkrecommendation_workers",] == 1


def test_a_process_that_ends_meanwhile_is_left_out(proc: Path) -> None:
    (proc / str(OTHER_WORKER) / "smaps_rollup").unlink()
    (proc / str(OTHER_WORKER) / "fd" / "0").unlink()
    (proc / str(OTHER_WORKER) / "fd" / "1").unlink()
    (proc / str(OTHER_WORKER) / "fd").rmdir()
    assert values(ProcessMetrics(shared=True, proc=proc))["linkrecommendation_process_open_files",] == 7


def test_there_are_no_metrics_without_proc(tmp_path: Path) -> None:
    assert not values(ProcessMetrics(shared=True, proc=tmp_path))


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone has /proc in this form")
def test_this_process_is_measured() -> None:
    found = values(ProcessMetrics(shared=False))
    assert found["linkrecommendation_process_cpu_seconds_total",] > 0
    assert found["linkrecommendation_process_memory_bytes", "private"] > 1 << 20
    assert found["linkrecommendation_process_open_files",] > 0
