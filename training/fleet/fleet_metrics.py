"""The metrics of a fleet run for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client.core import Metric

from linking.job_metrics import gauge
from training.fleet.summary import FleetSummary

_PREFIX = "linkrecommendation_fleet_"


def fleet_metrics(summary: FleetSummary) -> Iterator[Metric]:
    """Yield the number of wikis with each outcome, and of each wiki when it was trained and how long that took."""
    outcomes = (((outcome,), float(number)) for outcome, number in summary.counts.items())
    yield gauge(_PREFIX + "wikis", "Wikis by outcome", ["outcome"], outcomes)
    trained = [result for result in summary.results if result.version and result.ended]
    ended = (((result.wiki,), datetime.fromisoformat(result.ended).timestamp()) for result in trained)
    yield gauge(_PREFIX + "wiki_trained_timestamp_seconds", "When the wiki was last trained", ["wiki"], ended)
    seconds = (((result.wiki,), result.seconds) for result in trained)
    yield gauge(_PREFIX + "wiki_duration_seconds", "How long the training of the wiki took", ["wiki"], seconds)
