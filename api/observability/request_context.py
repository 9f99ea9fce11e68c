"""What is noted of one request while it is served: for its log line, its metrics and its problem details."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ENVIRON_KEY = "linkrecommendation.record"

_TRACE = re.compile(r"[A-Za-z0-9._~+/=-]{1,128}")

trace_id: ContextVar[str] = ContextVar("trace_id", default="")
"""Of the request that this thread serves, so that each line that is logged meanwhile carries it."""


@dataclass(slots=True)
class Record:
    """start: a `time.perf_counter()` value. wiki: set once it is known to be one that there is. fields: for the log."""

    trace: str
    start: float = field(default_factory=time.perf_counter)
    wiki: str = ""
    fields: dict[str, Any] = field(default_factory=dict)


def begin(request_id: str | None) -> Record:
    """Start the record of a request. request_id: the caller's X-Request-Id, taken where it is harmless."""
    known = _TRACE.fullmatch(request_id) if request_id else None
    trace = known.string if known else f"{random.getrandbits(128):032x}"
    trace_id.set(trace)
    return Record(trace)


def record_of(environ: WSGIEnvironment) -> Record:
    """The record of the request with that environment."""
    record: Record = environ[ENVIRON_KEY]
    return record


class Recording:
    """WSGI middleware that starts each request's record."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve the request with a record in its environment."""
        environ[ENVIRON_KEY] = begin(environ.get("HTTP_X_REQUEST_ID"))
        return self._app(environ, start_response)
