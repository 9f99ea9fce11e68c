"""A comparison as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from training.comparison.comparison import ComparedArticle, Comparison, Totals
from training.comparison.link_changes import (
    GONE,
    KEPT,
    MOVED,
    NEW,
    RESCORED,
    RETARGETED,
    ComparedLink,
    LinkChange,
)
from training.comparison.sides import Side
from training.runtime.counts import counted

TEXT_ARTICLES = 10
"""Articles that the text lists. The HTML page and the JSON file have all that were asked for."""

WORDS: Mapping[str, str] = {
    GONE: "gone",
    NEW: "new",
    RETARGETED: "other target",
    MOVED: "other place",
    RESCORED: "other score",
    KEPT: "the same",
}


def text_lines(comparison: Comparison) -> Iterator[str]:
    """Yield the lines."""
    first, second = comparison.first, comparison.second
    yield f"A: {describe(first)}"
    yield f"B: {describe(second)}"
    yield (
        f"{counted(comparison.articles, 'article')}, {comparison.changed_articles} with other links;"
        f" score at least {comparison.settings.threshold:g},"
        f" at most {counted(comparison.settings.max_recommendations, 'link')}"
    )
    yield ""
    yield from _totals(comparison.first_totals, comparison.second_totals)
    yield ""
    yield "links: " + ", ".join(f"{comparison.kinds[kind]} {word}" for kind, word in WORDS.items())
    if comparison.agreement is not None:
        yield f"both recommend {100 * comparison.agreement:.1f} % of the links that A or B recommends"
    if comparison.mean_shift is not None:
        yield f"scores of links in both: {comparison.mean_shift:+.3f} on average, median {comparison.median_shift:+.3f}"
    for title in comparison.failed:
        yield f"failed: {title}"
    alone = comparison.settings.sample is None
    shown = [article for article in comparison.shown if alone or article.differences][:TEXT_ARTICLES]
    for article in shown:
        yield ""
        yield from _article(article, alone)


def describe(side: Side) -> str:
    """Return a line about a bundle."""
    own = "".join(
        f"; {one.protocol}: precision {100 * one.precision:.1f} %, recall {100 * one.recall:.1f} % at {one.threshold:g}"
        for one in side.figures
    )
    return f"{side.wiki} {side.version}, from {side.dump}{own}"


def _totals(first: Totals, second: Totals) -> Iterator[str]:
    yield f"{'':26}{'A':>10}{'B':>10}"
    for name, one, other in (
        ("links", first.links, second.links),
        ("articles with links", first.articles_with_links, second.articles_with_links),
        ("articles with 2 or more", first.two_or_more, second.two_or_more),
    ):
        yield f"{name:26}{one:>10}{other:>10}"
    yield f"{'mean score':26}{_score(first.mean_score):>10}{_score(second.mean_score):>10}"


def _score(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _article(article: ComparedArticle, alone: bool) -> Iterator[str]:
    yield article.title
    changes = [change for change in article.changes if alone or change.kind not in (KEPT, RESCORED)]
    if not changes:
        yield "  no links"
    for change in changes:
        yield f"  {WORDS[change.kind]:13} {_links(change)}"


def _links(change: LinkChange) -> str:
    sides = [_link(link) for link in (change.first, change.second) if link]
    return " -> ".join(sides if change.kind != KEPT else sides[:1])


def _link(link: ComparedLink) -> str:
    return f"{link.text!r} to {link.target} at {link.offset} ({link.score:.2f})"
