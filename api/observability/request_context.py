"""The context of one request, from which its log line, its metrics and its problem document are made."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from api.serving.request_trace import Untraced, current_trace
from api.serving.trace_headers import trace_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from api.observability.request_spans import RequestSpans
    from api.observability.tracing import Tracing

ENVIRON_KEY = "linkrecommendation.request_context"

_SAFE_TRACE_ID = re.compile(r"[A-Za-z0-9._~+/=-]{1,128}")

current_log_ids: ContextVar[Mapping[str, str]] = ContextVar("current_log_ids", default={})  # noqa: B039
"""Identifiers of the request that this thread serves, by ECS field. Every line logged meanwhile carries them."""


@dataclass(slots=True)
class RequestContext:
    """What the service learns about a request while serving it.

    Attributes:
        trace_id: Name of the request in the logs and in its answer.
        start: When the request arrived, as a `time.perf_counter()` value.
        wiki: Database name; empty until the service has found that the wiki exists.
        log_fields: Further fields of the request's log line.
        is_logged: Whether the request gets a log line and spans.
        spans: Its spans; None if it is not traced.
    """

    trace_id: str
    start: float = field(default_factory=time.perf_counter)
    wiki: str = ""
    log_fields: dict[str, Any] = field(default_factory=dict)
    is_logged: bool = True
    spans: RequestSpans | None = None

    @property
    def log_ids(self) -> dict[str, str]:
        """The identifiers of the request in its log lines, by ECS field."""
        if self.spans is None:
            return {"trace.id": self.trace_id}
        return {**self.spans.log_ids, "http.request.id": self.trace_id}

    def set_wiki(self, wiki: str) -> None:
        """Record the wiki for metrics and log. Call it only for a wiki that exists: it becomes a metric's label."""
        self.wiki = self.log_fields["wiki"] = wiki


def begin(
    request_id: str | None,
    traceparent: str | None = None,
    tracestate: str | None = None,
    spans: RequestSpans | None = None,
) -> RequestContext:
    """Start the context of a request.

    Args:
        request_id: The caller's X-Request-Id. It becomes the trace id if it is short and has only safe characters.
        traceparent: The caller's header, which is handed on to the wiki's API if the request is not traced.
        tracestate: The caller's header, which is handed on too.
        spans: The request's spans; None if it is not traced.
    """
    safe = _SAFE_TRACE_ID.fullmatch(request_id) if request_id else None
    new = spans.trace_id if spans else f"{random.getrandbits(128):032x}"
    trace_id = safe.string if safe else new
    context = RequestContext(trace_id, spans=spans)
    if spans is None:
        current_trace.set(Untraced(trace_headers(trace_id, traceparent, tracestate)))
    else:
        spans.request_id = trace_id
        current_trace.set(spans)
    current_log_ids.set(context.log_ids)
    return context


def request_context(environ: WSGIEnvironment) -> RequestContext:
    """Return the context of the request that has this environment."""
    context: RequestContext = environ[ENVIRON_KEY]
    return context


class RequestContextMiddleware:
    """WSGI middleware that starts the context of each request.

    Args:
        app: The application.
        tracing: Makes the spans of requests, if there are any.
    """

    def __init__(self, app: WSGIApplication, tracing: Tracing | None = None) -> None:
        self._app = app
        self._tracing = tracing

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve the request with a context in its environment."""
        environ[ENVIRON_KEY] = begin(
            environ.get("HTTP_X_REQUEST_ID"),
            environ.get("HTTP_TRACEPARENT"),
            environ.get("HTTP_TRACESTATE"),
            self._tracing.begin(environ) if self._tracing else None,
        )
        return self._app(environ, start_response)
