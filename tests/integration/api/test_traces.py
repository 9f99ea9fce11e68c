"""Traces of a real gunicorn: what a collector receives, what a wiki's API is told, and what happens without them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.helpers.api.otlp_collector import Collector, otlp_collector
from tests.helpers.api.wiki_api import WikiApi, wiki_api
from tests.helpers.linking.bundles import write_bundle_files
from tests.helpers.programs.running import free_port, until
from tests.helpers.programs.service import RunningService, running_service

pytestmark = [pytest.mark.integration, pytest.mark.server]

PATH = "/v1/linkrecommendations/kwwiki/A"
ROUTE = "/v1/linkrecommendations/<wiki>/<title:title>"
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SECRET = "Unmistakable words of an article"


@dataclass(frozen=True)
class Traced:
    """A service that sends its spans to a collector, and the API of its wikis."""

    service: RunningService
    collector: Collector
    api: WikiApi


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traced]:
    data_dir = tmp_path_factory.mktemp("data")
    write_bundle_files(data_dir)
    with otlp_collector() as collector, wiki_api() as api:
        settings = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url,
            "OTEL_EXPORTER_OTLP_HEADERS": "x-key=a%20b",
            "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test",
            "OTEL_BSP_SCHEDULE_DELAY": "50",
            "APPLICATION_VERSION": "1.2.3",
            "MEDIAWIKI_API_URL": api.pattern,
        }
        with running_service(data_dir, tmp_path_factory.mktemp("work"), settings=settings) as service:
            yield Traced(service, collector, api)


def context(trace_id: str, flags: str = "01") -> dict[str, str]:
    return {"traceparent": f"00-{trace_id}-{PARENT}-{flags}", "tracestate": "vendor=1"}


def test_a_request_is_a_span_of_its_callers_trace_with_its_stages_inside(traced: Traced) -> None:
    traced.service.ask(f"{PATH}?threshold=0.1", {"wikitext": f"{SECRET} Paris"}, context(TRACE))
    spans = until(lambda: traced.collector.trace(TRACE), "the spans")
    root = until(lambda: traced.collector.trace(TRACE).get(f"POST {ROUTE}"), "the request's span")
    assert (root.parent_id, root.kind, root.is_error) == (PARENT, 2, False)
    assert root.attributes["http.route"] == ROUTE
    assert root.attributes["http.response.status_code"] == 200
    assert root.attributes["url.path"] == PATH
    assert root.attributes["linkrecommendation.wiki"] == "kwwiki"
    assert root.attributes["linkrecommendation.links_count"] == 1
    assert {"service.name": "linkrecommendation", "service.version": "1.2.3"}.items() <= root.resource.items()
    assert root.resource["deployment.environment.name"] == "test"
    spans = traced.collector.trace(TRACE)
    stages = [spans[name] for name in ("wait", "parse", "mentions", "lookups", "score", "choose")]
    assert {span.parent_id for span in stages} == {root.span_id}
    assert all(root.start <= span.start <= span.end <= root.end for span in stages)
    assert SECRET not in repr(traced.collector.spans)
    assert traced.collector.headers["x-key"] == "a b"


def test_the_wikis_api_is_told_the_span_of_the_request_to_it(traced: Traced) -> None:
    trace_id = "a" * 32
    traced.service.ask(PATH, headers={**context(trace_id), "X-Request-Id": "mine"})
    until(lambda: f"GET {ROUTE}" in traced.collector.trace(trace_id), "the request's span")
    spans = traced.collector.trace(trace_id)
    sent = traced.api.requests[-1][1]
    assert sent["traceparent"] == f"00-{trace_id}-{spans['GET'].span_id}-01"
    assert (sent["tracestate"], sent["x-request-id"]) == ("vendor=1", "mine")
    assert spans["GET"].parent_id == spans["fetch"].span_id
    assert spans["fetch"].parent_id == spans[f"GET {ROUTE}"].span_id
    assert spans["GET"].attributes["url.full"] == f"http://127.0.0.1:{traced.api.port}/kw/api.php"
    assert (spans["GET"].kind, spans["GET"].attributes["http.response.status_code"]) == (3, 200)


def test_an_api_that_fails_is_an_error_of_all_spans_above_it(traced: Traced) -> None:
    trace_id = "b" * 32
    assert traced.service.ask("/v1/linkrecommendations/kwwiki/Fails", headers=context(trace_id)).status == 502
    until(lambda: f"GET {ROUTE}" in traced.collector.trace(trace_id), "the request's span")
    spans = traced.collector.trace(trace_id)
    assert [spans[name].is_error for name in ("GET", "fetch", f"GET {ROUTE}")] == [True, True, True]
    assert spans["GET"].attributes["error.type"] == "500"
    assert spans[f"GET {ROUTE}"].attributes["error.type"] == "FetchError"


def test_log_lines_name_the_trace_and_the_span(traced: Traced) -> None:
    trace_id = "c" * 32
    traced.service.ask(PATH, {"wikitext": "fail"}, {**context(trace_id), "X-Request-Id": "mine-too"})
    root = until(lambda: traced.collector.trace(trace_id).get(f"POST {ROUTE}"), "the request's span")
    assert (root.is_error, root.attributes["error.type"]) == (True, "500")
    lines = [line for line in traced.service.lines() if line.get("trace.id") == trace_id]
    # The request may have opened the bundle, which is logged too.
    assert {line["log.logger"] for line in lines} >= {"gunicorn.access", "linkrecommendation"}
    assert {(line["span.id"], line["http.request.id"]) for line in lines} == {(root.span_id, "mine-too")}


def test_a_caller_that_does_not_sample_gets_no_spans_but_its_trace_goes_on(traced: Traced) -> None:
    trace_id, later = "d" * 32, "e" * 32
    traced.service.ask(PATH, headers=context(trace_id, "00"))
    assert traced.api.requests[-1][1]["traceparent"].startswith(f"00-{trace_id}-")
    assert traced.api.requests[-1][1]["traceparent"].endswith("-00")
    traced.service.ask(PATH, {"wikitext": ""}, context(later))
    until(lambda: traced.collector.trace(later), "the spans of a later request")
    assert not traced.collector.trace(trace_id)


def test_a_batch_is_a_span_with_one_for_each_article(traced: Traced) -> None:
    trace_id = "f" * 32
    lines = b'{"title": "A", "wikitext": "Paris"}\n{"title": "B"}\n{"title": "Fails"}\n'
    traced.service.ask("/v1/linkrecommendations/kwwiki:batch", lines, context(trace_id))
    until(lambda: any(span.parent_id == PARENT for span in spans_of(traced, trace_id)), "the batch's span")
    (root,) = [span for span in spans_of(traced, trace_id) if span.parent_id == PARENT]
    articles = [span for span in spans_of(traced, trace_id) if span.name == "article"]
    assert {span.parent_id for span in articles} == {root.span_id}
    assert [(span.attributes["linkrecommendation.line"], span.is_error) for span in articles] == [
        (1, False),
        (2, False),
        (3, True),
    ]
    assert {span.parent_id for span in spans_of(traced, trace_id) if span.name == "parse"} == {
        span.span_id for span in articles[:2]
    }
    assert root.attributes["linkrecommendation.batch.answered"] == 2


def spans_of(traced: Traced, trace_id: str) -> list[object]:
    return [span for span in list(traced.collector.spans) if span.trace_id == trace_id]


def test_probes_have_no_spans(traced: Traced) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        traced.service.ask(path, headers=context("1" * 32))
    traced.service.ask("/no/such/route", headers=context("2" * 32))
    until(lambda: traced.collector.trace("2" * 32), "the spans of a later request")
    assert set(traced.collector.trace("2" * 32)) == {"GET"}
    assert not traced.collector.trace("1" * 32)


def test_a_worker_sends_its_last_spans_before_it_ends(tmp_path: Path) -> None:
    write_bundle_files(tmp_path / "data")
    (tmp_path / "work").mkdir()
    with otlp_collector() as collector:
        settings = {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"{collector.url}/v1/traces"}
        with running_service(tmp_path / "data", tmp_path / "work", settings=settings) as service:
            service.ask(PATH, {"wikitext": ""}, context(TRACE))
        assert f"POST {ROUTE}" in collector.trace(TRACE)


def test_without_a_collector_the_service_answers_ends_and_logs_little(tmp_path: Path) -> None:
    write_bundle_files(tmp_path / "data")
    (tmp_path / "work").mkdir()
    settings = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{free_port()}",
        "OTEL_BSP_SCHEDULE_DELAY": "20",
        "OTEL_EXPORTER_OTLP_TIMEOUT": "1",
        "WEB_CONCURRENCY": "1",
    }
    with running_service(tmp_path / "data", tmp_path / "work", settings=settings) as service:

        def complaints() -> list[object]:
            return [line for line in service.lines() if line["log.logger"].startswith("opentelemetry")]

        answers = [service.ask(PATH, {"wikitext": ""}).status for _ in range(50)]
        until(complaints, "a line about the collector")
        answers += [service.ask(PATH, {"wikitext": ""}).status for _ in range(50)]
        assert set(answers) == {200}
        service.process.terminate()
        end = time.monotonic() + 20
        assert service.process.wait(max(0, end - time.monotonic())) == 0
        assert len(complaints()) == 1
