"""The headers of pages."""

from __future__ import annotations

from flask import Response

from api.web.security_headers import add_missing, security_headers


def policy(headers) -> dict[str, str]:
    return dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))


def test_the_default_allows_the_services_own_files_alone():
    directives = policy(security_headers())
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert directives["frame-ancestors"] == "'none'"
    assert directives["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in str(directives)


def test_a_page_changes_single_directives():
    directives = policy(security_headers({"connect-src": "https://kw.wikipedia.org", "trusted-types": None}))
    assert directives["connect-src"] == "https://kw.wikipedia.org"
    assert "trusted-types" not in directives
    assert directives["script-src"] == "'self'"


def test_headers_that_a_view_has_set_stay():
    response = Response("", headers={"Content-Security-Policy": "default-src 'self'"})
    add_missing(response)
    assert response.headers["Content-Security-Policy"] == "default-src 'self'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
