"""The log line of a request."""

from __future__ import annotations

import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from api.gunicorn_worker.access_log import JsonLogger, access_fields
from api.observability.log_setup import MAX_MESSAGE_LENGTH
from api.observability.request_context import ENVIRON_KEY, RequestContext

ENVIRON = {
    "REQUEST_METHOD": "POST",
    "RAW_URI": "/v1/A%2FB?threshold=0.1",
    "REMOTE_ADDR": "127.0.0.1",
    "HTTP_USER_AGENT": "a" * 5000,
}
TIME = timedelta(milliseconds=2)


def test_a_line_has_the_fields_of_http_and_those_of_the_request() -> None:
    context = RequestContext("trace-1", log_fields={"wiki": "kwwiki", "revid": 7})
    response = SimpleNamespace(status="200 OK", sent=12)
    assert access_fields(response, {**ENVIRON, ENVIRON_KEY: context}, TIME) == {
        "event.dataset": "linkrecommendation.access",
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "http.response.body.bytes": 12,
        "url.path": "/v1/A%2FB",
        "event.duration": 2_000_000,
        "client.address": "127.0.0.1",
        "user_agent.original": "a" * MAX_MESSAGE_LENGTH,
        "trace.id": "trace-1",
        "wiki": "kwwiki",
        "revid": 7,
    }


def test_a_request_that_did_not_reach_the_application_has_only_the_fields_of_http() -> None:
    fields = access_fields(SimpleNamespace(status=400), {}, TIME)
    assert (fields["http.response.status_code"], fields["url.path"]) == (400, "")
    assert "trace.id" not in fields


@pytest.mark.parametrize(("is_logged", "lines"), [(True, 1), (False, 0)])
def test_a_request_is_logged_unless_its_context_says_otherwise(
    is_logged: bool, lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    logger = JsonLogger(Config())
    context = RequestContext("trace-1", is_logged=is_logged)
    with caplog.at_level(logging.INFO):
        logger.access(SimpleNamespace(status="200 OK", sent=0), None, {**ENVIRON, ENVIRON_KEY: context}, TIME)
    assert [record.message for record in caplog.records] == ["request"] * lines
