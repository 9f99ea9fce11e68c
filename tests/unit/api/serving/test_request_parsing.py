"""Requests for recommendations. tests/cases/requests_refused.json has invalid ones."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest
from werkzeug.datastructures import MultiDict

from api.errors import BodyError, ParameterError
from api.serving.request_parsing import (
    MAX_ID,
    MAX_RULE_VALUES,
    RecommendationRequest,
    check_title,
    parse_request,
)
from linking.recommender import RecommendationQuery
from tests.helpers.cases import cases

TITLE, WIKITEXT = "Kernow", "Text."


def parsed(query: str = "", body: object = None) -> RecommendationRequest:
    content = b"" if body is None else json.dumps(body).encode()
    return parse_request(MultiDict(parse_qs(query, keep_blank_values=True)), content)


def query_of(request: RecommendationRequest) -> RecommendationQuery:
    return request.new_query(TITLE, WIKITEXT)


@pytest.mark.parametrize("case", cases("requests_refused.json"), ids=str)
def test_an_invalid_request_names_the_parameter_or_the_field(case: dict[str, str]) -> None:
    parameters = MultiDict(parse_qs(case.get("query", ""), keep_blank_values=True))
    with pytest.raises((ParameterError, BodyError)) as caught:
        parse_request(parameters, case.get("body", "").encode())
    assert caught.value.detail.startswith(f"{case['names']} ")


def test_a_request_without_anything_has_the_defaults() -> None:
    request = parsed()
    assert query_of(request) == RecommendationQuery(TITLE, WIKITEXT)
    assert (query_of(request).threshold, query_of(request).max_recommendations) == (0.5, 15)
    assert (request.wikitext, request.pageid, request.revid, request.revision, request.rules) == (None, 0, 0, None, ())


def test_null_is_the_same_as_an_absent_field() -> None:
    request = parsed(body={"wikitext": None, "pageid": None, "sections_to_exclude": None, "rules": None})
    assert query_of(request) == query_of(parsed())
    assert (request.wikitext, request.pageid, request.rules) == (None, 0, ())


def test_parameters_and_body_are_read() -> None:
    request = parsed(
        "threshold=.25&max_recommendations=3&language_code=de&explain=1&revision=7&sections_to_exclude=a",
        {"wikitext": "text", "pageid": 5, "revid": MAX_ID, "sections_to_exclude": ["%LEAD%"], "further": 1},
    )
    assert query_of(request) == RecommendationQuery(
        TITLE,
        WIKITEXT,
        threshold=0.25,
        max_recommendations=3,
        language="de",
        sections_to_exclude=("%LEAD%", "a"),
        explain=True,
    )
    assert (request.wikitext, request.pageid, request.revid, request.revision) == ("text", 5, MAX_ID, 7)


def test_an_integral_number_is_an_identifier() -> None:
    assert parsed(body={"pageid": 5.0}).pageid == 5


@pytest.mark.parametrize(
    ("text", "value"),
    [("", True), ("1", True), ("TRUE", True), ("yes", True), ("0", False), ("false", False), ("No", False)],
)
def test_a_flag_has_several_spellings(text: str, value: bool) -> None:
    assert query_of(parsed(f"explain={text}")).explain is value


@pytest.mark.parametrize("text", ["0", "1", "1.", "+0.5", "5e-1"])
def test_a_threshold_is_any_number_from_0_to_1(text: str) -> None:
    assert 0 <= query_of(parsed(f"threshold={text.replace('+', '%2B')}")).threshold <= 1


def test_rules_of_a_request_are_validated_and_limited_in_number() -> None:
    (rule,) = parsed(body={"rules": {"rules": [{"name": "a", "texts": ["b"]}]}}).rules
    assert (rule.name, rule.origin, rule.texts) == ("a", "request", ("b",))
    with pytest.raises(BodyError, match=r"rules cannot be used: rules\[0\]"):
        parsed(body={"rules": {"rules": [{"name": "a"}]}})
    with pytest.raises(BodyError, match=f"rules have more than {MAX_RULE_VALUES} values"):
        parsed(body={"rules": {"rules": [{"name": "a", "texts": ["b"] * MAX_RULE_VALUES}]}})


def test_deeply_nested_json_is_refused() -> None:
    with pytest.raises(BodyError, match="body is not JSON"):
        parse_request(MultiDict(), b"[" * 100_000)


@pytest.mark.parametrize("title", ["A", "a/b", "ä" * 255, "/", "A?"])
def test_a_possible_title_is_returned(title: str) -> None:
    assert check_title(title) == title


@pytest.mark.parametrize("title", ["", "a" * 256, "a[b", "a|b", "a#b", "a\x00", "\ufffd"])
def test_an_impossible_title_is_refused(title: str) -> None:
    with pytest.raises(ParameterError, match="title"):
        check_title(title)
