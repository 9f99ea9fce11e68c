"""The spans of a request, as an exporter in memory receives them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import SpanKind

from api.observability.request_spans import MAX_ARTICLES, RequestSpans
from linking.analysis import StageInterval

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
ENVIRON = {
    "REQUEST_METHOD": "POST",
    "RAW_URI": "/v1/linkrecommendations/kwwiki/A?threshold=secret",
    "wsgi.url_scheme": "http",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "REMOTE_ADDR": "192.0.2.1",
    "HTTP_USER_AGENT": "a test",
    "HTTP_TRACEPARENT": f"00-{TRACE}-{PARENT}-01",
    "HTTP_TRACESTATE": "vendor=1",
}


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def provider(exporter: InMemorySpanExporter) -> Iterator[TracerProvider]:
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    yield provider
    provider.shutdown()


def begin(provider: TracerProvider, **changes: str) -> RequestSpans:
    return RequestSpans(provider.get_tracer("test"), {**ENVIRON, **changes})


def by_name(exporter: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in exporter.get_finished_spans()}


def parent(span: ReadableSpan) -> str:
    return f"{span.parent.span_id:016x}" if span.parent else ""


def test_a_request_is_a_servers_span_of_its_callers_trace(provider, exporter):
    spans = begin(provider)
    spans.end("/<title>", 200, {"wiki": "kwwiki", "links_count": 3, "linkrecommendation.parse_ms": 1.0})
    (span,) = exporter.get_finished_spans()
    assert (span.name, span.kind, parent(span)) == ("POST /<title>", SpanKind.SERVER, PARENT)
    assert spans.log_ids == {"trace.id": TRACE, "span.id": f"{span.context.span_id:016x}"}
    assert dict(span.attributes) == {
        "http.request.method": "POST",
        "url.scheme": "http",
        "url.path": "/v1/linkrecommendations/kwwiki/A",
        "client.address": "192.0.2.1",
        "user_agent.original": "a test",
        "network.protocol.version": "1.1",
        "http.route": "/<title>",
        "http.response.status_code": 200,
        "linkrecommendation.wiki": "kwwiki",
        "linkrecommendation.links_count": 3,
    }


@pytest.mark.parametrize("header", ["", "nonsense", f"00-{'0' * 32}-{PARENT}-01", f"ff-{TRACE}-{PARENT}-01"])
def test_without_a_valid_context_a_request_begins_a_trace(provider, exporter, header):
    spans = begin(provider, HTTP_TRACEPARENT=header)
    spans.end(None, 200, {})
    (span,) = exporter.get_finished_spans()
    assert span.parent is None
    assert spans.trace_id not in (TRACE, "0" * 32)


@pytest.mark.parametrize(
    ("method", "route", "name"),
    [("GET", None, "GET"), ("GET", "/readyz", "GET /readyz"), ("x" * 9000, "/", "HTTP /"), ("BREW", None, "HTTP")],
)
def test_names_have_few_values(provider, exporter, method, route, name):
    begin(provider, REQUEST_METHOD=method).end(route, 405, {})
    assert list(by_name(exporter)) == [name]


@pytest.mark.parametrize(
    ("status", "fields", "kind"),
    [
        (200, {}, None),
        (404, {"error.type": "PageMissingError"}, None),
        (500, {}, "500"),
        (503, {"error.type": "OverloadedError"}, "OverloadedError"),
    ],
)
def test_the_services_own_failures_are_errors(provider, exporter, status, fields, kind):
    begin(provider).end("/", status, fields)
    (span,) = exporter.get_finished_spans()
    assert span.status.is_ok is (kind is None)
    assert span.attributes.get("error.type") == kind


def test_stages_have_the_times_at_which_they_ran(provider, exporter):
    before = time.time_ns()
    spans = begin(provider)
    now = time.perf_counter()
    spans.add_stages([StageInterval("parse", now, now + 0.25), StageInterval("score", now + 0.5, now + 1)])
    assert exporter.get_finished_spans() == ()  # made after the answer
    spans.end("/", 200, {})
    found = by_name(exporter)
    assert {parent(found[name]) for name in ("parse", "score")} == {f"{found['POST /'].context.span_id:016x}"}
    assert found["parse"].end_time - found["parse"].start_time == pytest.approx(0.25e9, abs=1000)
    assert found["score"].start_time - found["parse"].start_time == pytest.approx(0.5e9, abs=1000)
    assert before <= found["parse"].start_time <= time.time_ns()


def test_a_wiki_is_told_the_span_of_the_request_to_it(provider, exporter):
    spans = begin(provider)
    spans.request_id = "mine"
    url = "https://kw.wikipedia.org/w/api.php?titles=Secret"
    with spans.stage("fetch"), spans.outgoing("GET", url) as request:
        request.set_status(200)
    spans.end("/", 200, {})
    found = by_name(exporter)
    assert request.headers == {
        "X-Request-Id": "mine",
        "traceparent": f"00-{TRACE}-{found['GET'].context.span_id:016x}-01",
        "tracestate": "vendor=1",
    }
    assert parent(found["GET"]) == f"{found['fetch'].context.span_id:016x}"
    assert found["GET"].kind is SpanKind.CLIENT
    assert dict(found["GET"].attributes) == {
        "http.request.method": "GET",
        "url.full": "https://kw.wikipedia.org/w/api.php",
        "server.address": "kw.wikipedia.org",
        "server.port": 443,
        "http.response.status_code": 200,
    }


def test_an_exception_is_an_error_of_the_spans_that_it_leaves_without_its_message(provider, exporter):
    spans = begin(provider)
    with pytest.raises(KeyError), spans.stage("fetch"), spans.outgoing("GET", "http://wiki.example:8080/"):
        raise KeyError("secret")
    spans.end("/", 502, {})
    found = by_name(exporter)
    assert [found[name].attributes["error.type"] for name in ("GET", "fetch")] == ["KeyError", "KeyError"]
    assert "secret" not in "".join(span.to_json() for span in found.values())


def test_a_response_with_an_error_status_is_an_error(provider, exporter):
    with begin(provider).outgoing("GET", "http://wiki.example/") as request:
        request.set_status(404)
    (span,) = exporter.get_finished_spans()
    assert (span.status.is_ok, span.attributes["error.type"], span.attributes["server.port"]) == (False, "404", 80)


@pytest.mark.parametrize("flags", ["00", "01"])
def test_a_request_that_is_not_sampled_has_no_spans_but_hands_its_trace_on(exporter, flags):
    provider = TracerProvider(sampler=ALWAYS_OFF, shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    spans = begin(provider, HTTP_TRACEPARENT=f"00-{TRACE}-{PARENT}-{flags}")
    spans.add_stages([StageInterval("parse", 0.0, 1.0)])
    with spans.stage("fetch"), spans.outgoing("GET", "http://wiki.example/") as request:
        request.set_status(500)
    spans.end("/", 200, {})
    assert exporter.get_finished_spans() == ()
    assert request.headers["traceparent"] == f"00-{TRACE}-{spans.log_ids['span.id']}-00"


def test_articles_of_a_batch_have_spans_up_to_a_limit(provider, exporter):
    spans = begin(provider)
    sent: list[Any] = []
    for line in range(1, MAX_ARTICLES + 3):
        with spans.article(line):
            spans.add_stages([StageInterval("parse", 0.0, 1.0)])
            with spans.outgoing("GET", "http://wiki.example/") as request:
                sent.append(request.headers["traceparent"])
    spans.end("/", 200, {"batch.answered": MAX_ARTICLES + 2})
    found = exporter.get_finished_spans()
    articles = {f"{span.context.span_id:016x}" for span in found if span.name == "article"}
    assert len(articles) == MAX_ARTICLES
    assert {parent(span) for span in found if span.name == "parse"} == articles
    assert sent[-1] == f"00-{TRACE}-{spans.log_ids['span.id']}-01"
    assert by_name(exporter)["POST /"].attributes["linkrecommendation.batch.answered"] == MAX_ARTICLES + 2


def test_an_article_that_fails_has_the_stages_that_it_reached(provider, exporter):
    spans = begin(provider)
    with suppress(ValueError), spans.article(7):
        spans.add_stages([StageInterval("parse", 0.0, 1.0)])
        raise ValueError("x")
    found = by_name(exporter)
    assert parent(found["parse"]) == f"{found['article'].context.span_id:016x}"
    assert dict(found["article"].attributes) == {"linkrecommendation.line": 7, "error.type": "ValueError"}
