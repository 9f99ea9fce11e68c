"""Alerts, runbooks and the dashboard fit each other and the metrics that there are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.observability.metrics import Metrics, Published
from api.observability.process_metrics import ProcessMetrics
from linking.job_metrics import JobRun, write_job_metrics
from tests.helpers.api.fakes import FakeCatalog
from tools.dashboard import DASHBOARD, text

ROOT = Path(__file__).resolve().parents[2]
ALERTS = ROOT / "chart/alerts/linkrecommendation.yaml"
RUNBOOKS = ROOT / "docs/runbooks"
METRIC = re.compile(r"\blinkrecommendation_[a-z_]+")
SEVERITIES = {"page", "ticket"}


@cache
def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


@cache
def alerts() -> list[dict[str, Any]]:
    return [rule for rule in rules() if "alert" in rule]


def queries_of_the_dashboard() -> Iterator[str]:
    for panel in json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of all samples that the service and the jobs show."""
    names = set()
    file = tmp_path_factory.mktemp("jobs") / "run.prom"
    write_job_metrics(file, JobRun({"command": "run"}, 1, 2, succeeded=True))
    names |= set(METRIC.findall(file.read_text()))
    for family in (*Published(FakeCatalog(), "1").collect(), *ProcessMetrics(shared=False).collect()):
        names |= {sample.name for sample in family.samples}
    for metric in Metrics()._own._collector_to_names.values():
        names |= set(metric)
    return names


def test_the_dashboard_is_up_to_date() -> None:
    """`python -m tools.dashboard` writes it."""
    assert DASHBOARD.read_text(encoding="utf-8") == text()


def test_the_dashboard_shows_metrics_that_there_are(known: set[str]) -> None:
    used = {name for query in queries_of_the_dashboard() for name in METRIC.findall(query)}
    assert used
    assert used <= known


def test_the_alerts_use_metrics_that_there_are(known: set[str]) -> None:
    used = {name for rule in rules() for name in METRIC.findall(rule["expr"])}
    assert used
    assert used <= known


def test_the_dashboard_shows_every_metric_of_the_service(known: set[str]) -> None:
    shown = " ".join(queries_of_the_dashboard())
    without_parts = {re.sub(r"_(bucket|sum|count|total|created)$", "", name) for name in known}
    missing = {name for name in without_parts if name not in shown}
    assert missing <= {
        "linkrecommendation_job_duration_seconds",
        "linkrecommendation_job_last_run_timestamp_seconds",
        "linkrecommendation_job_succeeded",
    }


def test_every_alert_has_a_severity_a_summary_and_a_runbook() -> None:
    for alert in alerts():
        page = alert["annotations"]["runbook_url"].removeprefix("RUNBOOKS/").removesuffix(".html")
        content = (RUNBOOKS / f"{page}.md").read_text(encoding="utf-8")
        assert alert["labels"]["severity"] in SEVERITIES
        assert f"**{alert['alert']}** ({alert['labels']['severity']})" in content
        assert alert["annotations"]["summary"]


def test_every_runbook_has_an_alert_and_is_listed() -> None:
    index = (RUNBOOKS / "index.md").read_text(encoding="utf-8")
    pages = {path.stem for path in RUNBOOKS.glob("*.md")} - {"index"}
    assert pages == {alert["annotations"]["runbook_url"].split("/")[1].removesuffix(".html") for alert in alerts()}
    for alert in alerts():
        page = alert["annotations"]["runbook_url"].split("/")[1].replace(".html", ".md")
        assert f"[{alert['alert']}]({page}) | {alert['labels']['severity']} |" in index


def test_every_alert_is_tested() -> None:
    tested = set()
    for file in (ROOT / "tests/cases/alerts").glob("*.yaml"):
        for test in yaml.safe_load(file.read_text(encoding="utf-8"))["tests"]:
            tested |= {case["alertname"] for case in test["alert_rule_test"] if case["exp_alerts"]}
    assert tested == {alert["alert"] for alert in alerts()}
