"""Which rules hold on a wiki, and what they hold back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.rules.matcher import RuleBook, Spelling
from linking.rules.model import Lift, Reason, Rule, Rules, merge
from linking.rules.wildcards import Wildcards
from linking.rules.yaml_loader import rules_of_yaml
from linking.text.folding import fold
from linking.text.titles import Site, normalise
from linking.wikitext.article import parse
from tests.helpers.cases import cases

CASES = cases("rules_matching.yaml")
SITE = Site("xxwiki", "en")
SPELLING = Spelling(title=lambda raw: normalise(SITE, raw), fold=lambda text: fold(text, "en"))


def book_of(*rules: Rule, beneath: RuleBook | None = None) -> RuleBook:
    return RuleBook(rules, SPELLING, beneath)


def reason_of(
    book: RuleBook, text: str, target: str, score: float = 0.9, classes: tuple[str, ...] = ()
) -> Reason | None:
    return book.reason(fold(text, "en"), target, classes, score)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_what_rules_hold_back(case: dict[str, Any]) -> None:
    """The table of cases: what is held back, by which rule, and what is not."""
    rules = rules_of_yaml(f"rules: {case['rules']}", "wiki")
    book = book_of(*rules.rules)
    for row in case["held"]:
        reason = reason_of(book, *row)
        assert reason is not None, row
        assert reason.rule.name == case["by"], row
    for row in case["free"]:
        assert reason_of(book, *row) is None, row


def test_a_reason_says_the_rule_what_it_names_and_where_it_was_decided() -> None:
    """All that an explanation shows comes out of the reason."""
    rule = Rule("words", "global", texts=("the *",), comment="not worth it", discussion="https://example.org/1")
    reason = reason_of(book_of(rule), "The end", "End")
    assert reason is not None
    assert reason.to_json() == {
        "rule": "words",
        "origin": "global",
        "kind": "texts",
        "value": "the *",
        "words": "The text “the *” is not linked.",
        "comment": "not worth it",
        "discussion": "https://example.org/1",
    }


def test_a_reason_without_comment_or_discussion_leaves_them_out() -> None:
    """Nothing empty is shown."""
    reason = reason_of(book_of(Rule("sure", "wiki", least_score=0.5)), "a", "A", 0.1)
    assert reason is not None
    assert reason.to_json() == {
        "rule": "sure",
        "origin": "wiki",
        "kind": "least_score",
        "value": 0.5,
        "words": "What scores less than 0.5 is not linked.",
    }


def test_a_wiki_adds_its_rules_to_those_for_all_wikis_and_lifts_some() -> None:
    """Lifted rules go; the wiki's own come after the others."""
    dates, words, own = Rule("dates", "global"), Rule("words", "global"), Rule("own", "wiki")
    assert merge(Rules((dates, words)), Rules((own,), (Lift("words"),))).rules == (dates, own)


def test_a_rule_of_the_same_name_is_neither_replaced_nor_lifted() -> None:
    """A wiki's own rule may have a name that is used for all wikis, also one that it lifts."""
    everywhere, own = Rule("dates", "global"), Rule("dates", "wiki")
    assert merge(Rules((everywhere,)), Rules((own,))).rules == (everywhere, own)
    assert merge(Rules((everywhere,)), Rules((own,), (Lift("dates"),))).rules == (own,)


def test_a_lift_of_a_rule_that_there_is_not_is_told() -> None:
    """A renamed rule for all wikis must not silently come back into force."""
    merged = merge(Rules((Rule("dates", "global"),)), Rules((), (Lift("date"),)))
    assert [lift.rule for lift in merged.idle_lifts] == ["date"]
    assert len(merged.rules) == 1


def test_rules_of_a_request_only_take_away() -> None:
    """They are asked after those of the wiki, whose reasons stay."""
    wiki = book_of(Rule("sure", "wiki", least_score=0.5))
    both = book_of(Rule("mine", "request", targets=("Paris",), least_score=0.2), beneath=wiki)
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


def test_a_book_without_rules_is_false() -> None:
    """So that without rules nothing is asked."""
    assert not book_of()
    assert not book_of(beneath=book_of())
    assert book_of(Rule("a", "wiki", targets=("A",)))
    assert book_of(beneath=book_of(Rule("a", "wiki", targets=("A",))))
    assert book_of(Rule("a", "request", targets=("A",)), beneath=book_of())


ARTICLE = parse("Lead.\n== History ==\nOld.\n=== Origins ===\nOlder.\n== see  Also ==\nThat.\n== End ==\n")


@pytest.mark.parametrize(
    ("names", "closed"),
    [
        (["history"], {1, 2}),
        (["ORIGINS", "See also"], {2, 3}),
        (["%LEAD%"], {0}),
        (["%lead%"], {0}),
        (["Hist", "", "Lead"], set()),
    ],
)
def test_sections_are_closed_with_all_below_them(names: list[str], closed: set[int]) -> None:
    """Headings compare whole and in any case, as the sections to exclude of a request."""
    found = book_of(Rule("sections", "wiki", sections=tuple(names))).closed_sections(ARTICLE)
    assert set(found) == closed
    assert all(reason.kind == "sections" and reason.value in names for reason in found.values())


def test_sections_of_both_books_are_closed() -> None:
    """A request closes more sections; where both close one, the wiki's rule is named."""
    wiki = book_of(Rule("a", "wiki", sections=("Origins",)))
    book = book_of(Rule("b", "request", sections=("History", "End")), beneath=wiki)
    assert {number: reason.rule.name for number, reason in book.closed_sections(ARTICLE).items()} == {
        1: "b",
        2: "a",
        4: "b",
    }


@pytest.mark.parametrize(("words", "most"), [(0, 0), (49, 0), (50, 1), (199, 3), (200, 4), (1000, 20)])
def test_so_many_links_per_hundred_words_are_never_exceeded(words: int, most: int) -> None:
    """The lowest density holds, whatever the order of the rules."""
    loose, strict = Rule("loose", "wiki", links_per_100_words=5.0), Rule("strict", "wiki", links_per_100_words=2.0)
    for book in (
        book_of(loose, strict),
        book_of(loose, beneath=book_of(strict)),
        book_of(strict, beneath=book_of(loose)),
    ):
        bound = book.most_links(words)
        assert bound is not None
        assert bound[0] == most
    assert book_of(Rule("a", "wiki", targets=("A",))).most_links(words) is None


def test_a_density_of_nothing_switches_links_off() -> None:
    """Zero is a rule, not the absence of one."""
    bound = book_of(Rule("off", "wiki", links_per_100_words=0.0)).most_links(1000)
    assert bound is not None
    assert bound[0] == 0


def naive_match(pattern: str, text: str) -> bool:
    """By definition: nothing matches nothing; a star is nothing or a character more; else the same character."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return naive_match(pattern[1:], text) or bool(text and naive_match(pattern, text[1:]))
    return bool(text) and text[0] == pattern[0] and naive_match(pattern[1:], text[1:])


@given(st.lists(st.text("ab*", min_size=1, max_size=6), max_size=4), st.text("ab", max_size=6))
def test_wildcards_match_as_defined(patterns: list[str], text: str) -> None:
    """Filing patterns under their pieces changes nothing in what they match."""
    found = Wildcards((pattern, pattern) for pattern in patterns).find(text)
    matching = [pattern for pattern in patterns if naive_match(pattern, text)]
    assert found in matching if matching else found is None
