"""Processes and memory are divided among the wikis that are trained at the same time."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.fleet.budget import MIN_MEMORY, Budget, xml_bytes

GB, MB = 1 << 30, 1 << 20


def test_as_many_small_wikis_run_as_there_are_jobs() -> None:
    budget = Budget(2, 2 * GB)
    need = budget.need(MB, 300 * MB)
    assert need.jobs == 1
    assert need.memory == pytest.approx(MIN_MEMORY + 24 * MB)
    budget.take(need)
    assert budget.fits(need)
    budget.take(need)
    assert not budget.fits(need)
    budget.give_back(need)
    assert budget.fits(need)


def test_memory_bounds_how_many_run() -> None:
    budget = Budget(8, GB)
    need = budget.need(10 * MB, 300 * MB)
    running = 0
    while budget.fits(need):
        budget.take(need)
        running += 1
    assert running == 1
    assert 2 * need.memory > GB >= need.memory


def test_a_wiki_that_would_take_longer_than_the_rest_gets_several_processes() -> None:
    budget = Budget(8, 16 * GB)
    assert budget.need(1000 * MB, 1000 * MB).jobs == 8
    assert budget.need(1000 * MB, 2000 * MB).jobs == 4
    assert budget.need(1000 * MB, 100_000 * MB).jobs == 1
    assert budget.need(MB, MB).jobs == 1, "a small wiki takes less time than processes to start"


def test_a_wiki_that_needs_more_than_there_is_runs_alone() -> None:
    budget = Budget(4, GB)
    need = budget.need(10_000 * MB, 10_000 * MB)
    assert need.memory == GB
    assert budget.fits(need)
    budget.take(budget.need(MB, MB))
    assert not budget.fits(need)


def test_empty_dumps_need_a_process_too() -> None:
    assert Budget(4, GB).need(0, 0).jobs == 1


def test_the_size_is_that_of_the_xml(tmp_path: Path) -> None:
    files = []
    for name in ("a.xml", "a.xml.bz2", "a.xml.gz"):
        (tmp_path / name).write_bytes(b"0" * 10)
        files.append(str(tmp_path / name))
    assert xml_bytes([*files, str(tmp_path / "none.xml"), "-"]) == 10 + 50 + 40
