"""The context of a request."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest

from api.observability.request_context import (
    RequestContext,
    RequestContextMiddleware,
    begin,
    current_log_ids,
    request_context,
)
from api.serving.request_trace import Untraced, current_trace


@pytest.mark.parametrize("given", ["abc-1.2_3", "a" * 128, "YWJj/+=="])
def test_a_safe_request_id_becomes_the_trace_id(given: str) -> None:
    assert begin(given).trace_id == current_log_ids.get()["trace.id"] == given


@pytest.mark.parametrize("given", [None, "", "a b", "a\nb", "é", "{}", "a" * 129])
def test_any_other_request_gets_a_new_trace_id(given: str | None) -> None:
    first, second = begin(given).trace_id, begin(given).trace_id
    assert re.fullmatch("[0-9a-f]{32}", first)
    assert first != second


def test_the_wiki_is_recorded_for_metrics_and_log() -> None:
    context = RequestContext("t")
    context.set_wiki("kwwiki")
    assert (context.wiki, context.log_fields) == ("kwwiki", {"wiki": "kwwiki"})


def test_the_middleware_gives_each_request_a_context() -> None:
    seen: list[RequestContext] = []

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        seen.append(request_context(environ))
        return [b"body"]

    trace = "00-" + "1" * 32 + "-" + "2" * 16 + "-01"
    environ = {"HTTP_X_REQUEST_ID": "mine", "HTTP_TRACEPARENT": trace, "HTTP_TRACESTATE": "a=1"}
    answer = RequestContextMiddleware(application)(environ, lambda *_: lambda _: None)
    assert list(answer) == [b"body"]
    assert [context.trace_id for context in seen] == ["mine"]
    assert current_trace.get() == Untraced({"X-Request-Id": "mine", "traceparent": trace, "tracestate": "a=1"})
