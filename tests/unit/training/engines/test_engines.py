"""Engines that are asked for and not there."""

from __future__ import annotations

import sys

import pytest

from tests.helpers.training.tiny_dumps import write_dump
from training.__main__ import main
from training.runtime.memory_budget import Memory, default_memory, most_jobs

GB = 1 << 30


def test_without_its_extra_the_cluster_is_one_line(tmp_path, monkeypatch, capsys):
    for name in [name for name in sys.modules if name.partition(".")[0] in ("pyspark", "py4j")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "training.engines.spark", raising=False)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "py4j", None)
    dump = write_dump(tmp_path / "dump.xml")
    words = ["run", "--wiki", "kwwiki", "--dump", str(dump), "--data-dir", str(tmp_path / "data"), "--engine", "spark"]
    assert main(words) == 69
    assert "requirements-spark.txt" in capsys.readouterr().err


def test_a_table_with_a_name_needs_a_cluster(tmp_path, capsys):
    dump = write_dump(tmp_path / "dump.xml")
    words = ["run", "--wiki", "kwwiki", "--dump", str(dump), "--data-dir", str(tmp_path / "data"), "--jobs", "1"]
    assert main([*words, "--table", "wmf.mediawiki_wikitext_current"]) == 65
    assert "only a cluster" in capsys.readouterr().err


@pytest.mark.parametrize(("memory", "jobs"), [(GB // 2, 1), (2 * GB, 4), (16 * GB, 35), (1, 1)])
def test_memory_bounds_the_processes(memory, jobs):
    assert most_jobs(memory) == jobs


@pytest.mark.parametrize("jobs", [1, 2, 8, 64])
def test_the_default_memory_is_enough_for_all_jobs_and_their_databases(jobs):
    memory = default_memory(jobs)
    assert most_jobs(memory) >= jobs
    for processes in {1, min(2, jobs), jobs}:
        assert 64 < Memory(memory, jobs).of_database(processes) * processes < memory >> 20
