"""The context of one request, from which its log line, its metrics and its problem document are made."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from api.serving.trace_headers import current_trace_headers, trace_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ENVIRON_KEY = "linkrecommendation.request_context"

_SAFE_TRACE_ID = re.compile(r"[A-Za-z0-9._~+/=-]{1,128}")

current_trace_id: ContextVar[str] = ContextVar("current_trace_id", default="")
"""Trace id of the request that this thread serves. Every line logged meanwhile carries it."""


@dataclass(slots=True)
class RequestContext:
    """What the service learns about a request while serving it.

    Attributes:
        trace_id: Name of the request in the logs.
        start: When the request arrived, as a `time.perf_counter()` value.
        wiki: Database name; empty until the service has found that the wiki exists.
        log_fields: Further fields of the request's log line.
        is_logged: Whether the request gets a log line.
    """

    trace_id: str
    start: float = field(default_factory=time.perf_counter)
    wiki: str = ""
    log_fields: dict[str, Any] = field(default_factory=dict)
    is_logged: bool = True

    def set_wiki(self, wiki: str) -> None:
        """Record the wiki for metrics and log. Call it only for a wiki that exists: it becomes a metric's label."""
        self.wiki = self.log_fields["wiki"] = wiki


def begin(request_id: str | None, traceparent: str | None = None, tracestate: str | None = None) -> RequestContext:
    """Start the context of a request.

    Args:
        request_id: The caller's X-Request-Id. It becomes the trace id if it is short and has only safe characters.
        traceparent: The caller's header, which is handed on to the wiki's API.
        tracestate: The caller's header, which is handed on too.
    """
    safe = _SAFE_TRACE_ID.fullmatch(request_id) if request_id else None
    trace_id = safe.string if safe else f"{random.getrandbits(128):032x}"
    current_trace_id.set(trace_id)
    current_trace_headers.set(trace_headers(trace_id, traceparent, tracestate))
    return RequestContext(trace_id)


def request_context(environ: WSGIEnvironment) -> RequestContext:
    """Return the context of the request that has this environment."""
    context: RequestContext = environ[ENVIRON_KEY]
    return context


class RequestContextMiddleware:
    """WSGI middleware that starts the context of each request."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve the request with a context in its environment."""
        environ[ENVIRON_KEY] = begin(
            environ.get("HTTP_X_REQUEST_ID"), environ.get("HTTP_TRACEPARENT"), environ.get("HTTP_TRACESTATE")
        )
        return self._app(environ, start_response)
