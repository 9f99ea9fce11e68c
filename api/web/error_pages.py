"""Errors as pages for readers with a browser, and as problem documents (RFC 9457) for programs."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus

from flask import Request, Response, render_template, request
from jinja2 import TemplateError
from werkzeug.routing import BuildError

from api.errors import PROBLEM_TYPE, Problem

_PROGRAM_TYPES = (PROBLEM_TYPE, "application/json", "text/plain")

_ADVICE = {
    400: "Correct the address, or start at the list of wikis.",
    404: "Check the address, or start at the list of wikis.",
    405: "This address answers programs that send another kind of request; the API documentation says which.",
    422: "Choose another page of the wiki.",
    500: "This is a fault of the service. Tell those who run it, with the number of the request below.",
    502: "The wiki’s own server has a problem. Try again later, or paste the wikitext into the playground.",
    503: "Try again in a few seconds. If it stays so, the list of wikis says what has a problem and what to do.",
    504: "The wiki’s own server is slow. Try again later, or paste the wikitext into the playground.",
}
_TITLES = {
    404: "There is no such page",
    405: "This address takes other requests",
    413: "The request is too large",
    500: "The service failed",
}
"""Titles of errors that are none of this service's own kinds."""

_OWN_KIND = "urn:"
_LIST_OF_WIKIS = "Start at the list of wikis."

_log = logging.getLogger("linkrecommendation")


def wants_page(asked: Request) -> bool:
    """Return True if the caller prefers HTML, as browsers do. One that accepts anything equally gets no page."""
    accepted = asked.accept_mimetypes
    return accepted["text/html"] > max(accepted[kind] for kind in _PROGRAM_TYPES)


def error_response(problem: Problem) -> Response:
    """Return the response to the present request for a problem."""
    page = _page(problem) if wants_page(request) else ""
    body, kind = (page.encode(), "text/html; charset=utf-8") if page else (problem.body, PROBLEM_TYPE)
    response = Response(body, problem.status, dict(problem.headers), content_type=kind)
    response.vary.add("Accept")
    return response


def _page(problem: Problem) -> str:
    """Return the page; empty if it cannot be rendered, so that an error of the pages does not hide another."""
    members = json.loads(problem.body)
    title, detail = members["title"], members["detail"]
    if not members["type"].startswith(_OWN_KIND):
        title = _TITLES.get(problem.status, title)
        detail = f"nothing is at {request.path:.200}" if problem.status == HTTPStatus.NOT_FOUND else detail
    try:
        return render_template(
            "error.html",
            title=title,
            detail=detail if detail.endswith(".") else f"{detail}.",
            problem=members,
            advice=_ADVICE.get(problem.status, _LIST_OF_WIKIS),
        )
    except (TemplateError, BuildError):
        _log.exception("the page of an error cannot be rendered")
        return ""
