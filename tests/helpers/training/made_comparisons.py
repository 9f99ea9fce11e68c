"""Comparisons without bundles."""

from __future__ import annotations

from training.comparison.comparison import ComparedArticle, Comparison, ComparisonCounts, Settings
from training.comparison.link_changes import ComparedLink, compare_links
from training.comparison.sides import HeldOutFigures, Side

FIRST = Side("kwwiki", "20260101T000000Z", "kwwiki.xml", 5, (HeldOutFigures("sentence", 0.5, 0.8, 0.7, 400),))
SECOND = Side("kwwiki", "20260201T000000Z", "kwwiki-2.xml", None, ())


def made_article(title: str, first: dict[str, float], second: dict[str, float]) -> ComparedArticle:
    """Return an article whose links are given by target, with their scores; each target has a place of its own."""
    places = {target: 10 * place for place, target in enumerate(sorted({**first, **second}))}
    sides = [
        [ComparedLink(target[:5], target, places[target], score, "<b>", "&") for target, score in links.items()]
        for links in (first, second)
    ]
    return ComparedArticle(title, 7, tuple(compare_links(*sides)))


def made_comparison(*articles: ComparedArticle, sample: int | None = 100, shown: int = 10) -> Comparison:
    """Return a comparison of these articles."""
    counts = ComparisonCounts(shown)
    for article in articles:
        counts.add(article)
    return counts.result(FIRST, SECOND, Settings(0.5, 15, sample, 1))
