"""What is noted of one request while it is served: for its log line, its metrics and its problem details."""

from __future__ import annotations

import os
import re
import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

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
    trace = request_id if request_id and _TRACE.fullmatch(request_id) else os.urandom(16).hex()
    trace_id.set(trace)
    return Record(trace)
