"""Rules as they are written, and what is said of those that are wrong."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from linking.rules.model import Lift, Problem, Rule, Rules, RulesError
from linking.rules.validation import parse_rules
from linking.rules.yaml_loader import read_rules, rules_of_yaml
from tests.helpers.cases import ROOT

CASES = ROOT / "tests/cases"
REFUSED = yaml.safe_load((CASES / "rules_refused.yaml").read_text(encoding="utf-8"))

WHOLE = """\
# Decided by the community.
rules:
  - name: countries
    targets: [France, "Germany"]
    classes: [Q6256]
    comment: Everybody knows them.
    discussion: https://example.org/wiki/Talk#Countries
  - name: words
    texts:
      - the *
      - no
      - 1984
    sections: ["%LEAD%", See also]
  - name: numbers
    least_score: 0.6
    text_length: 3
    links_per_100_words: 2.5
lift:
  - rule: dates
    comment: Dates matter here.
"""


def test_all_that_rules_can_say_is_read() -> None:
    """Every key; texts are as they are written."""
    assert rules_of_yaml(WHOLE, "wiki") == Rules(
        (
            Rule(
                "countries",
                "wiki",
                targets=("France", "Germany"),
                classes=("Q6256",),
                comment="Everybody knows them.",
                discussion="https://example.org/wiki/Talk#Countries",
            ),
            Rule("words", "wiki", texts=("the *", "no", "1984"), sections=("%LEAD%", "See also")),
            Rule("numbers", "wiki", least_score=0.6, text_length=3, links_per_100_words=2.5),
        ),
        (Lift("dates", "Dates matter here."),),
    )


@pytest.mark.parametrize(
    "text", ["", "# nothing yet\n", "rules: []", "rules:\n# - name: dates\n", "{}", "lift:", "\ufeff"]
)
def test_an_empty_file_has_no_rules(text: str, tmp_path: Path) -> None:
    """Whatever is empty in it: the whole, all that is not a comment, the list."""
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_rules(path, "wiki") == Rules()


def test_no_file_has_no_rules(tmp_path: Path) -> None:
    """A wiki without rules of its own is the usual case."""
    assert read_rules(tmp_path / "rules.yaml", "wiki") == Rules()


def test_a_file_that_is_not_utf8_is_refused_with_the_line(tmp_path: Path) -> None:
    """An editor that saved in another encoding."""
    path = tmp_path / "rules.yaml"
    path.write_bytes("rules:\n- name: Städte\n".encode("latin-1"))
    with pytest.raises(RulesError) as caught:
        read_rules(path, "wiki")
    assert [str(problem) for problem in caught.value.problems] == ["line 2: is not UTF-8"]


@pytest.mark.parametrize("case", REFUSED, ids=[case["case"] for case in REFUSED])
def test_all_problems_are_told_with_their_lines(case: dict[str, Any]) -> None:
    """The table of refused files."""
    with pytest.raises(RulesError) as caught:
        rules_of_yaml(case["yaml"], case.get("origin", "wiki"))
    assert sorted(map(str, caught.value.problems)) == sorted(case["problems"])
    assert all(problem.line for problem in caught.value.problems)


def test_problems_of_a_request_have_a_path_and_no_line() -> None:
    """Its rules come as JSON, inside a larger body."""
    with pytest.raises(RulesError) as caught:
        parse_rules({"rules": [{"name": "a", "texts": ["b", 3]}]}, "request")
    assert caught.value.problems == (Problem("rules[0].texts[1]", "must be text, not 3"),)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "{a: " * 20_000, "- " * 50_000 + "x", "rules: [" + "a, " * 50_000 + "]"]
)
def test_hostile_yaml_is_refused_and_not_suffered(text: str) -> None:
    """Deep nesting and long lists end in an error of ours."""
    with pytest.raises(RulesError):
        rules_of_yaml(text, "wiki")


@given(st.text("rules: [{name,a}]-\n\"'*&!%|>#?0.~", max_size=60) | st.text(max_size=40))
def test_any_text_gives_rules_or_problems(text: str) -> None:
    """No other error, whatever somebody saves."""
    with contextlib.suppress(RulesError):
        rules_of_yaml(text, "wiki")


def test_the_example_of_the_documentation_is_valid() -> None:
    """With every key that there is, as people copy it."""
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    rules = rules_of_yaml(example, "wiki")
    assert [rule.name for rule in rules.rules] == ["countries", "common words", "people", "sources", "quality"]
    assert rules.rules[1].texts == ("no", "1984", "the *", "* century")
    assert [lift.rule for lift in rules.lift] == ["dates"]
