"""The headers that identify a request in the logs of several services. The service hands them on to a wiki's API.

References:
    https://www.w3.org/TR/trace-context/
"""

from __future__ import annotations

import re
from collections.abc import Mapping

REQUEST_ID, TRACEPARENT, TRACESTATE = "X-Request-Id", "traceparent", "tracestate"

# A version after 00 may add fields, which are handed on as they are.
_TRACEPARENT = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?P<more>-[!-~]*)?"
)
_MAX_TRACEPARENT_LENGTH = 256
_TRACESTATE = re.compile(r"[ -~\t]{1,512}")


def trace_headers(request_id: str, traceparent: str | None, tracestate: str | None) -> Mapping[str, str]:
    """Return the headers to hand on.

    Args:
        request_id: Name of the request in this service's logs, which is safe in a header.
        traceparent: The caller's header. It is handed on unchanged unless it is invalid: without tracing, the service
            is no span of the trace.
        tracestate: The caller's header. It is handed on only with `traceparent`, of which it is a part.
    """
    headers = {REQUEST_ID: request_id}
    if traceparent is not None and _is_traceparent(traceparent):
        headers[TRACEPARENT] = traceparent
        if tracestate is not None and _TRACESTATE.fullmatch(tracestate):
            headers[TRACESTATE] = tracestate
    return headers


def _is_traceparent(text: str) -> bool:
    match = _TRACEPARENT.fullmatch(text) if len(text) <= _MAX_TRACEPARENT_LENGTH else None
    return match is not None and not (text.startswith("00") and match["more"] is not None)
