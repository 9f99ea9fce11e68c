"""Rules applied to articles: what they suppress, what is chosen instead, and what explanations say."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from linking import response as answers
from linking.analysis import open_analyzer
from linking.recommender import Answer, RecommendationQuery, Recommender
from linking.rules.matcher import CompiledRules, KeyFunctions
from linking.rules.model import Reason, Rule
from linking.rules.suppression import SuppressedLink, SuppressionFilter, select_with_rules
from linking.rules.validation import parse_rules
from linking.selection.link_selection import Suggestion
from linking.store.lookups import Lookups, Table, open_sqlite
from linking.wikitext.article import parse
from tests.helpers.cases import cases
from tests.helpers.linking.commonness_scorer import CommonnessScorer
from tests.helpers.linking.complete_bundle import ARTICLES, write_complete_bundle
from tests.helpers.linking.wiki_on_disk import WikiOnDisk
from tests.unit.linking.test_known_failures import read_article

CASES = cases("rules_in_articles.yaml")
WIKI = WikiOnDisk(
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
    namespaces={"kategorie": 14, "vorlage": 10},
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
    recommender = Recommender(open_analyzer(directory, longest), CommonnessScorer())
    yield recommender
    recommender.close()


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_links_of_an_article_under_rules(case: dict[str, Any], recommender: Recommender) -> None:
    """The answer has the marked links and no others."""
    wikitext, expected = read_article(case["article"])
    rules = recommender.compile_rules(rules_of(case["rules"]))
    answer = recommender.recommend(RecommendationQuery("Page", wikitext, threshold=0.3, rules=rules))
    assert [(k.link_text, k.link_target, k.wikitext_offset, k.match_index) for k in answer.links] == expected


@pytest.fixture(scope="module")
def servable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recommender]:
    recommender = Recommender.open(write_complete_bundle(tmp_path_factory.mktemp("data")))
    yield recommender
    recommender.close()


def explained(recommender: Recommender, *rules: Rule, **changes: Any) -> Answer:
    compiled = recommender.compile_rules(rules)
    text = ARTICLES["Capitals"]
    query = RecommendationQuery("Capitals", text, threshold=0.2, explain=True, rules=compiled, **changes)
    return recommender.recommend(query)


def suppressed_links(answer: Answer) -> list[tuple[str, str, str]]:
    assert answer.suppressed is not None
    return [(link.link_text, link.link_target, link.reason.rule.name) for link in answer.suppressed]


def test_an_explanation_lists_suppressed_links(servable: Recommender) -> None:
    """In order of offset, with the rule. Links that score less than the threshold are not listed."""
    answer = explained(
        servable, Rule("cities", "wiki", targets=("Rome", "Paris")), Rule("rivers", "wiki", texts=("seine", "river"))
    )
    assert [link.link_target for link in answer.links] == ["France"]
    assert suppressed_links(answer) == [
        ("Paris", "Paris", "cities"),
        ("Seine", "Seine", "rivers"),
        ("Rome", "Rome", "cities"),
    ]


def test_links_above_a_density_are_listed_too(servable: Recommender) -> None:
    """A density of zero suppresses all links."""
    answer = explained(servable, Rule("few", "wiki", links_per_100_words=0))
    assert answer.links == ()
    assert suppressed_links(answer) == [(text, text, "few") for text in ("Paris", "France", "Seine", "Rome")]


def test_all_links_of_an_article_that_a_rule_names_are_listed(servable: Recommender) -> None:
    answer = explained(servable, Rule("capitals", "wiki", articles=("Capitals",)))
    assert answer.links == ()
    assert suppressed_links(answer) == [(text, text, "capitals") for text in ("Paris", "France", "Seine", "Rome")]
    assert answer.suppressed is not None
    assert answer.suppressed[0].reason.sentence == "Nothing is suggested in articles named by “Capitals”."


def test_the_answer_states_the_rule_with_comment_and_discussion(servable: Recommender) -> None:
    """The members of `held_back` are those of the API."""
    rule = Rule("r", "wiki", sections=("%LEAD%",), comment="why", discussion="https://example.org")
    answer = explained(servable, rule)
    page = answers.Page("Capitals", 1, 2, ARTICLES["Capitals"])
    first = json.loads(answers.write_answer(page, answer, {}))["held_back"][0]
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


def test_explanations_do_not_change_the_links(servable: Recommender) -> None:
    """Without one, suppressed links are not listed."""
    rule = Rule("cities", "wiki", targets=("Rome",))
    rules = servable.compile_rules([rule])
    answer = servable.recommend(RecommendationQuery("Capitals", ARTICLES["Capitals"], threshold=0.2, rules=rules))
    assert answer.suppressed is None
    assert [replace(link, explanation=None) for link in explained(servable, rule).links] == list(answer.links)


class Counted:
    """A table that counts its queries."""

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
def test_classes_are_fetched_once_and_only_if_a_rule_tests_them(
    rules: tuple[Rule, ...], queries: int, tmp_path: Path
) -> None:
    longest = WIKI.write(tmp_path)
    tables: list[Counted] = []

    def open_counted(directory: Path) -> Lookups:
        lookups = open_sqlite(directory)
        assert lookups.classes is not None
        tables.append(Counted(lookups.classes))
        return Lookups(lookups.anchors, lookups.pages, lookups.tries, tables[0])

    recommender = Recommender(open_analyzer(tmp_path, longest, open_counted), CommonnessScorer())
    compiled = recommender.compile_rules(rules)
    recommender.recommend(RecommendationQuery("Page", "Paris, Rome, Seine.", threshold=0.3, rules=compiled))
    recommender.close()
    assert tables[0].queries == queries


def test_a_bundle_without_classes_suppresses_no_classes(servable: Recommender) -> None:
    """Older bundles have no table of classes."""
    assert suppressed_links(explained(servable, Rule("a", "wiki", classes=("Q515", "Category:Cities")))) == []


ARTICLE = parse("Paris, Paris.\n== Notes ==\nParis, Rome.\n")
PARIS = Suggestion(places=((0, 5), (7, 12), (26, 31)), target="Paris", score=0.9, anchor=1, pair=0)
ROME = Suggestion(places=((33, 37),), target="Rome", score=0.8, anchor=2, pair=1)
KEYS = KeyFunctions(title_key=str, text_key=str.lower)


def filter_of(*rules: Rule) -> SuppressionFilter:
    return SuppressionFilter(CompiledRules(rules, KEYS), ARTICLE, ARTICLE.wikitext.lower())


def test_a_suggestion_that_no_rule_suppresses_stays_the_same() -> None:
    """The filter returns the same object."""
    assert filter_of(Rule("a", "wiki", targets=("Rome",))).apply(PARIS, ()) is PARIS


def test_a_suggestion_loses_the_places_in_suppressed_sections() -> None:
    """It is suppressed only if no place is left."""
    lead = filter_of(Rule("lead", "wiki", sections=("%LEAD%",)))
    assert lead.apply(PARIS, ()) == replace(PARIS, places=((26, 31),))
    both = filter_of(Rule("lead", "wiki", sections=("%LEAD%",)), Rule("notes", "wiki", sections=("Notes",)))
    reason = both.apply(PARIS, ())
    assert isinstance(reason, Reason)
    assert (reason.rule.name, reason.value) == ("lead", "%LEAD%")


def test_the_text_of_each_place_is_matched() -> None:
    """An inflected word may have several texts for one target."""
    suggestion = replace(PARIS, places=((0, 5), (33, 37)))
    assert filter_of(Rule("a", "wiki", texts=("paris",))).apply(suggestion, ()) == replace(PARIS, places=((33, 37),))


@pytest.mark.parametrize(
    ("rule", "suppressed"),
    [
        (Rule("a", "wiki", classes=("Q515",)), True),
        (Rule("a", "wiki", classes=("Q5",)), False),
        (Rule("a", "wiki", least_score=0.91), True),
        (Rule("a", "wiki", least_score=0.9), False),
        (Rule("a", "wiki", text_length=6), True),
        (Rule("a", "wiki", text_length=5), False),
    ],
)
def test_classes_score_and_text_are_passed_to_the_rules(rule: Rule, suppressed: bool) -> None:
    """A limit itself is allowed."""
    assert isinstance(filter_of(rule).apply(PARIS, ("Q515",)), Reason) == suppressed


def test_only_a_rule_about_density_limits_the_number_of_links() -> None:
    """The four words of the running text count, the heading does not."""
    assert filter_of(Rule("a", "wiki", targets=("Rome",))).max_links() is None
    limit = filter_of(Rule("a", "wiki", links_per_100_words=50.0)).max_links()
    assert limit is not None
    assert (limit[0], limit[1].kind) == (2, "links_per_100_words")


def test_suppressed_links_are_in_order_of_offset() -> None:
    """Whether a rule suppresses a suggestion or the density does."""
    rules = filter_of(Rule("a", "wiki", targets=("Rome",)), Rule("b", "wiki", links_per_100_words=1.0))
    links, suppressed = select_with_rules(rules, [(ROME, ()), (PARIS, ())], threshold=0.5, limit=15)
    assert links == []
    assert suppressed == [
        SuppressedLink(
            "Paris", "Paris", 0.9, 0, Reason(Rule("b", "wiki", links_per_100_words=1.0), "links_per_100_words", 1.0)
        ),
        SuppressedLink("Rome", "Rome", 0.8, 33, Reason(Rule("a", "wiki", targets=("Rome",)), "targets", "Rome")),
    ]


def test_the_density_keeps_the_best_links() -> None:
    """The other link is suppressed."""
    rules = filter_of(Rule("a", "wiki", links_per_100_words=25.0))
    links, suppressed = select_with_rules(rules, [(ROME, ()), (PARIS, ())], threshold=0.5, limit=15)
    assert [link.target for link in links] == ["Paris"]
    assert [link.link_target for link in suppressed] == ["Rome"]
