"""Settings of a run, and the fingerprint by which a later run recognises checkpoints."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from training.settings import Cluster, RunSettings, file_identity


@pytest.fixture
def settings(tmp_path: Path) -> RunSettings:
    dump = tmp_path / "dump.xml"
    dump.write_text("pages")
    return RunSettings("kwwiki", (str(dump),), tmp_path / "data", jobs=2)


def test_checkpoints_are_in_the_data_directory_or_elsewhere(settings):
    assert settings.work == settings.data_dir / ".work" / "kwwiki"
    assert replace(settings, work_dir=Path("work")).work == Path("work/kwwiki")


def test_the_source_is_the_table_or_the_names_of_the_files(settings):
    assert settings.source == "dump.xml"
    assert replace(settings, dumps=("a/1.xml", "a/2.xml")).source == "1.xml, 2.xml"
    assert replace(settings, table="wmf.table").source == "wmf.table"


def test_standard_input_cannot_be_read_again(settings):
    assert settings.resumable
    assert not replace(settings, dumps=("-",)).resumable


@pytest.mark.parametrize(
    "change",
    [
        {"wiki": "brwiki"},
        {"seed": 1},
        {"allow_truncated": True},
        {"page_props": Path("props")},
        {"instance_of": Path("classes")},
        {"table": "table"},
        {"dumps": ("other.xml",)},
    ],
)
def test_the_fingerprint_has_everything_that_the_result_depends_on(settings, change):
    assert replace(settings, **change).fingerprint() != settings.fingerprint()


@pytest.mark.parametrize(
    "change",
    [
        {"jobs": 1},
        {"memory": 1 << 30},
        {"strict": True},
        {"publish": False},
        {"cluster": Cluster("yarn")},
        {"decisions": ("a",)},
    ],
)
def test_the_fingerprint_has_nothing_else(settings, change):
    assert replace(settings, **change).fingerprint() == settings.fingerprint()


def test_a_file_is_recognised_by_size_and_time(settings):
    (dump,) = settings.dumps
    before = file_identity(dump)
    assert file_identity(dump) == before
    os.utime(dump, ns=(0, 0))
    assert file_identity(dump) != before
    assert file_identity("missing") == ["missing"]


def test_the_memory_is_divided_among_the_processes(settings):
    assert settings.memory_budget.jobs == 2
    assert settings.memory_budget.total == settings.memory
