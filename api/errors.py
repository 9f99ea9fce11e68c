"""What can go wrong with a request, one class each, and the one table that maps them to HTTP (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

PROBLEM_TYPE = "application/problem+json"
RETRY_SECONDS = 1
MOST_NAMED = 10


class ServiceError(Exception):
    """An error that is told to the caller: the message is the problem's `detail`, `data` further members."""

    def __init__(self, detail: str, **data: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.data: Mapping[str, Any] = data


class ParameterError(ServiceError):
    """A parameter of the path or the query breaks a rule."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name} {problem}", parameter=name)


class BodyError(ServiceError):
    """The body is not the JSON object that it should be, or a field of it breaks a rule."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name} {problem}", field=name)


class UnknownWikiError(ServiceError):
    """There is no bundle for the wiki."""

    def __init__(self, wiki: str, wikis: Sequence[str]) -> None:
        there = ", ".join(wikis[:MOST_NAMED]) + (", ..." if len(wikis) > MOST_NAMED else "") if wikis else "none"
        super().__init__(f"no bundle for {wiki:.80}; there are: {there}", wikis=list(wikis))


class BundleUnavailableError(ServiceError):
    """The wiki's bundle is there but cannot be used."""

    def __init__(self, wiki: str, reason: str) -> None:
        super().__init__(f"bundle of {wiki} cannot be used: {reason}", wiki=wiki)


class PageMissingError(ServiceError):
    """The wiki has no such page, or the page no such revision."""


class PageUnsuitableError(ServiceError):
    """The page is there but nothing can be recommended for its kind: a redirect, or not wikitext."""

    def __init__(self, detail: str, reason: str) -> None:
        super().__init__(detail, reason=reason)


class FetchError(ServiceError):
    """The wiki's action API could not be reached, or its answer cannot be used."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail, reason=kind)
        self.kind = kind


class FetchTimeoutError(FetchError):
    """The wiki's action API did not answer in time."""


class StoreError(ServiceError):
    """The store that holds the look-ups did not answer; it is asked again for the next request."""


class OverloadedError(ServiceError):
    """The worker has as many requests as it may take on."""


class DeadlineError(ServiceError):
    """The time for the request was over before anything was found.

    An empty list would be taken, and remembered, as "nothing to recommend here".
    """


@dataclass(frozen=True, slots=True)
class Kind:
    """How a class of errors looks in HTTP. retry: whether the same request may work a little later."""

    status: int
    name: str
    title: str
    retry: bool = False


KINDS: Mapping[type[ServiceError], Kind] = {
    ParameterError: Kind(400, "invalid-parameter", "A parameter is not valid"),
    BodyError: Kind(400, "invalid-body", "The request body is not valid"),
    UnknownWikiError: Kind(404, "unknown-wiki", "There is no such wiki here"),
    PageMissingError: Kind(404, "page-not-found", "The wiki has no such page"),
    PageUnsuitableError: Kind(422, "unsuitable-page", "Nothing can be recommended for this kind of page"),
    FetchError: Kind(502, "wiki-api-failed", "The wiki's API failed"),
    FetchTimeoutError: Kind(504, "wiki-api-timeout", "The wiki's API did not answer in time"),
    BundleUnavailableError: Kind(503, "bundle-unavailable", "The wiki's bundle cannot be used"),
    StoreError: Kind(503, "store-unavailable", "The data cannot be reached", retry=True),
    OverloadedError: Kind(503, "overloaded", "The service has too many requests", retry=True),
    DeadlineError: Kind(503, "deadline-exceeded", "The time for the request was over", retry=True),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as an answer: status, body, further headers."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def problem_of(error: ServiceError, trace_id: str) -> Problem:
    """The answer for an error of ours."""
    kind = KINDS[type(error)]
    members = {
        "type": f"urn:linkrecommendation:problem:{kind.name}",
        "title": kind.title,
        "status": kind.status,
        "detail": error.detail,
        "trace_id": trace_id,
        **error.data,
    }
    return Problem(kind.status, json.dumps(members).encode(), {"Retry-After": str(RETRY_SECONDS)} if kind.retry else {})


def problem_of_status(status: int, detail: str, trace_id: str) -> Problem:
    """The answer for an error that HTTP itself names, such as 405, or for one that nobody foresaw (500)."""
    members = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "trace_id": trace_id,
    }
    return Problem(status, json.dumps(members).encode(), {})
