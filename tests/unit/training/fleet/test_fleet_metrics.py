"""The metrics of a fleet run."""

from __future__ import annotations

from training.fleet.fleet_metrics import fleet_metrics
from training.fleet.results import Outcome, WikiResult
from training.fleet.summary import FleetSummary


def test_outcomes_are_counted_and_trained_wikis_have_times() -> None:
    trained = WikiResult(
        wiki="kwwiki", outcome=Outcome.PUBLISHED, verdict="", version="1", seconds=5, ended="1970-01-01T00:01:00Z"
    )
    failed = WikiResult(wiki="badwiki", outcome=Outcome.FAILED, verdict="", ended="1970-01-01T00:01:00Z")
    metrics = fleet_metrics(FleetSummary("", "", 1, (trained, failed)))
    samples = {(s.name, *s.labels.values()): s.value for metric in metrics for s in metric.samples}
    prefix = "linkrecommendation_fleet_wiki"
    assert {key: value for key, value in samples.items() if value} == {
        (prefix + "s", "published"): 1,
        (prefix + "s", "failed"): 1,
        (prefix + "_trained_timestamp_seconds", "kwwiki"): 60,
        (prefix + "_duration_seconds", "kwwiki"): 5,
    }
    assert (prefix + "s", "withheld") in samples
