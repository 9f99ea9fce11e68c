"""Metrics of a job that runs and ends, such as a cron job, in a file for node_exporter's textfile collector.

The file is replaced in one step. The time of the last success stays in it when later runs fail.

References:
    https://github.com/prometheus/node_exporter#textfile-collector
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from prometheus_client import CollectorRegistry, write_to_textfile
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.parser import text_fd_to_metric_families
from prometheus_client.registry import Collector

from linking.bundle.atomic_files import naming_file

PREFIX = "linkrecommendation_job_"
LAST_SUCCESS = PREFIX + "last_success_timestamp_seconds"


@dataclass(frozen=True, slots=True)
class JobRun:
    """A run that has ended.

    Attributes:
        labels: The labels of the job's metrics, such as command="fleet". Prometheus itself sets `job`.
        started: When it started, as a Unix time in seconds.
        ended: When it ended, as a Unix time in seconds.
        succeeded: Whether it did all that it was for.
        more: Further metrics of this job.
    """

    labels: Mapping[str, str]
    started: float
    ended: float
    succeeded: bool
    more: Sequence[Metric] = field(default=())


def write_job_metrics(path: Path, run: JobRun) -> None:
    """Replace the file with the metrics of a run.

    Raises:
        OSError: The file cannot be written.
    """
    last_success = run.ended if run.succeeded else _last_success(path, run.labels)
    registry = CollectorRegistry()
    registry.register(_Families([*_families(run, last_success), *run.more]))
    with naming_file(path):
        write_to_textfile(os.fspath(path), registry)


def gauge(
    name: str, documentation: str, labels: Sequence[str], values: Iterable[tuple[Sequence[str], float]]
) -> Metric:
    """Return a gauge with a value for each combination of label values."""
    family = GaugeMetricFamily(name, documentation, labels=labels)
    for label_values, value in values:
        family.add_metric(label_values, value)
    return family


class _Families(Collector):
    """Collects given metrics. Unlike Gauge objects they do not depend on the mode of prometheus_client."""

    def __init__(self, families: Sequence[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _families(run: JobRun, last_success: float | None) -> Iterator[Metric]:
    names, values = list(run.labels), list(run.labels.values())

    def single(name: str, documentation: str, value: float) -> Metric:
        return gauge(PREFIX + name, documentation, names, [(values, value)])

    yield single("last_run_timestamp_seconds", "When the job last ended", run.ended)
    yield single("duration_seconds", "How long the job took", run.ended - run.started)
    yield single("succeeded", "1 if the last run of the job succeeded, 0 if not", run.succeeded)
    if last_success is not None:
        yield single("last_success_timestamp_seconds", "When the job last succeeded", last_success)


def _last_success(path: Path, labels: Mapping[str, str]) -> float | None:
    """Return the time of the last success that the file has, if there is a readable one."""
    try:
        with path.open(encoding="utf-8") as file:
            samples = [sample for family in text_fd_to_metric_families(file) for sample in family.samples]
    except (OSError, ValueError):
        return None
    found = [sample.value for sample in samples if sample.name == LAST_SUCCESS and sample.labels == dict(labels)]
    return found[0] if found else None
