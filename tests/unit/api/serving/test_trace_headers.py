"""Headers that are handed on: the request's name, and the W3C trace if it is valid."""

from __future__ import annotations

import pytest

from api.serving.trace_headers import trace_headers

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
PARENT = f"00-{TRACE}-{SPAN}-01"


def test_a_request_without_a_trace_has_its_name_alone() -> None:
    assert trace_headers("name", None, None) == {"X-Request-Id": "name"}
    assert trace_headers("name", None, "vendor=1") == {"X-Request-Id": "name"}


@pytest.mark.parametrize("parent", [PARENT, f"cc-{TRACE}-{SPAN}-00", f"cc-{TRACE}-{SPAN}-01-what.the.future-brings"])
def test_a_valid_trace_is_unchanged(parent: str) -> None:
    assert trace_headers("name", parent, "vendor=1,other=2") == {
        "X-Request-Id": "name",
        "traceparent": parent,
        "tracestate": "vendor=1,other=2",
    }


@pytest.mark.parametrize(
    "parent",
    [
        "",
        "00",
        PARENT + "-more",
        PARENT.upper(),
        PARENT + "\r\nCookie: a",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"cc-{TRACE}-{SPAN}-01-" + "x" * 300,
        f" {PARENT}",
    ],
)
def test_an_invalid_trace_is_left_out(parent: str) -> None:
    assert trace_headers("name", parent, "vendor=1") == {"X-Request-Id": "name"}


@pytest.mark.parametrize("state", ["", "a" * 513, "vendor=\n", "vendor=é"])
def test_an_invalid_state_is_left_out(state: str) -> None:
    assert trace_headers("name", PARENT, state) == {"X-Request-Id": "name", "traceparent": PARENT}
