"""Requests that are not traced."""

from __future__ import annotations

from contextvars import Context

import pytest

from api.serving.request_trace import Untraced, current_trace
from linking.analysis import StageInterval


def test_an_untraced_request_hands_its_callers_headers_on() -> None:
    with Untraced({"traceparent": "x"}).outgoing("GET", "http://wiki.example/api.php") as request:
        request.set_status(200)
        assert request.headers == {"traceparent": "x"}


def test_an_untraced_request_records_nothing_and_hides_no_error() -> None:
    trace = Untraced()
    trace.add_stages([StageInterval("parse", 0.0, 1.0)])
    with pytest.raises(KeyError), trace.stage("fetch"):
        raise KeyError("x")
    assert trace == Untraced()


def test_a_thread_that_serves_no_request_hands_nothing_on() -> None:
    with Context().run(current_trace.get).outgoing("GET", "http://wiki.example/") as request:
        assert request.headers == {}
