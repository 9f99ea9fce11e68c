"""The data model of rules: which are in effect on a wiki, and what messages and explanations say."""

from __future__ import annotations

import pickle

import pytest

from linking.rules.model import LIST_KEYS, NUMBER_KEYS, Lift, Problem, Reason, Rule, Rules, RulesError, merge_rules


def test_a_wiki_adds_rules_to_those_for_all_wikis_and_lifts_some() -> None:
    """The wiki's own rules come last."""
    dates, words, own = Rule("dates", "global"), Rule("words", "global"), Rule("own", "wiki")
    assert merge_rules(Rules((dates, words)), Rules((own,), (Lift("words"),))).rules == (dates, own)


def test_a_rule_of_the_same_name_is_neither_replaced_nor_lifted() -> None:
    """A wiki's own rule may have the name of a rule for all wikis, also of one that the wiki lifts."""
    everywhere, own = Rule("dates", "global"), Rule("dates", "wiki")
    assert merge_rules(Rules((everywhere,)), Rules((own,))).rules == (everywhere, own)
    assert merge_rules(Rules((everywhere,)), Rules((own,), (Lift("dates"),))).rules == (own,)


def test_a_lift_of_an_unknown_rule_is_reported() -> None:
    """If a rule for all wikis is renamed, it must not silently take effect again."""
    merged = merge_rules(Rules((Rule("dates", "global"),)), Rules((), (Lift("date"), Lift("dates"))))
    assert [lift.rule for lift in merged.unknown_lifts] == ["date"]
    assert merged.rules == ()


def test_a_reason_is_explained_with_comment_and_discussion() -> None:
    """The members are those of `held_back` in an answer."""
    rule = Rule("words", "global", texts=("the *",), comment="not worth it", discussion="https://example.org/1")
    assert Reason(rule, "texts", "the *").to_json() == {
        "rule": "words",
        "origin": "global",
        "kind": "texts",
        "value": "the *",
        "words": "The text “the *” is not linked.",
        "comment": "not worth it",
        "discussion": "https://example.org/1",
    }


def test_a_reason_without_comment_or_discussion_leaves_them_out() -> None:
    """An explanation has no empty members."""
    assert Reason(Rule("sure", "wiki", least_score=0.5), "least_score", 0.5).to_json() == {
        "rule": "sure",
        "origin": "wiki",
        "kind": "least_score",
        "value": 0.5,
        "words": "Links that score less than 0.5 are not recommended.",
    }


@pytest.mark.parametrize("kind", [*LIST_KEYS, *NUMBER_KEYS])
def test_every_kind_of_reason_is_a_sentence_with_its_value(kind: str) -> None:
    """A sentence starts with a capital and ends in a period."""
    value = "value" if kind in LIST_KEYS else 7
    sentence = Reason(Rule("a", "wiki"), kind, value).sentence
    assert str(value) in sentence
    assert sentence[0].isupper()
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("rules[0].name", "is empty", 3), "line 3, rules[0].name: is empty"),
        (Problem("rules[0].name", "is empty"), "rules[0].name: is empty"),
        (Problem("", "is not UTF-8", 3), "line 3: is not UTF-8"),
        (Problem("", "is not UTF-8"), "is not UTF-8"),
    ],
    ids=["line and path", "path", "line", "neither"],
)
def test_a_problem_says_where_it_is_as_far_as_that_is_known(problem: Problem, text: str) -> None:
    """Rules of a request have no lines, and a problem may concern a whole file."""
    assert str(problem) == text


def test_an_error_lists_all_problems_after_the_source() -> None:
    """It survives the way from a worker process with its problems."""
    problems = (Problem("a", "is empty"), Problem("b", "is empty"))
    error = pickle.loads(pickle.dumps(RulesError(problems, "rules.yaml")))
    assert str(error) == "rules.yaml: a: is empty; b: is empty"
    assert error.problems == problems
    assert str(RulesError(problems)) == "a: is empty; b: is empty"
