"""Options of a request, in the query string and in the body. tests/cases/requests_refused.json has invalid ones."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from api.errors import BodyError, ParameterError
from api.serving.request_options import EXPLAIN, LANGUAGE, LIMIT, PARTIAL, THRESHOLD, Option, json_integer, whole_number

OPTIONS = (EXPLAIN, LANGUAGE, LIMIT, PARTIAL, THRESHOLD)
CASES = [
    (THRESHOLD, "0.25", 0.25, 0.25),
    (THRESHOLD, "1", 1, 1.0),
    (THRESHOLD, ".5e0", 0.5, 0.5),
    (LIMIT, "7", 7, 7),
    (LIMIT, "7", 7.0, 7),
    (LANGUAGE, "zh-Hant", "zh-Hant", "zh-Hant"),
    (EXPLAIN, "", True, True),
    (EXPLAIN, "True", True, True),
    (PARTIAL, "yes", True, True),
    (PARTIAL, "0", False, False),
]

PROBLEM = r"^threshold must be a number from 0 to 1$"


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_an_option_that_is_not_given_has_its_default(option: Option[Any]) -> None:
    assert option.read(MultiDict(), {}) == option.default
    assert option.read(MultiDict(), {option.name: None}) == option.default


@pytest.mark.parametrize(("option", "text", "member", "value"), CASES)
def test_both_places_give_the_same_value(option: Option[Any], text: str, member: object, value: object) -> None:
    for found in (option.read(MultiDict({option.name: text}), {}), option.read(MultiDict(), {option.name: member})):
        assert found == value
        assert type(found) is type(value)


def test_the_query_string_wins() -> None:
    assert THRESHOLD.read(MultiDict({"threshold": "0.25"}), {"threshold": 0.75}) == 0.25
    assert EXPLAIN.read(MultiDict({"explain": "false"}), {"explain": True}) is False
    assert LANGUAGE.read(MultiDict({"language_code": "kw"}), {"language_code": "de"}) == "kw"


def test_a_wrong_value_is_an_error_in_either_place_even_if_the_other_is_right() -> None:
    with pytest.raises(BodyError, match=PROBLEM):
        THRESHOLD.read(MultiDict({"threshold": "0.5"}), {"threshold": "0.5"})
    with pytest.raises(ParameterError, match=PROBLEM):
        THRESHOLD.read(MultiDict({"threshold": "2"}), {"threshold": 0.5})


@pytest.mark.parametrize("text", ["", "0", "11", "-1", "+1", "1.0", "٣", "9" * 20])
def test_a_whole_number_is_from_one_to_the_maximum(text: str) -> None:
    assert whole_number("10", 10) == 10
    with pytest.raises(ValueError):
        whole_number(text, 10)


@pytest.mark.parametrize("value", [True, 1.5, float("inf"), float("nan"), "1", None, [1]])
def test_an_integer_of_json_may_have_a_fraction_of_zero(value: object) -> None:
    assert [json_integer(number) for number in (5, 5.0, -1)] == [5, 5, -1]
    with pytest.raises(ValueError):
        json_integer(value)
