"""The report on a change of rules. test_rules.py runs the command on a real bundle."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli.rules_dry_run import (
    ArticlesError,
    ChangedRules,
    CurrentRulesError,
    OtherWikiError,
    changed_rules,
    read_articles,
    report_changes,
)
from linking.rules.model import Lift, Rule, Rules
from tests.helpers.api.fakes import FakeRecommender, FakeRules

ARTICLES = [("A", "To Paris."), ("B", "To Rome.")]
NO_PARIS = Rule("cities", "wiki", targets=("Paris",))


def report(before: tuple[Rule, ...], after: tuple[Rule, ...]) -> list[str]:
    rules = ChangedRules(before, after)
    return list(report_changes(FakeRecommender(), rules, ARTICLES, threshold=0.5, max_recommendations=15))


def test_a_removed_link_is_reported_with_its_article() -> None:
    assert report((), (NO_PARIS,)) == [
        "A\n",
        "  - Paris -> Paris (0.75)  gave way to a better one\n",  # the fake recommender names no rule
        "1 of 2 articles change: 1 links go, 0 come\n",
        "  1 gave way to a better one\n",
    ]


def test_an_added_link_is_reported_with_its_article() -> None:
    assert report((NO_PARIS,), ()) == [
        "A\n",
        "  + Paris -> Paris (0.75)\n",
        "1 of 2 articles change: 0 links go, 1 come\n",
    ]


def test_without_a_difference_only_the_totals_are_reported() -> None:
    assert report((NO_PARIS,), (NO_PARIS,)) == ["0 of 2 articles change: 0 links go, 0 come\n"]


@pytest.fixture
def store() -> FakeRules:
    return FakeRules({"*": "rules: [{name: all, texts: [a]}]", "kwwiki": "rules: [{name: own, texts: [b]}]"})


def names(rules: tuple[Rule, ...]) -> list[str]:
    return [rule.name for rule in rules]


@pytest.mark.parametrize(
    ("changed", "for_all", "before", "after"),
    [
        (None, False, [], ["all", "own"]),
        (Rules(), False, ["all", "own"], ["all"]),
        (Rules(), True, ["all", "own"], ["own"]),
        (Rules((NO_PARIS,), (Lift("all"),)), False, ["all", "own"], ["cities"]),
    ],
    ids=["no change", "none for the wiki", "none for all wikis", "a lift"],
)
def test_changed_rules_replace_those_of_the_wiki_or_those_for_all(
    store: FakeRules, changed: Rules | None, for_all: bool, before: list[str], after: list[str]
) -> None:
    rules = changed_rules(store, "kwwiki", changed, for_all=for_all)
    assert (names(rules.before), names(rules.after)) == (before, after)


def test_invalid_current_rules_cannot_be_compared(store: FakeRules) -> None:
    store.texts["kwwiki"] = "rules: 1"
    with pytest.raises(CurrentRulesError, match=r"memory of kwwiki: .*rules"):
        changed_rules(store, "kwwiki", Rules(), for_all=False)


def test_articles_are_lines_of_json(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text('{"title": "A", "wikitext": "a"}\n{"title": "B", "wikitext": "b", "pageid": 1}\n')
    assert list(read_articles(path, "kwwiki")) == [("A", "a"), ("B", "b")]


@pytest.mark.parametrize("line", ["{", "[]", '{"title": "A"}', '{"title": "A", "wikitext": 1}', '"A"'])
def test_an_invalid_line_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text(f'{{"title": "A", "wikitext": "a"}}\n{line}\n')
    with pytest.raises(ArticlesError, match="line 2: must be a JSON object with title and wikitext"):
        list(read_articles(path, "kwwiki"))


@pytest.mark.parametrize(
    ("name", "member", "refused"),
    [
        ("articles.jsonl", "", False),
        ("kwwiki-test.jsonl", ', "wiki": "kwwiki"', False),
        ("arcwiki-test.jsonl", "", True),
        ("articles.jsonl", ', "wiki": "arcwiki"', True),
        ("articles.jsonl", ', "dbname": "arcwiki"', True),
    ],
)
def test_articles_of_another_wiki_are_refused(tmp_path: Path, name: str, member: str, refused: bool) -> None:
    path = tmp_path / name
    path.write_text(f'{{"title": "A", "wikitext": "a"{member}}}\n')
    if refused:
        with pytest.raises(OtherWikiError, match="is of arcwiki, not of kwwiki"):
            list(read_articles(path, "kwwiki"))
    else:
        assert list(read_articles(path, "kwwiki")) == [("A", "a")]
    assert list(read_articles(path, "kwwiki", allow_other=True)) == [("A", "a")]
