"""The metrics of a job that has ended are in a file that Prometheus can read."""

from __future__ import annotations

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from linking.job_metrics import JobRun, gauge, write_job_metrics


def values(path: Path) -> dict[tuple[str, tuple[str, ...]], float]:
    families = text_string_to_metric_families(path.read_text(encoding="utf-8"))
    return {
        (sample.name.removeprefix("linkrecommendation_"), tuple(sample.labels.values())): sample.value
        for family in families
        for sample in family.samples
    }


def test_a_successful_run_is_the_last_success(tmp_path: Path) -> None:
    path = tmp_path / "fleet.prom"
    more = gauge("linkrecommendation_wikis", "Wikis", ["outcome"], [(["a"], 2), (['q"\\\n'], 3)])
    write_job_metrics(path, JobRun({"command": "fleet"}, 1000.0, 1060.5, succeeded=True, more=(more,)))
    assert values(path) == {
        ("job_last_run_timestamp_seconds", ("fleet",)): 1060.5,
        ("job_duration_seconds", ("fleet",)): 60.5,
        ("job_succeeded", ("fleet",)): 1,
        ("job_last_success_timestamp_seconds", ("fleet",)): 1060.5,
        ("wikis", ("a",)): 2,
        ("wikis", ('q"\\\n',)): 3,
    }
    assert [entry.name for entry in tmp_path.iterdir()] == ["fleet.prom"]


def test_the_last_success_outlives_failures_of_the_same_job(tmp_path: Path) -> None:
    path = tmp_path / "sync.prom"
    labels = {"command": "run", "wiki": "kwwiki"}
    write_job_metrics(path, JobRun(labels, 1, 2, succeeded=True))
    for end in (4, 6):
        write_job_metrics(path, JobRun(labels, 3, end, succeeded=False))
    found = values(path)
    assert found["job_succeeded", ("run", "kwwiki")] == 0
    assert found["job_last_success_timestamp_seconds", ("run", "kwwiki")] == 2
    write_job_metrics(path, JobRun({"command": "sync"}, 7, 8, succeeded=False))
    assert not any(name == "job_last_success_timestamp_seconds" for name, _ in values(path))


@pytest.mark.parametrize("content", [b"", b"not metrics {", b"\xff"])
def test_a_damaged_file_is_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.prom"
    path.write_bytes(content)
    write_job_metrics(path, JobRun({"command": "run"}, 1, 2, succeeded=False))
    assert ("job_succeeded", ("run",)) in values(path)


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        write_job_metrics(tmp_path / "nowhere/a.prom", JobRun({"command": "run"}, 1, 2, succeeded=True))
