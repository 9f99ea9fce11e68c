"""Reading rules from plain data."""

from __future__ import annotations

from typing import Any

import pytest

from linking.rules.model import Lift, Origin, Problem, Rule, Rules, RulesError
from linking.rules.validation import MAX_LENGTHS, parse_rules, path_text


def problems_of(data: object, origin: Origin = "wiki") -> list[str]:
    with pytest.raises(RulesError) as caught:
        parse_rules(data, origin)
    return [str(problem) for problem in caught.value.problems]


def rule_problems(**members: Any) -> list[str]:
    return problems_of({"rules": [{"name": "a", **members}]})


def test_every_member_is_read() -> None:
    """Lists become tuples, and whole numbers become int or float as declared."""
    rule = {
        "name": "a",
        "targets": ["Paris"],
        "texts": ["the *"],
        "classes": ["Q5"],
        "sections": ["Notes"],
        "articles": ["Category:Lists"],
        "least_score": 1,
        "text_length": 3.0,
        "links_per_100_words": 2,
        "comment": "why",
        "discussion": "where",
    }
    lift = {"rule": "b", "comment": "why", "discussion": "where"}
    expected = Rule(
        "a", "wiki", ("Paris",), ("the *",), ("Q5",), ("Notes",), ("Category:Lists",), 1.0, 3, 2.0, "why", "where"
    )
    rules = parse_rules({"rules": [rule], "lift": [lift]}, "wiki")
    assert rules == Rules((expected,), (Lift("b", "why", "where"),))
    assert type(rules.rules[0].least_score) is float
    assert type(rules.rules[0].text_length) is int


@pytest.mark.parametrize("data", [None, {}, {"rules": None}, {"rules": [], "lift": []}])
def test_missing_rules_are_no_rules(data: object) -> None:
    """The rules of a request may be null, and a file may be empty."""
    assert parse_rules(data, "wiki") == Rules()


def test_spaces_around_texts_are_removed_and_empty_comments_allowed() -> None:
    """As people type them."""
    rules = parse_rules({"rules": [{"name": " a ", "texts": [" b "], "comment": ""}]}, "wiki")
    assert rules.rules == (Rule("a", "wiki", texts=("b",)),)


def test_every_problem_is_reported() -> None:
    """One invalid member does not hide another."""
    assert sorted(problems_of({"rules": [{"texts": ["", 3], "least_score": 2}, 7], "other": 1})) == [
        "other: is not a known key; known keys are rules, lift",
        "rules[0].least_score: must be a number from 0 to 1, not 2",
        "rules[0].texts[0]: is empty",
        "rules[0].texts[1]: must be text, not 3",
        "rules[0]: has no name",
        "rules[1]: must be a mapping with the keys name, targets, texts, classes, sections, articles, "
        "least_score, text_length, links_per_100_words, comment, discussion, not 7",
    ]


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({"least_score": True}, "rules[0].least_score: must be a number from 0 to 1, not True"),
        ({"least_score": -0.1}, "rules[0].least_score: must be a number from 0 to 1, not -0.1"),
        ({"least_score": None}, "rules[0].least_score: must be a number from 0 to 1, not null"),
        ({"text_length": 0}, "rules[0].text_length: must be a number from 1 to 255, not 0"),
        ({"text_length": 256}, "rules[0].text_length: must be a number from 1 to 255, not 256"),
        ({"text_length": 1.5}, "rules[0].text_length: must be a whole number"),
        ({"links_per_100_words": 101}, "rules[0].links_per_100_words: must be a number from 0 to 100, not 101"),
        ({"texts": ["* *"]}, "rules[0].texts[0]: would suppress every text"),
        ({"texts": {}}, "rules[0].texts: must be a list, not a mapping"),
        ({"texts": ["\ud800"]}, "rules[0].texts[0]: contains an unpaired surrogate, which is not a character"),
        ({"texts": ["a"], "comment": None}, "rules[0].comment: must be text, not null"),
        ({"targets": [[]]}, "rules[0].targets[0]: must be text, not a list"),
        ({}, "rules[0]: has no effect; add one of targets, texts, classes, sections, articles, least_score, "
             "text_length, links_per_100_words"),
    ],
)  # fmt: skip
def test_an_invalid_member_is_reported_with_what_is_expected(members: dict[str, Any], problem: str) -> None:
    """The path names the member."""
    assert rule_problems(**members) == [problem]


@pytest.mark.parametrize(
    ("member", "limit"), [("targets", "value"), ("comment", "comment"), ("discussion", "discussion")]
)
def test_texts_have_a_maximum_length(member: str, limit: str) -> None:
    """A text of just this length is allowed."""
    text = "x" * MAX_LENGTHS[limit]
    valid, too_long = ([text], [text + "x"]) if limit == "value" else (text, text + "x")
    parse_rules({"rules": [{"name": "a", "texts": ["b"], member: valid}]}, "wiki")
    problem = f"rules[0].{member}{'[0]' if limit == 'value' else ''}: is longer than {len(text)} characters"
    assert rule_problems(**{"texts": ["b"], member: too_long}) == [problem]


def test_names_are_unique_in_files_but_not_in_requests() -> None:
    """Nothing refers to the rules of a request by name."""
    data = {"rules": [{"name": "a", "texts": ["b"]}, {"name": "a", "texts": ["c"]}]}
    assert problems_of(data, "wiki") == ["rules[1].name: 'a' is used twice"]
    assert len(parse_rules(data, "request").rules) == 2


@pytest.mark.parametrize("origin", ["global", "request"])
def test_only_a_wiki_lifts_rules(origin: Origin) -> None:
    """A request may only suppress more links."""
    assert problems_of({"lift": [{"rule": "a"}]}, origin) == [
        "lift: only the rules of one wiki may lift a rule for all wikis"
    ]


def test_a_rule_is_lifted_only_once() -> None:
    """A second entry is a mistake."""
    assert problems_of({"lift": [{"rule": "a"}, {"rule": "a"}]}) == ["lift[1].rule: 'a' is used twice"]


def test_lines_come_from_the_caller() -> None:
    """It is asked for the path of each problem."""
    with pytest.raises(RulesError) as caught:
        parse_rules({"rules": [{"name": "a", "texts": [""]}]}, "wiki", lambda path: len(path))
    assert caught.value.problems == (Problem("rules[0].texts[0]", "is empty", 4),)


def test_a_path_is_written_with_dots_and_brackets() -> None:
    """As in most programming languages."""
    assert path_text(("rules", 2, "texts", 0)) == "rules[2].texts[0]"
    assert path_text(()) == ""
