"""Tracing as an extra: off without a collector, an error without its packages, bounded at the end."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.observability.tracing import Tracing, check_packages
from api.settings.config_error import ConfigError
from api.settings.definitions import Config
from tests.helpers.cases import ROOT

URL = "http://collector.example:4318"
_LOADED = """
import json, sys
from api.app import create_app
from api.settings.definitions import Config
app = create_app(Config(sys.argv[1], otel_endpoint=sys.argv[2]))
print(json.dumps("opentelemetry" in sys.modules))
"""


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python finds no package of OpenTelemetry's."""
    for name in list(sys.modules):
        if name.startswith(("opentelemetry", "api.observability.span_export")):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)


@pytest.mark.parametrize(
    ("settings", "variable"),
    [
        ({"otel_endpoint": URL}, "OTEL_EXPORTER_OTLP_ENDPOINT"),
        ({"otel_traces_endpoint": f"{URL}/v1/traces"}, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"),
    ],
)
def test_a_missing_package_is_an_error_that_says_what_to_install(
    missing: None, tmp_path: Path, settings: dict[str, Any], variable: str
) -> None:
    with pytest.raises(ConfigError, match=r"pip install --require-hashes -r requirements-tracing\.txt") as caught:
        Tracing(Config(tmp_path, **settings))
    assert (caught.value.variable, (ROOT / "requirements-tracing.txt").exists()) == (variable, True)


@pytest.mark.parametrize("settings", [{}, {"otel_endpoint": URL, "otel_sdk_disabled": True}])
def test_without_a_collector_no_package_is_needed(missing: None, tmp_path: Path, settings: dict[str, Any]) -> None:
    check_packages(Config(tmp_path, **settings))
    tracing = Tracing(Config(tmp_path, **settings))
    tracing.start()
    assert tracing.begin({}) is None
    tracing.stop()


@pytest.mark.parametrize(("url", "loaded"), [("", False), (URL, True)])
def test_the_packages_are_imported_only_if_tracing_is_on(tmp_path: Path, url: str, loaded: bool) -> None:
    command = [sys.executable, "-c", _LOADED, str(tmp_path), url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) is loaded


def test_requests_are_traced_between_start_and_stop(tmp_path: Path) -> None:
    exporter = InMemorySpanExporter()
    tracing = Tracing(Config(tmp_path, otel_endpoint=URL))
    assert tracing.begin({}) is None
    tracing.start(SimpleSpanProcessor(exporter))
    spans = tracing.begin({"REQUEST_METHOD": "GET"})
    assert spans is not None
    spans.end("/", 200, {})
    tracing.stop()
    assert tracing.begin({}) is None
    assert [span.name for span in exporter.get_finished_spans()] == ["GET /"]


def test_an_end_does_not_wait_for_a_collector_that_hangs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    hangs = threading.Event()

    class Hanging(SimpleSpanProcessor):
        def shutdown(self) -> None:
            hangs.wait()

    tracing = Tracing(Config(tmp_path, otel_endpoint=URL))
    tracing.start(Hanging(InMemorySpanExporter()))
    with caplog.at_level(logging.WARNING):
        tracing.stop(0.01)
    hangs.set()
    assert "the collector did not take the last spans" in caplog.text
