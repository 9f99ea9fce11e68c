"""The result of a comparison: its figures, and the articles that changed most. JSON has the same members."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import fmean, median
from typing import Any

from training.comparison.link_changes import KEPT, KINDS, RESCORED, LinkChange
from training.comparison.sides import Side

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class ComparedArticle:
    """An article.

    Attributes:
        title: Its title.
        revid: The revision in the dump.
        changes: Its links in order of place.
    """

    title: str
    revid: int
    changes: tuple[LinkChange, ...]

    @property
    def differences(self) -> int:
        """The number of links that went, came, or have another place or target."""
        return sum(change.kind not in (KEPT, RESCORED) for change in self.changes)


@dataclass(frozen=True, slots=True)
class Settings:
    """What was compared. sample: None if all articles were asked for, or one by its title."""

    threshold: float
    max_recommendations: int
    sample: int | None
    seed: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The figures of one bundle on the articles. two_or_more: number of articles with at least two links."""

    links: int
    articles_with_links: int
    two_or_more: int
    mean_score: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison.

    Attributes:
        first: The first bundle.
        second: The second bundle.
        settings: What was asked for.
        articles: Number of articles.
        changed_articles: Number of those that differ in more than scores.
        kinds: Number of links by kind of change (`link_changes.KINDS`).
        first_totals: Figures of the first bundle.
        second_totals: Figures of the second bundle.
        mean_shift: By how much the score of links in both rose, on average; None without such links.
        median_shift: The median of that.
        failed: Titles of articles that one of the bundles failed on.
        shown: The articles that changed most, in order.
    """

    first: Side
    second: Side
    settings: Settings
    articles: int
    changed_articles: int
    kinds: Mapping[str, int]
    first_totals: Totals
    second_totals: Totals
    mean_shift: float | None
    median_shift: float | None
    failed: Sequence[str]
    shown: Sequence[ComparedArticle]

    @property
    def agreement(self) -> float | None:
        """The share of links, of those that either bundle recommends, that both recommend to the same target."""
        both = sum(self.kinds[kind] for kind in ("kept", "score", "place"))
        all_links = both + self.kinds["gone"] + self.kinds["new"] + 2 * self.kinds["target"]
        return both / all_links if all_links else None


@dataclass(slots=True)
class ComparisonCounts:
    """Adds articles up, one by one.

    Attributes:
        shown: The largest number of articles to keep.
    """

    shown: int
    _articles: int = 0
    _changed: list[ComparedArticle] = field(default_factory=list)
    _changed_articles: int = 0
    _kinds: Counter[str] = field(default_factory=Counter)
    _scores: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    _per_article: tuple[list[int], list[int]] = field(default_factory=lambda: ([], []))
    _shifts: list[float] = field(default_factory=list)
    _failed: list[str] = field(default_factory=list)

    def add(self, article: ComparedArticle) -> None:
        """Add an article."""
        self._articles += 1
        self._kinds.update(change.kind for change in article.changes)
        self._shifts += [change.shift for change in article.changes if change.shift is not None]
        for side, links in enumerate(
            (
                [change.first for change in article.changes if change.first],
                [change.second for change in article.changes if change.second],
            )
        ):
            self._per_article[side].append(len(links))
            self._scores[side].extend(link.score for link in links)
        if article.differences:
            self._changed_articles += 1
        self._changed.append(article)
        if len(self._changed) > 2 * self.shown:
            self._changed = self._most_changed()

    def fail(self, title: str) -> None:
        """Note an article on which one of the bundles failed."""
        self._failed.append(title)

    def result(self, first: Side, second: Side, settings: Settings) -> Comparison:
        """Return the comparison."""
        return Comparison(
            first=first,
            second=second,
            settings=settings,
            articles=self._articles,
            changed_articles=self._changed_articles,
            kinds={kind: self._kinds[kind] for kind in KINDS},
            first_totals=_totals(self._per_article[0], self._scores[0]),
            second_totals=_totals(self._per_article[1], self._scores[1]),
            mean_shift=fmean(self._shifts) if self._shifts else None,
            median_shift=median(self._shifts) if self._shifts else None,
            failed=tuple(self._failed),
            shown=tuple(self._most_changed()),
        )

    def _most_changed(self) -> list[ComparedArticle]:
        return sorted(self._changed, key=lambda article: (-article.differences, article.title))[: self.shown]


def comparison_json(comparison: Comparison) -> bytes:
    """Return the comparison as a JSON object with the names of the attributes."""
    members = {**asdict(comparison), "agreement": comparison.agreement}
    return json.dumps(_rounded(members), ensure_ascii=False, allow_nan=False, indent=1).encode() + b"\n"


def _totals(per_article: Sequence[int], scores: Iterable[float]) -> Totals:
    values = list(scores)
    return Totals(
        links=sum(per_article),
        articles_with_links=sum(count > 0 for count in per_article),
        two_or_more=sum(count > 1 for count in per_article),
        mean_score=fmean(values) if values else None,
    )


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return round(value, _DIGITS) if isinstance(value, float) else value
