"""Compiled rules: which links they suppress, where, and how many links they allow."""

from __future__ import annotations

from typing import Any

import pytest

from linking.rules.matcher import CompiledRules, KeyFunctions, normalise_class
from linking.rules.model import Reason, Rule
from linking.rules.yaml_loader import parse_yaml_rules
from linking.text.folding import casefold_text
from linking.text.titles import Site, normalise
from linking.wikitext.article import parse
from tests.helpers.cases import cases

CASES = cases("rules_matching.yaml")
SITE = Site("xxwiki", "en")
KEYS = KeyFunctions(title_key=lambda raw: normalise(SITE, raw), text_key=lambda text: casefold_text(text, "en"))


def compiled(*rules: Rule, parent: CompiledRules | None = None) -> CompiledRules:
    return CompiledRules(rules, KEYS, parent)


def reason_of(
    rules: CompiledRules, text: str, target: str, score: float = 0.9, classes: tuple[str, ...] = ()
) -> Reason | None:
    return rules.match(casefold_text(text, "en"), target, classes, score)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_which_links_rules_suppress(case: dict[str, Any]) -> None:
    """The reason names the rule."""
    rules = compiled(*parse_yaml_rules(f"rules: {case['rules']}", "wiki").rules)
    for row in case["suppressed"]:
        reason = reason_of(rules, *row)
        assert reason is not None, row
        assert reason.rule.name == case["by"], row
    for row in case["allowed"]:
        assert reason_of(rules, *row) is None, row


def test_rules_of_a_request_suppress_more_links() -> None:
    """The wiki's rules come first, so that their reasons stay."""
    wiki = compiled(Rule("sure", "wiki", least_score=0.5))
    both = compiled(Rule("mine", "request", targets=("Paris",), least_score=0.2), parent=wiki)
    for text, target, score, name in (
        ("paris", "Paris", 0.9, "mine"),
        ("paris", "Paris", 0.4, "sure"),
        ("rome", "Rome", 0.3, "sure"),
    ):
        reason = reason_of(both, text, target, score)
        assert reason is not None
        assert reason.rule.name == name
    assert reason_of(both, "rome", "Rome", 0.5) is None
    assert reason_of(wiki, "paris", "Paris", 0.9) is None


def test_compiled_rules_are_false_if_there_are_none() -> None:
    """A parent's rules count."""
    assert not compiled()
    assert not compiled(parent=compiled())
    assert compiled(Rule("a", "wiki", targets=("A",)))
    assert compiled(parent=compiled(Rule("a", "wiki", targets=("A",))))
    assert compiled(Rule("a", "request", targets=("A",)), parent=compiled())


ARTICLE = parse("Lead.\n== History ==\nOld.\n=== Origins ===\nOlder.\n== see  Also ==\nThat.\n== End ==\n")


@pytest.mark.parametrize(
    ("names", "suppressed"),
    [
        (["history"], {1, 2}),
        (["ORIGINS", "See also"], {2, 3}),
        (["%LEAD%"], {0}),
        (["%lead%"], {0}),
        (["Hist", "", "Lead"], set()),
    ],
)
def test_sections_are_suppressed_with_their_subsections(names: list[str], suppressed: set[int]) -> None:
    """Headings match as a whole and in any case, as a request's `sections_to_exclude` do."""
    found = compiled(Rule("sections", "wiki", sections=tuple(names))).suppressed_sections(ARTICLE)
    assert set(found) == suppressed
    assert all(reason.kind == "sections" and reason.value in names for reason in found.values())


def test_sections_of_the_parent_are_suppressed_too() -> None:
    """If both suppress a section, the reason is the parent's."""
    wiki = compiled(Rule("a", "wiki", sections=("Origins",)))
    rules = compiled(Rule("b", "request", sections=("History", "End")), parent=wiki)
    assert {number: reason.rule.name for number, reason in rules.suppressed_sections(ARTICLE).items()} == {
        1: "b",
        2: "a",
        4: "b",
    }


@pytest.mark.parametrize(("words", "expected"), [(0, 0), (49, 0), (50, 1), (199, 3), (200, 4), (1000, 20)])
def test_the_number_of_links_is_rounded_down(words: int, expected: int) -> None:
    """The lowest density applies, whatever the order of the rules."""
    loose, strict = Rule("loose", "wiki", links_per_100_words=5.0), Rule("strict", "wiki", links_per_100_words=2.0)
    for rules in (
        compiled(loose, strict),
        compiled(loose, parent=compiled(strict)),
        compiled(strict, parent=compiled(loose)),
    ):
        limit = rules.max_links(words)
        assert limit is not None
        assert limit[0] == expected
    assert compiled(Rule("a", "wiki", targets=("A",))).max_links(words) is None


def test_a_density_of_zero_allows_no_links() -> None:
    """Zero is a limit, not the absence of one."""
    limit = compiled(Rule("off", "wiki", links_per_100_words=0.0)).max_links(1000)
    assert limit is not None
    assert limit[0] == 0


def test_tests_classes_tells_whether_classes_matter() -> None:
    """A class that no page has does not matter. Those of the parent do."""
    none = KeyFunctions(title_key=str, text_key=str, class_key=lambda _: None)
    rule = Rule("a", "wiki", classes=("Q5",))
    assert compiled(rule).tests_classes
    assert compiled(parent=compiled(rule)).tests_classes
    assert not compiled(Rule("a", "wiki", targets=("A",))).tests_classes
    assert not CompiledRules([rule], none).tests_classes


def test_limits_density_tells_whether_max_links_has_a_limit() -> None:
    """So that words are counted only if they matter."""
    rule = Rule("a", "wiki", links_per_100_words=1.0)
    assert compiled(rule).limits_density
    assert compiled(parent=compiled(rule)).limits_density
    assert not compiled(Rule("a", "wiki", targets=("A",))).limits_density


def test_kinds_are_tried_in_a_fixed_order() -> None:
    """The reason of a link that several rules suppress does not depend on their order."""
    rules = [
        Rule("length", "wiki", text_length=9),
        Rule("score", "wiki", least_score=0.9),
        Rule("class", "wiki", classes=("Q5",)),
        Rule("text", "wiki", texts=("paris",)),
        Rule("target", "wiki", targets=("Paris",)),
    ]
    names = []
    while rules:
        reason = reason_of(compiled(*rules), "paris", "Paris", 0.1, ("Q5",))
        assert reason is not None
        names.append(reason.rule.name)
        rules = [rule for rule in rules if rule.name not in names]
    assert names == ["target", "text", "class", "score", "length"]


@pytest.mark.parametrize(
    ("name", "expected"), [("q6256", "Q6256"), (" Category:Seas_of Asia ", "Category:Seas of Asia"), ("", "")]
)
def test_class_names_are_normalised(name: str, expected: str) -> None:
    """The first letter is a capital, and underscores are spaces."""
    assert normalise_class(name) == expected
