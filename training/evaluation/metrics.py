"""Judge the whole recommender on articles that nothing was learned from, with links taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from linking.recommender import Recommendation, Recommender, Request
from training.corpus.chunks import ChunkArticle
from training.evaluation.suggestion_sample import Suggested, Ticket, lowest, tickets
from training.learning.link_masking import Case, View, make_view

PROTOCOLS = (View.SENTENCE, View.ARTICLE, View.HALF)
ALL_LINKS = 1_000

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Bin:
    """The suggestions with scores in [low, high). score: their mean; hits: how many are right; size: all."""

    low: float
    high: float
    score: float
    hits: int
    size: int

    @property
    def right(self) -> float:
        """Share of right ones."""
        return self.hits / self.size


@dataclass(frozen=True, slots=True)
class Figures:
    """hits: right suggestions; returned: all; gold: links taken out."""

    threshold: float
    hits: int
    returned: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of the suggestions that are right; 1 where there are none."""
        return self.hits / self.returned if self.returned else 1.0

    @property
    def recall(self) -> float:
        """Share of the links taken out that came back."""
        return self.hits / self.gold if self.gold else 0.0


@dataclass(frozen=True, eq=False)
class Trial:
    """All suggestions for the validation articles of one protocol.

    scores, right: shape (suggestions,), whether an editor had made the link. gold: links taken out; articles: with such
    links. shown: suggestions drawn to be looked at.
    """

    protocol: View
    scores: NDArray[np.float64]
    right: NDArray[np.bool_]
    gold: int
    articles: int
    shown: Sequence[Suggested] = field(default=())

    def at(self, threshold: float) -> Figures:
        """Precision and recall of the suggestions that score at least so much."""
        taken = self.scores >= threshold
        return Figures(threshold, int(self.right[taken].sum()), int(taken.sum()), self.gold)

    def at_recall(self, recall: float) -> Figures | None:
        """The figures at the highest threshold that gives at least this recall; None where none does."""
        reached = np.nonzero(self._ranked_hits + _ROUNDING >= recall * self.gold)[0]
        return self.at(float(self.scores[self._ranking[reached[0]]])) if len(reached) else None

    def at_precision(self, precision: float) -> Figures | None:
        """The figures at the lowest threshold that gives at least this precision; None where none does."""
        scores = self.scores[self._ranking]
        # a threshold takes all suggestions of one score or none of them
        last = np.nonzero(np.diff(scores, append=-1.0))[0]
        good = last[self._ranked_hits[last] / (last + 1) + _ROUNDING >= precision]
        return self.at(float(scores[good[-1]])) if len(good) else None

    def calibration(self, bins: int = 10) -> list[Bin]:
        """Scores against how many were right, in equal bins of [0, 1]; empty bins are left out."""
        place = np.minimum((self.scores * bins).astype(int), bins - 1)
        inside = [place == number for number in range(bins)]
        return [
            Bin(n / bins, (n + 1) / bins, float(self.scores[i].mean()), int(self.right[i].sum()), int(i.sum()))
            for n, i in enumerate(inside)
            if i.any()
        ]

    def calibration_error(self, least: float = 0.0) -> float:
        """Expected calibration error: mean distance of score and share of right ones, over the bins from `least` on."""
        bins = [b for b in self.calibration() if b.low >= least]
        total = sum(b.size for b in bins)
        return sum(b.size * abs(b.score - b.right) for b in bins) / total if total else 0.0

    def average_precision(self) -> float:
        """Area under precision over recall, of the suggestions in order of score."""
        right = self.right[self._ranking]
        precision = self._ranked_hits / np.arange(1, len(right) + 1)
        return float(precision[right].sum() / self.gold) if self.gold else 0.0

    @cached_property
    def _ranking(self) -> NDArray[np.intp]:
        return np.argsort(-self.scores, kind="stable")

    @cached_property
    def _ranked_hits(self) -> NDArray[np.int64]:
        return np.cumsum(self.right[self._ranking], dtype=np.int64)


def merge(protocol: View, parts: Sequence[Trial]) -> Trial:
    """One trial of the articles of all parts; parts of one drawing's seed give its drawing."""
    return Trial(
        protocol,
        np.concatenate([np.zeros(0), *(part.scores for part in parts)]),
        np.concatenate([np.zeros(0, np.bool_), *(part.right for part in parts)]),
        sum(part.gold for part in parts),
        sum(part.articles for part in parts),
        lowest(suggested for part in parts for suggested in part.shown),
    )


def run_trial(
    protocol: View,
    articles: Iterable[ChunkArticle],
    recommender: Recommender,
    resolve: Callable[[str], str | None],
    *,
    seed: int = 0,
) -> Trial:
    """Recommend for each article's view, down to score 0. seed: of the drawing of suggestions to be looked at."""
    parts: list[Trial] = []
    drawn: list[Ticket] = []
    for article in articles:
        case = make_view(article.title, article.wikitext, protocol, recommender.site, resolve)
        if case is not None:
            links = recommender.recommend(_request(case)).links
            right = [_is_right(case, link) for link in links]
            scores = np.array([link.score for link in links], np.float64)
            parts.append(Trial(protocol, scores, np.array(right, np.bool_), len(case.gold), 1))
            drawn = lowest([*drawn, *tickets(case, links, right, seed)])
    return replace(merge(protocol, parts), shown=[ticket.shown() for ticket in drawn])


def _request(case: Case) -> Request:
    return Request(case.title, case.wikitext, threshold=0.0, max_recommendations=ALL_LINKS)


def _is_right(case: Case, link: Recommendation) -> bool:
    return link.link_text.strip().casefold() in case.gold.get(link.link_target, ())
