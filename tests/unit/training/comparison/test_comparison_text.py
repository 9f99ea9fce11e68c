"""A comparison as text."""

from __future__ import annotations

from tests.helpers.training.made_comparisons import made_article, made_comparison
from training.comparison.comparison_text import TEXT_ARTICLES, text_lines


def text(*articles, **options) -> str:
    return "\n".join(text_lines(made_comparison(*articles, **options)))


def test_the_text_says_what_went_and_came() -> None:
    found = text(made_article("Kernow", {"A": 0.5, "B": 0.9}, {"B": 0.9, "C": 0.6}))
    assert "A: kwwiki 20260101T000000Z, from kwwiki.xml; sentence: precision 80.0 %, recall 70.0 % at 0.5" in found
    assert "1 article, 1 with other links" in found
    assert "1 gone, 1 new, 0 other target, 0 other place, 0 other score, 1 the same" in found
    assert "both recommend 33.3 % of the links" in found
    assert "  gone          'A' to A at 0 (0.50)" in found
    assert "to B" not in found


def test_one_article_has_all_its_links() -> None:
    found = text(made_article("Kernow", {"B": 0.9}, {"B": 0.8}), sample=None)
    assert "other score   'B' to B at 0 (0.90) -> 'B' to B at 0 (0.80)" in found
    assert "no links" in text(made_article("Empty", {}, {}), sample=None)


def test_only_the_first_articles_are_listed() -> None:
    articles = [made_article(f"Title {number}", {"A": 0.6}, {}) for number in range(TEXT_ARTICLES + 5)]
    assert text(*articles, shown=100).count("Title") == TEXT_ARTICLES
