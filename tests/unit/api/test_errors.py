"""Errors as problem documents."""

from __future__ import annotations

import json

import pytest

from api import errors
from api.errors import PROBLEM_KINDS, ServiceError, problem_for, problem_for_status


def subclasses(kind: type[ServiceError]) -> set[type[ServiceError]]:
    return {kind}.union(*(subclasses(below) for below in kind.__subclasses__()))


def test_every_error_has_an_entry_in_the_table() -> None:
    assert subclasses(ServiceError) - {ServiceError} == set(PROBLEM_KINDS)
    names = [kind.name for kind in PROBLEM_KINDS.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("error", "members"),
    [
        (errors.ParameterError("threshold", "is odd"), {"detail": "threshold is odd", "parameter": "threshold"}),
        (errors.BodyError("rules", "are odd"), {"detail": "rules are odd", "field": "rules"}),
        (errors.FetchTimeoutError("timeout", "too late"), {"detail": "too late", "reason": "timeout", "status": 504}),
        (
            errors.UnknownWikiError("xwiki", ["awiki", "bwiki"]),
            {"detail": "no bundle for xwiki; there are: awiki, bwiki", "wikis": ["awiki", "bwiki"]},
        ),
        (errors.UnknownWikiError("xwiki", []), {"detail": "no bundle for xwiki; there are: none", "wikis": []}),
    ],
)
def test_the_document_has_the_message_and_the_data_of_the_error(
    error: ServiceError, members: dict[str, object]
) -> None:
    problem = problem_for(error, "trace-1")
    body = json.loads(problem.body)
    assert members.items() <= body.items()
    assert (body["trace_id"], body["status"]) == ("trace-1", problem.status)


def test_a_long_list_of_wikis_is_cut_in_the_message() -> None:
    wikis = [f"{letter}wiki" for letter in "abcdefghijkl"]
    assert errors.UnknownWikiError("xwiki", wikis).detail.endswith("iwiki, jwiki, ...")


def test_only_errors_that_may_pass_ask_to_retry() -> None:
    assert problem_for(errors.OverloadedError("busy"), "").headers == {"Retry-After": "1"}
    assert problem_for(errors.PageMissingError("gone"), "").headers == {}


def test_a_plain_http_error_has_its_phrase() -> None:
    problem = problem_for_status(405, "not so", "trace-1")
    assert json.loads(problem.body) == {
        "type": "about:blank",
        "title": "Method Not Allowed",
        "status": 405,
        "detail": "not so",
        "trace_id": "trace-1",
    }
