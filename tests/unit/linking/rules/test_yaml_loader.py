"""Files of rules, and the problems that are reported for invalid ones."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from linking.rules.model import Lift, Rule, Rules, RulesError
from linking.rules.yaml_loader import load_wiki_rules, parse_yaml_rules, read_rules
from tests.helpers.cases import ROOT

CASES = ROOT / "tests/cases"
REFUSED = yaml.safe_load((CASES / "rules_refused.yaml").read_text(encoding="utf-8"))

EXAMPLE = """\
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
    articles: ["Category:Lists"]
  - name: numbers
    least_score: 0.6
    text_length: 3
    links_per_100_words: 2.5
lift:
  - rule: dates
    comment: Dates matter here.
"""


def test_every_key_is_read() -> None:
    """Texts are read as they are written."""
    assert parse_yaml_rules(EXAMPLE, "wiki") == Rules(
        (
            Rule(
                "countries",
                "wiki",
                targets=("France", "Germany"),
                classes=("Q6256",),
                comment="Everybody knows them.",
                discussion="https://example.org/wiki/Talk#Countries",
            ),
            Rule(
                "words",
                "wiki",
                texts=("the *", "no", "1984"),
                sections=("%LEAD%", "See also"),
                articles=("Category:Lists",),
            ),
            Rule("numbers", "wiki", least_score=0.6, text_length=3, links_per_100_words=2.5),
        ),
        (Lift("dates", "Dates matter here."),),
    )


@pytest.mark.parametrize(
    "text", ["", "# nothing yet\n", "rules: []", "rules:\n# - name: dates\n", "{}", "lift:", "\ufeff"]
)
def test_an_empty_file_has_no_rules(text: str, tmp_path: Path) -> None:
    """The file, its content without comments, or a list may be empty."""
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_rules(path, "wiki") == Rules()


def test_a_missing_file_has_no_rules(tmp_path: Path) -> None:
    """Most wikis have no rules of their own."""
    assert read_rules(tmp_path / "rules.yaml", "wiki") == Rules()


def test_a_file_that_is_not_utf8_is_refused_with_the_line(tmp_path: Path) -> None:
    """Some editors save in other encodings."""
    path = tmp_path / "rules.yaml"
    path.write_bytes("rules:\n- name: Städte\n".encode("latin-1"))
    with pytest.raises(RulesError) as caught:
        read_rules(path, "wiki")
    assert [str(problem) for problem in caught.value.problems] == ["line 2: is not UTF-8"]


@pytest.mark.parametrize("case", REFUSED, ids=[case["case"] for case in REFUSED])
def test_all_problems_are_reported_with_their_lines(case: dict[str, Any]) -> None:
    """Each file of the table has exactly these problems."""
    with pytest.raises(RulesError) as caught:
        parse_yaml_rules(case["yaml"], case.get("origin", "wiki"))
    assert sorted(map(str, caught.value.problems)) == sorted(case["problems"])
    assert all(problem.line for problem in caught.value.problems)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "{a: " * 20_000, "- " * 50_000 + "x", "rules: [" + "a, " * 50_000 + "]"]
)
def test_hostile_yaml_is_refused(text: str) -> None:
    """Deep nesting and long lists end in a RulesError."""
    with pytest.raises(RulesError):
        parse_yaml_rules(text, "wiki")


@given(st.text("rules: [{name,a}]-\n\"'*&!%|>#?0.~", max_size=60) | st.text(max_size=40))
def test_any_text_gives_rules_or_problems(text: str) -> None:
    """Nothing that anybody saves ends in another error."""
    with contextlib.suppress(RulesError):
        parse_yaml_rules(text, "wiki")


def test_the_example_of_the_documentation_is_valid() -> None:
    """People copy it. It has every key."""
    text = (ROOT / "docs" / "how-to" / "rules.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    rules = parse_yaml_rules(example, "wiki")
    assert [rule.name for rule in rules.rules] == [
        "countries",
        "common words",
        "people",
        "sources",
        "not ready",
        "quality",
    ]
    assert rules.rules[1].texts == ("no", "1984", "the *", "* century")
    assert [lift.rule for lift in rules.lift] == ["dates"]


def test_the_rules_of_a_wiki_are_merged_from_two_files(tmp_path: Path) -> None:
    """That of the data directory, and that of the wiki."""
    (tmp_path / "rules.yaml").write_text("rules: [{name: a, texts: [b]}, {name: b, texts: [c]}]")
    (tmp_path / "kwwiki").mkdir()
    (tmp_path / "kwwiki" / "rules.yaml").write_text("rules: [{name: c, texts: [d]}]\nlift: [{rule: b}, {rule: x}]")
    effective = load_wiki_rules(tmp_path, "kwwiki")
    assert [(rule.name, rule.origin) for rule in effective.rules] == [("a", "global"), ("c", "wiki")]
    assert effective.unknown_lifts == (Lift("x"),)
    assert [rule.name for rule in load_wiki_rules(tmp_path, "arcwiki").rules] == ["a", "b"]


def test_an_error_names_the_file(tmp_path: Path) -> None:
    """So that it is clear which of the two files is invalid."""
    (tmp_path / "rules.yaml").write_text("rules: 7")
    with pytest.raises(RulesError) as caught:
        load_wiki_rules(tmp_path, "kwwiki")
    assert str(caught.value) == f"{tmp_path / 'rules.yaml'}: line 1, rules: must be a list, not '7'"


def test_half_a_surrogate_pair_is_refused_with_the_line() -> None:
    with pytest.raises(RulesError, match="line 2: contains an unpaired surrogate"):
        parse_yaml_rules("rules:\n- name: \ud800", "wiki")


@pytest.mark.parametrize("text", [f"%YAML {'9' * 5000}.1\n---\n{{}}", '"\\UFFFFFFFF"', '"\\U00110000"'])
@pytest.mark.parametrize("loader", [getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader])
def test_a_number_out_of_range_is_refused(text: str, loader: type, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both by the parser in C and by the slower one, which a build of PyYAML without the former uses."""
    monkeypatch.setattr("linking.rules.yaml_document._Loader", loader)
    with pytest.raises(RulesError, match="is not valid YAML"):
        parse_yaml_rules(text, "wiki")
