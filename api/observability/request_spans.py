"""The spans of one request: the request, its stages, the requests to wikis, and the articles of a batch.

Attributes contain nothing that the access log lacks: no query string, no text, no title but in the path.

References:
    https://opentelemetry.io/docs/specs/semconv/http/http-spans/
    https://www.w3.org/TR/trace-context/
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from opentelemetry.context import Context
from opentelemetry.trace import INVALID_SPAN, Span, SpanKind, Status, StatusCode, Tracer, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from api.observability.metrics import METHODS
from api.serving.request_trace import OutgoingRequest
from api.serving.trace_headers import REQUEST_ID, TRACEPARENT, TRACESTATE
from linking.analysis import StageInterval

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

MAX_ARTICLES = 100
"""How many articles of a batch have spans: a batch may have millions."""

_OTHER_METHOD = "_OTHER"  # as the semantic conventions say
_PREFIX = "linkrecommendation"
_FIELDS = ("wiki", "revid", "links_count", "truncated", "batch.answered", "batch.failed")
"""Fields of the log line that are attributes, too."""

_PROPAGATOR = TraceContextTextMapPropagator()


class RequestSpans:
    """The spans of the request that this thread serves; a `RequestTrace`.

    Spans of stages are made when the request, or the article of a batch, has been answered.

    Attributes:
        trace_id: Identifier of the trace.
        request_id: Name of the request, which is handed on with the context.
        log_ids: What the request's log lines say about the trace, with the field names of ECS.
    """

    def __init__(self, tracer: Tracer, environ: WSGIEnvironment) -> None:
        self._tracer = tracer
        self._clock = time.time_ns() - int(time.perf_counter() * 1e9)
        method = environ.get("REQUEST_METHOD", "")
        self._method = method if method in METHODS else _OTHER_METHOD
        self._root = self._parent = tracer.start_span(
            self._name(),
            context=_PROPAGATOR.extract(_context_headers(environ), Context()),
            kind=SpanKind.SERVER,
            attributes=_request_attributes(environ, self._method),
        )
        context = self._root.get_span_context()
        self.trace_id = self.request_id = f"{context.trace_id:032x}"
        self.log_ids = {"trace.id": self.trace_id, "span.id": f"{context.span_id:016x}"}
        self._detailed = self._root.is_recording()
        self._articles = 0
        self._stages: list[StageInterval] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Make a span of the block. It becomes the parent of the requests that the block sends."""
        with self._child(name):
            yield

    @contextmanager
    def outgoing(self, method: str, url: str) -> Iterator[OutgoingRequest]:
        """Make a span of a request to a wiki, and hand its context on."""
        parts = urlsplit(url)
        attributes: dict[str, str | int] = {
            "http.request.method": method,
            "url.full": f"{parts.scheme}://{parts.netloc}{parts.path}",  # the query has the title
            "server.address": parts.hostname or "",
            "server.port": parts.port or (443 if parts.scheme == "https" else 80),
        }
        with self._child(method, SpanKind.CLIENT, attributes) as span:
            headers = {REQUEST_ID: self.request_id}
            _PROPAGATOR.inject(headers, set_span_in_context(self._parent, Context()))
            yield OutgoingRequest(headers, partial(_set_status, span, first_error=400))

    def add_stages(self, intervals: Sequence[StageInterval]) -> None:
        """Remember stages that have run."""
        if self._detailed:
            self._stages.extend(intervals)

    @contextmanager
    def article(self, line: int) -> Iterator[None]:
        """Make a span of an article of a batch, unless many of its articles have one already."""
        self._articles += 1
        self._detailed = self._root.is_recording() and self._articles <= MAX_ARTICLES
        with self._child("article", attributes={f"{_PREFIX}.line": line}):
            try:
                yield
            finally:
                self._end_stages()

    def end(self, route: str | None, status: int, fields: Mapping[str, Any]) -> None:
        """End the request's span.

        Args:
            route: Pattern of the route that matched the path, if there is one.
            status: HTTP status of the answer.
            fields: Fields of the request's log line.
        """
        if not self._root.is_recording():
            return
        self._end_stages()
        self._root.update_name(self._name(route))
        if route:
            self._root.set_attribute("http.route", route)
        _set_status(self._root, status, first_error=500, kind=fields.get("error.type", ""))
        for name in _FIELDS:
            if name in fields:
                self._root.set_attribute(f"{_PREFIX}.{name}", fields[name])
        self._root.end()

    def _name(self, route: str | None = None) -> str:
        method = "HTTP" if self._method == _OTHER_METHOD else self._method
        return f"{method} {route}" if route else method

    def _end_stages(self) -> None:
        context = set_span_in_context(self._parent, Context())
        for stage, begin, end in self._stages:
            span = self._tracer.start_span(stage, context=context, start_time=self._clock + int(begin * 1e9))
            span.end(self._clock + int(end * 1e9))
        self._stages.clear()

    @contextmanager
    def _child(
        self, name: str, kind: SpanKind = SpanKind.INTERNAL, attributes: Mapping[str, str | int] | None = None
    ) -> Iterator[Span]:
        """Make a span of the block, within which it is the parent; or none if the details are not recorded."""
        if not self._detailed:
            yield INVALID_SPAN
            return
        outer = self._parent
        context = set_span_in_context(outer, Context())
        span = self._parent = self._tracer.start_span(name, context=context, kind=kind, attributes=attributes)
        try:
            yield span
        except Exception as error:
            _fail(span, type(error).__name__)
            raise
        finally:
            self._parent = outer
            span.end()


def _set_status(span: Span, status: int, *, first_error: int, kind: str = "") -> None:
    span.set_attribute("http.response.status_code", status)
    if status >= first_error:
        _fail(span, kind or str(status))


def _fail(span: Span, kind: str) -> None:
    span.set_attribute("error.type", kind)
    span.set_status(Status(StatusCode.ERROR))


def _context_headers(environ: WSGIEnvironment) -> dict[str, str]:
    names = {TRACEPARENT: "HTTP_TRACEPARENT", TRACESTATE: "HTTP_TRACESTATE"}
    return {header: environ[key] for header, key in names.items() if key in environ}


def _request_attributes(environ: WSGIEnvironment, method: str) -> dict[str, str]:
    attributes = {
        "http.request.method": method,
        "url.scheme": environ.get("wsgi.url_scheme", ""),
        "url.path": (environ.get("RAW_URI") or environ.get("PATH_INFO", "")).partition("?")[0],
        "client.address": environ.get("REMOTE_ADDR", ""),
        "user_agent.original": environ.get("HTTP_USER_AGENT", ""),
        "network.protocol.version": environ.get("SERVER_PROTOCOL", "").partition("/")[2],
    }
    return {name: value for name, value in attributes.items() if value}
