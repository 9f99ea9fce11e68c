"""Errors and health: pages for readers with a browser, problem documents and empty answers for programs."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from jinja2 import DictLoader
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from api.errors import PROBLEM_TYPE
from api.web.error_pages import wants_page
from tests.helpers.api.fakes import FakeCatalog

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("text/html, application/json;q=0.9", True),
        ("text/*, */*;q=0.1", False),
        ("*/*", False),
        ("", False),
        (None, False),
        ("application/json", False),
        ("application/json, text/html;q=0.9", False),
        ("application/problem+json, text/html", False),
        ("text/html;q=0", False),
        ("text/html;q=nonsense", False),
    ],
)
def test_browsers_get_pages(accept: str | None, expected: bool) -> None:
    headers = {} if accept is None else {"Accept": accept}
    assert wants_page(Request(EnvironBuilder(headers=headers).get_environ())) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method", "path", "status", "shown"),
    [
        ("GET", "/nope<b>", 404, "Nothing is at /nope&lt;b&gt;."),
        ("DELETE", "/healthz", 405, "This address takes other requests"),
        ("GET", "/v1/linkrecommendations/nowiki/A", 404, "There is no such wiki here"),
        ("GET", "/v1/linkrecommendations/kwwiki/A?threshold=x", 400, "A parameter is not valid"),
        ("GET", "/wikis/bat_smgwiki/report", 404, "The wiki&#39;s bundle has no report"),
    ],
)
def test_an_error_is_a_page_or_a_problem_document(
    client: FlaskClient, method: str, path: str, status: int, shown: str
) -> None:
    page = client.open(path, method=method, headers={"Accept": BROWSER})
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert shown in page.text
    assert page.headers["X-Request-Id"] in page.text
    assert "Content-Security-Policy" in page.headers
    problem = client.open(path, method=method)
    assert (problem.status_code, problem.mimetype) == (status, PROBLEM_TYPE)
    assert problem.json["status"] == status
    assert "Accept" in page.vary
    assert "Accept" in problem.vary
    if status == 405:
        assert page.headers["Allow"] == problem.headers["Allow"]


def test_an_unavailable_bundle_is_a_page_with_its_headers(client: FlaskClient, catalog: FakeCatalog) -> None:
    catalog.broken["kwwiki"] = "torn"
    answer = client.get("/v1/linkrecommendations/kwwiki/A", headers={"Accept": BROWSER})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert "torn" in answer.text


def test_an_unexpected_failure_is_a_page_without_details(client: FlaskClient) -> None:
    answer = client.post("/v1/linkrecommendations/kwwiki/A", json={"wikitext": "fail"}, headers={"Accept": BROWSER})
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "The service failed" in answer.text
    assert "as ordered" not in answer.text


def test_an_error_of_the_page_itself_leaves_the_problem_document(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.application.jinja_env, "loader", DictLoader({}))
    answer = client.get("/nope", headers={"Accept": BROWSER})
    assert (answer.status_code, answer.mimetype) == (404, PROBLEM_TYPE)


def test_health_is_empty_for_programs_and_a_page_for_readers(client: FlaskClient) -> None:
    program = client.get("/healthz")
    assert (program.status_code, program.data, program.mimetype) == (200, b"", "text/plain")
    reader = client.get("/healthz", headers={"Accept": BROWSER})
    assert (reader.status_code, reader.mimetype) == (200, "text/html")
    assert "The service is up" in reader.text
    assert "Accept" in program.vary
