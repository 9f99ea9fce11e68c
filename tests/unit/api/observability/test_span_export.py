"""Where spans go: the settings of OpenTelemetry, and the lines that a collector that is down causes."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.observability.span_export import RareMessages, new_processor, new_provider
from api.settings.definitions import Config


def provider(config: Config) -> TracerProvider:
    return new_provider(config, SimpleSpanProcessor(InMemorySpanExporter()))


@pytest.mark.parametrize(
    ("name", "argument", "description"),
    [
        ("always_on", 1.0, "AlwaysOnSampler"),
        ("always_off", 1.0, "AlwaysOffSampler"),
        ("traceidratio", 0.25, "TraceIdRatioBased{0.25}"),
        ("parentbased_always_off", 1.0, "ParentBased{root:AlwaysOffSampler"),
        ("parentbased_traceidratio", 0.5, "ParentBased{root:TraceIdRatioBased{0.5}"),
    ],
)
def test_the_sampler_is_that_of_the_settings(tmp_path: Path, name: str, argument: float, description: str) -> None:
    config = Config(tmp_path, otel_traces_sampler=name, otel_traces_sampler_arg=argument)
    assert provider(config).sampler.get_description().startswith(description)


@pytest.mark.parametrize(
    ("environment", "setting", "name"),
    [
        ("", "", "linkrecommendation"),
        ("", "links", "links"),
        ("service.name=other,service.version=9", "", "other"),
        ("service.name=other,service.version=9", "links", "links"),
    ],
)
def test_the_service_has_a_name_that_operators_can_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: str, setting: str, name: str
) -> None:
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", environment)
    monkeypatch.delenv("OTEL_SERVICE_NAME", raising=False)
    config = Config(tmp_path, otel_service_name=setting, application_version="1.2.3")
    found = provider(config).resource.attributes
    assert (found["service.name"], found["service.version"]) == (name, "9" if environment else "1.2.3")


def test_spans_are_sent_in_batches_and_what_the_library_logs_is_passed_on_rarely(tmp_path: Path) -> None:
    logger = logging.getLogger("opentelemetry")
    before, propagate = logger.handlers[:], logger.propagate
    processor = new_processor(Config(tmp_path, otel_endpoint="http://127.0.0.1:9"))
    try:
        assert isinstance(processor, BatchSpanProcessor)
        assert isinstance(processor.span_exporter, OTLPSpanExporter)
        assert [type(handler) for handler in logger.handlers] == [RareMessages]
        assert not logger.propagate
    finally:
        processor.shutdown()
        logger.handlers[:], logger.propagate = before, propagate


def test_a_line_is_followed_by_none_for_a_while_and_the_next_one_counts_them(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.Logger("opentelemetry.test")
    logger.addHandler(RareMessages(3600.0))
    for number in range(5):
        logger.warning("message %d", number)
    assert [record.getMessage() for record in caplog.records] == ["message 0"]
    logger.handlers[:] = [RareMessages(0.0)]
    logger.info("not a warning")
    logger.error("message 5")
    assert [record.getMessage() for record in caplog.records] == ["message 0", "message 5"]


def test_a_line_says_how_many_were_dropped_before_it(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([100.0, 101.0, 102.0, 161.0])
    monkeypatch.setattr("api.observability.span_export.time.monotonic", lambda: next(clock))
    handler = RareMessages(60.0)
    for number in range(4):
        handler.handle(logging.LogRecord("a", logging.ERROR, "", 0, f"message {number}", None, None))
    counts = [record.__dict__["tracing.dropped_messages"] for record in caplog.records]
    assert counts == [0, 2]
