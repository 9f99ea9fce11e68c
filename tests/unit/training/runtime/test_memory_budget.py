"""The memory of a run bounds its processes and their databases."""

from __future__ import annotations

import pytest

from training.runtime.memory_budget import MemoryBudget, default_memory, max_jobs

GB = 1 << 30


@pytest.mark.parametrize(("memory", "jobs"), [(GB // 2, 1), (2 * GB, 4), (16 * GB, 35), (1, 1)])
def test_memory_bounds_the_number_of_processes(memory, jobs):
    assert max_jobs(memory) == jobs


@pytest.mark.parametrize("jobs", [1, 2, 8, 64])
def test_the_default_memory_is_enough_for_all_jobs_and_their_databases(jobs):
    memory = default_memory(jobs)
    assert max_jobs(memory) >= jobs
    for processes in {1, min(2, jobs), jobs}:
        assert 64 < MemoryBudget(memory, jobs).database_mb(processes) * processes < memory >> 20


def test_a_database_always_gets_some_memory():
    assert MemoryBudget(1, 64).database_mb(64) == 128
