"""The figures of a comparison."""

from __future__ import annotations

import json

import pytest

from tests.helpers.training.made_comparisons import FIRST, SECOND, made_article, made_comparison
from training.comparison.comparison import ComparisonCounts, Settings, comparison_json

ARTICLES = (
    made_article("Same", {"A": 0.5, "B": 0.9}, {"A": 0.5, "B": 0.9}),
    made_article("Other", {"A": 0.5, "B": 0.9}, {"B": 0.7, "C": 0.6, "D": 0.6}),
    made_article("Empty", {}, {}),
)


def test_links_are_counted_by_what_became_of_them() -> None:
    comparison = made_comparison(*ARTICLES)
    assert {kind: count for kind, count in comparison.kinds.items() if count} == {
        "gone": 1,
        "new": 2,
        "kept": 2,
        "score": 1,
    }
    assert (comparison.articles, comparison.changed_articles) == (3, 1)
    assert comparison.agreement == pytest.approx(3 / 6)
    first, second = comparison.first_totals, comparison.second_totals
    assert (first.links, first.articles_with_links, first.two_or_more) == (4, 2, 2)
    assert (second.links, second.articles_with_links, second.two_or_more) == (5, 2, 2)
    assert first.mean_score == pytest.approx(0.7)
    assert comparison.mean_shift == pytest.approx(-0.2 / 3)
    assert comparison.median_shift == 0


def test_without_links_there_are_no_averages() -> None:
    comparison = made_comparison(ARTICLES[2])
    assert (comparison.agreement, comparison.mean_shift, comparison.median_shift) == (None, None, None)
    assert (comparison.first_totals.mean_score, comparison.first_totals.links) == (None, 0)


def test_the_articles_that_changed_most_are_kept_whatever_their_order() -> None:
    articles = [made_article(f"{number:02}", dict.fromkeys("ABCDEF"[: number % 6], 0.6), {}) for number in range(30)]
    expected = [article.title for article in sorted(articles, key=lambda one: (-one.differences, one.title))[:4]]
    for order in (articles, articles[::-1]):
        assert [article.title for article in made_comparison(*order, shown=4).shown] == expected


def test_json_has_the_names_of_the_attributes() -> None:
    counts = ComparisonCounts(5)
    counts.add(ARTICLES[1])
    counts.fail("Bad")
    members = json.loads(comparison_json(counts.result(FIRST, SECOND, Settings(0.5, 15, None, 1))))
    assert members["first"]["version"] == FIRST.version
    assert members["failed"] == ["Bad"]
    assert members["settings"]["sample"] is None
    change = members["shown"][0]["changes"][0]
    assert (change["kind"], change["first"]["target"], change["second"]) == ("gone", "A", None)
    assert members["agreement"] == 0.25
