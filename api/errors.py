"""The errors that a request can end with, and the table that maps each to an HTTP answer (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

PROBLEM_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 1
MAX_NAMED_WIKIS = 10


class ServiceError(Exception):
    """An error that the service reports to the caller.

    Attributes:
        detail: The message, which becomes the problem's `detail`.
        data: Further members of the problem document.
    """

    def __init__(self, detail: str, **data: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.data: Mapping[str, Any] = data


class ParameterError(ServiceError):
    """A parameter of the path or the query is invalid."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name} {problem}", parameter=name)


class BodyError(ServiceError):
    """The body is not a JSON object, or one of its fields is invalid."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name} {problem}", field=name)


class RulesFileError(ServiceError):
    """A file of rules that somebody tries out cannot be used.

    Args:
        problems: What is wrong with it: for each problem the line, or None, the path in the data, and the message.
    """

    def __init__(self, problems: Sequence[Mapping[str, Any]]) -> None:
        count = f"{len(problems)} problems" if len(problems) != 1 else "one problem"
        super().__init__(f"the rules have {count}", problems=list(problems))


class ForeignAddressError(ServiceError):
    """The address of a page belongs to none of the wikis that have a bundle, or it does not name a page."""


class UnknownWikiError(ServiceError):
    """The wiki has no bundle."""

    def __init__(self, wiki: str, wikis: Sequence[str]) -> None:
        names = ", ".join(wikis[:MAX_NAMED_WIKIS]) + (", ..." if len(wikis) > MAX_NAMED_WIKIS else "")
        super().__init__(f"no bundle for {wiki:.80}; there are: {names or 'none'}", wikis=list(wikis))


class ReportMissingError(ServiceError):
    """The wiki's bundle has no report: it was imported, or trained without an evaluation."""

    def __init__(self, wiki: str) -> None:
        super().__init__(f"the bundle of {wiki} has no report; training writes one, an import does not", wiki=wiki)


class BundleUnavailableError(ServiceError):
    """The wiki has a bundle, but the service cannot use it."""

    def __init__(self, wiki: str, reason: str) -> None:
        super().__init__(f"bundle of {wiki} cannot be used: {reason}", wiki=wiki)


class PageMissingError(ServiceError):
    """The page does not exist, or it does not have the revision."""


class PageUnsuitableError(ServiceError):
    """The page exists, but its kind cannot have recommendations: it is a redirect, or not wikitext."""

    def __init__(self, detail: str, reason: str) -> None:
        super().__init__(detail, reason=reason)


class FetchError(ServiceError):
    """The wiki's action API is unreachable, or its response is unusable.

    Attributes:
        kind: Kind of failure, one of a few words: a label of the metrics.
    """

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail, reason=kind)
        self.kind = kind


class FetchTimeoutError(FetchError):
    """The wiki's action API did not respond in time."""


class StoreError(ServiceError):
    """The store that holds the lookups did not respond. The next request tries it again.

    Attributes:
        kind: What made the lookup fail, one of a few words: a label of the metrics.
    """

    def __init__(self, detail: str, kind: str = "unreadable") -> None:
        super().__init__(detail)
        self.kind = kind


class OverloadedError(ServiceError):
    """The worker already has the maximum number of concurrent requests."""


class DeadlineError(ServiceError):
    """The time did not suffice for the whole article.

    This is an error because the client would store a short list as all that there is to recommend.

    Args:
        seconds: The time allowed for a request.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the article was not processed completely in the time allowed ({seconds:g} s); "
            "with partial=true the answer has the links found until then"
        )


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """How HTTP presents a class of errors.

    Attributes:
        status: HTTP status.
        name: Last part of the problem's `type`.
        title: The problem's `title`.
        retry: True if the same request may succeed a little later.
    """

    status: int
    name: str
    title: str
    retry: bool = False


PROBLEM_KINDS: Mapping[type[ServiceError], ProblemKind] = {
    ParameterError: ProblemKind(400, "invalid-parameter", "A parameter is not valid"),
    BodyError: ProblemKind(400, "invalid-body", "The request body is not valid"),
    RulesFileError: ProblemKind(400, "invalid-rules", "The rules are not valid"),
    ForeignAddressError: ProblemKind(404, "foreign-address", "The address is not that of an article here"),
    UnknownWikiError: ProblemKind(404, "unknown-wiki", "There is no such wiki here"),
    ReportMissingError: ProblemKind(404, "no-report", "The wiki's bundle has no report"),
    PageMissingError: ProblemKind(404, "page-not-found", "The wiki has no such page"),
    PageUnsuitableError: ProblemKind(422, "unsuitable-page", "Nothing can be recommended for this kind of page"),
    FetchError: ProblemKind(502, "wiki-api-failed", "The wiki's API failed"),
    FetchTimeoutError: ProblemKind(504, "wiki-api-timeout", "The wiki's API did not answer in time"),
    BundleUnavailableError: ProblemKind(503, "bundle-unavailable", "The wiki's bundle cannot be used", retry=True),
    StoreError: ProblemKind(503, "store-unavailable", "The data cannot be reached", retry=True),
    OverloadedError: ProblemKind(503, "overloaded", "The service has too many requests", retry=True),
    DeadlineError: ProblemKind(503, "deadline-exceeded", "The time for the request was over", retry=True),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem document, ready to send."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def problem_for(error: ServiceError, trace_id: str, **more: Any) -> Problem:
    """Return the problem document for an error of the service, with further members."""
    kind = PROBLEM_KINDS[type(error)]
    members = {
        "type": f"urn:linkrecommendation:problem:{kind.name}",
        "title": kind.title,
        "status": kind.status,
        "detail": error.detail,
        "trace_id": trace_id,
        **error.data,
        **more,
    }
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if kind.retry else {}
    return Problem(kind.status, json.dumps(members).encode(), headers)


def problem_for_status(status: int, detail: str, trace_id: str, **more: Any) -> Problem:
    """Return the problem document for a plain HTTP error, such as 405, or for an unexpected exception (500)."""
    members = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "trace_id": trace_id,
        **more,
    }
    return Problem(status, json.dumps(members).encode(), {})
