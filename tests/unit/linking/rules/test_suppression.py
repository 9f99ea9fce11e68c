"""Rules through the whole recommender: what they leave, what is chosen instead, and what is said of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from linking import response as answers
from linking.recommender import Answer, Recommender, Request, open_reader
from linking.rules.model import Rule
from linking.rules.validation import parse_rules
from linking.store.lookups import Lookups, Table, open_sqlite
from tests.helpers.cases import cases
from tests.helpers.linking.servable import ARTICLES, write_servable_bundle
from tests.helpers.linking.tiny_wiki import ShareModel, TinyWiki
from tests.unit.linking.test_known_failures import read_article

CASES = cases("rules_in_articles.yaml")
WIKI = TinyWiki(
    anchors={
        "paris": {"Paris": 95},
        "capital of france": {"Paris": 50},
        "rome": {"Rome": 60, "Roman Empire": 40},
        "seine": {"Seine": 12},
        "new york": {"New York": 70},
        "new york city": {"New York": 80},
    },
    plain={"seine": 8, "rome": 4, "paris": 1},
    redirects={"City of Light": "Paris"},
    language="de",
    namespaces={"kategorie": 14},
    classes={
        "Paris": ("Q515", "Q5119"),
        "Rome": ("Q515",),
        "Roman Empire": ("Q515",),
        "Seine": ("Category:Rivers of France",),
    },
)


def rules_of(data: list[Mapping[str, Any]]) -> tuple[Rule, ...]:
    return parse_rules({"rules": data}, "wiki").rules


@pytest.fixture(scope="module")
def recommender(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recommender]:
    directory = tmp_path_factory.mktemp("rules")
    longest = WIKI.write(directory)
    recommender = Recommender(open_reader(directory, longest), ShareModel())
    yield recommender
    recommender.close()


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_what_rules_leave_of_an_article(case: dict[str, Any], recommender: Recommender) -> None:
    """The answer has the marked links and no other."""
    wikitext, expected = read_article(case["article"])
    book = recommender.rule_book(rules_of(case["rules"]))
    answer = recommender.recommend(Request("Page", wikitext, threshold=0.3, rules=book))
    assert [(k.link_text, k.link_target, k.wikitext_offset, k.match_index) for k in answer.links] == expected


@pytest.fixture(scope="module")
def servable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recommender]:
    recommender = Recommender.open(write_servable_bundle(tmp_path_factory.mktemp("data")))
    yield recommender
    recommender.close()


def explained(recommender: Recommender, *rules: Rule, **changes: Any) -> Answer:
    book = recommender.rule_book(rules)
    request = Request("Capitals", ARTICLES["Capitals"], threshold=0.2, explain=True, rules=book, **changes)
    return recommender.recommend(request)


def held_back(answer: Answer) -> list[tuple[str, str, str]]:
    assert answer.held_back is not None
    return [(link.link_text, link.link_target, link.reason.rule.name) for link in answer.held_back]


def test_an_explanation_lists_what_rules_held_back(servable: Recommender) -> None:
    """In order of place, with the rule; what scores less than the threshold is not held back by a rule."""
    answer = explained(
        servable, Rule("cities", "wiki", targets=("Rome", "Paris")), Rule("rivers", "wiki", texts=("seine", "river"))
    )
    assert [link.link_target for link in answer.links] == ["France"]
    assert held_back(answer) == [("Paris", "Paris", "cities"), ("Seine", "Seine", "rivers"), ("Rome", "Rome", "cities")]


def test_links_that_are_too_many_for_the_words_are_listed_too(servable: Recommender) -> None:
    """The best links stay, whatever the rule's density."""
    answer = explained(servable, Rule("few", "wiki", links_per_100_words=0))
    assert answer.links == ()
    assert held_back(answer) == [(text, text, "few") for text in ("Paris", "France", "Seine", "Rome")]


def test_the_answer_says_the_rule_in_words_with_comment_and_discussion(servable: Recommender) -> None:
    """As it goes out."""
    rule = Rule("r", "wiki", sections=("%LEAD%",), comment="why", discussion="https://example.org")
    answer = explained(servable, rule)
    page = answers.Page("Capitals", 1, 2, ARTICLES["Capitals"])
    first = json.loads(answers.write_answer(page, answer, {}, "1"))["held_back"][0]
    assert first | {"score": 0} == {
        "link_text": "Paris",
        "link_target": "Paris",
        "wikitext_offset": 24,
        "score": 0,
        "rule": "r",
        "origin": "wiki",
        "kind": "sections",
        "value": "%LEAD%",
        "words": "Nothing is linked in the section “%LEAD%”.",
        "comment": "why",
        "discussion": "https://example.org",
    }


def test_without_explanation_nothing_is_listed_and_the_links_are_the_same(servable: Recommender) -> None:
    """Explaining changes nothing."""
    rule = Rule("cities", "wiki", targets=("Rome",))
    book = servable.rule_book([rule])
    answer = servable.recommend(Request("Capitals", ARTICLES["Capitals"], threshold=0.2, rules=book))
    assert answer.held_back is None
    assert [replace(link, explanation=None) for link in explained(servable, rule).links] == list(answer.links)


class Counted:
    """A table that counts how often it is asked."""

    def __init__(self, table: Table) -> None:
        self.table, self.queries = table, 0

    def get_many(self, keys: Any) -> Mapping[int, bytes]:
        self.queries += 1
        return self.table.get_many(keys)

    def close(self) -> None:
        self.table.close()


@pytest.mark.parametrize(
    ("rules", "queries"),
    [
        ((), 0),
        ((Rule("a", "wiki", targets=("Rome",)),), 0),
        ((Rule("a", "wiki", classes=("Q1",)),), 0),
        ((Rule("a", "wiki", classes=("Q515", "Q5119")), Rule("b", "wiki", classes=("Q515",))), 1),
    ],
    ids=["no rules", "no classes", "a class that no page has", "classes"],
)
def test_classes_are_asked_for_once_and_only_where_a_rule_needs_them(
    rules: tuple[Rule, ...], queries: int, tmp_path: Path
) -> None:
    longest = WIKI.write(tmp_path)
    tables: list[Counted] = []

    def open_counted(directory: Path) -> Lookups:
        lookups = open_sqlite(directory)
        assert lookups.classes is not None
        tables.append(Counted(lookups.classes))
        return Lookups(lookups.anchors, lookups.pages, lookups.tries, tables[0])

    recommender = Recommender(open_reader(tmp_path, longest, open_counted), ShareModel())
    recommender.recommend(Request("Page", "Paris, Rome, Seine.", 0.3, rules=recommender.rule_book(rules)))
    recommender.close()
    assert tables[0].queries == queries


def test_a_bundle_without_classes_holds_nothing_back_by_class(servable: Recommender) -> None:
    """Older bundles have none."""
    assert held_back(explained(servable, Rule("a", "wiki", classes=("Q515", "Category:Cities")))) == []
