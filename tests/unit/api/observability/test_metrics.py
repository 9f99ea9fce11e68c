"""Metrics of one process."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.observability.metrics import Metrics
from api.serving.bundle_cache import BundleCache
from api.settings.definitions import Config
from linking import acceleration
from tests.helpers.api.fakes import VERSION, FakeCatalog
from tests.helpers.programs.running import program_path

ROUTE = "/v1/linkrecommendations/<wiki>/<title:title>"


class ClosingClient(FlaskClient):
    """A client that reads each answer to its end, because requests are counted only then."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        return super().open(*args, **{**kwargs, "buffered": True})


@pytest.fixture
def client(config: Config, catalog: FakeCatalog) -> FlaskClient:
    metrics = Metrics()
    app = create_app(config, BundleCache(catalog, 4, metrics), metrics=metrics)
    app.test_client_class = ClosingClient
    return app.test_client()


def samples(client: FlaskClient) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


def value(client: FlaskClient, metric: str, **labels: str) -> float:
    return samples(client)[f"linkrecommendation_{metric}", frozenset(labels.items())]


def ask(client: FlaskClient, text: str = "Paris", wiki: str = "kwwiki", query: str = "") -> int:
    return client.post(f"/v1/linkrecommendations/{wiki}/A{query}", json={"wikitext": text}).status_code


def test_requests_are_counted_by_route_method_status_and_wiki(client: FlaskClient) -> None:
    for _ in range(3):
        ask(client)
    assert value(client, "requests_total", route=ROUTE, method="POST", status="200", wiki="kwwiki") == 3
    assert value(client, "request_duration_seconds_count", route=ROUTE) == 3


def test_stages_links_and_truncated_answers_are_counted(client: FlaskClient) -> None:
    ask(client)
    ask(client, "Paris\ntruncate", query="?partial=true")
    for stage in ("parse", "mentions", "lookups", "score", "choose"):
        assert value(client, "stage_duration_seconds_count", stage=stage) == 2
    assert value(client, "stage_duration_seconds_bucket", stage="parse", le="0.001") == 0
    assert value(client, "stage_duration_seconds_bucket", stage="parse", le="0.0025") == 2
    assert value(client, "stage_duration_seconds_bucket", stage="fetch", le="30.0") == 0
    assert value(client, "links_per_answer_count") == 2
    assert value(client, "truncated_answers_total") == 1
    assert ask(client, "Paris\ntruncate") == 503
    assert value(client, "truncated_answers_total") == 2


def test_bundles_show_their_version_and_their_load_time(client: FlaskClient) -> None:
    ask(client)
    assert value(client, "bundle_loads_total", wiki="kwwiki") == 1
    assert value(client, "bundle_load_seconds", wiki="kwwiki") >= 0
    assert value(client, "bundle_version_timestamp_seconds", wiki="kwwiki") == 1767225600
    assert value(client, "bundle_info", wiki="bat_smgwiki", version=VERSION) == 1


@pytest.mark.parametrize(("obstacle", "shown"), [("", "on"), ("linking_accelerator is not installed", "off")])
def test_the_version_and_the_variant_of_the_program_are_shown(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, obstacle: str, shown: str
) -> None:
    monkeypatch.setattr(acceleration, "OBSTACLE", obstacle)
    assert value(client, "build_info", version="1.2.3", accelerator=shown) == 1


def test_failures_are_counted(client: FlaskClient, catalog: FakeCatalog) -> None:
    catalog.broken["bat_smgwiki"] = "torn"
    assert ask(client, wiki="bat_smgwiki") == 503
    assert client.get("/v1/linkrecommendations/kwwiki/A").status_code == 502
    assert value(client, "bundle_load_failures_total", wiki="bat_smgwiki") == 1
    assert value(client, "fetch_errors_total", kind="connection") == 1
    assert value(client, "requests_total", route=ROUTE, method="POST", status="503", wiki="bat_smgwiki") == 1


def test_a_scanner_creates_no_series(client: FlaskClient) -> None:
    def scan(round_number: int) -> None:
        for i in range(20):
            client.get(f"/v1/linkrecommendations/w{round_number}x{i}wiki/A")
            client.get(f"/random{round_number}x{i}")
            client.open(f"/v1/linkrecommendations/kwwiki/A{i}", method=f"SCAN{round_number}X{i}")

    scan(1)
    client.get("/metrics")
    before = set(samples(client))
    scan(2)
    assert set(samples(client)) == before


def test_promtool_finds_nothing(client: FlaskClient) -> None:
    promtool = program_path("promtool", "prometheus")
    ask(client)
    text = client.get("/metrics").data
    done = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_problems_are_counted_by_kind(client: FlaskClient) -> None:
    ask(client, wiki="nowiki")
    ask(client, query="?threshold=2")
    assert value(client, "errors_total", kind="unknown-wiki") == 1
    assert value(client, "errors_total", kind="invalid-parameter") == 1


def test_failed_lookups_are_counted_by_kind() -> None:
    metrics = Metrics()
    metrics.count_store_error("busy")
    assert b'linkrecommendation_store_errors_total{kind="busy"} 1.0' in metrics.render()


def test_requests_are_in_flight_until_they_end() -> None:
    metrics = Metrics()
    with metrics.request_in_flight():
        assert b"linkrecommendation_requests_in_flight 1.0" in metrics.render()
    assert b"linkrecommendation_requests_in_flight 0.0" in metrics.render()


def test_slots_and_ends_of_workers_are_shown() -> None:
    metrics = Metrics()
    metrics.set_slots({"text": 8, "fetch": 4})
    metrics.count_worker_exit()
    text = metrics.render()
    assert b'linkrecommendation_request_slots{kind="fetch"} 4.0' in text
    assert b"linkrecommendation_worker_exits_total 1.0" in text


def test_processes_are_measured(client: FlaskClient) -> None:
    assert value(client, "process_cpu_seconds_total") > 0
    assert value(client, "workers") == 1
