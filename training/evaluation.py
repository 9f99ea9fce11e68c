"""Judge the whole recommender on articles that nothing was learned from, with links taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from linking.recommend import Recommendation, Recommender, Request
from linking.wikitext import parse
from training.chunks import ChunkArticle
from training.figures import Bin, Figures
from training.sentences import Sentence, sentence_around
from training.views import Case, View, make_view

PROTOCOLS = (View.SENTENCE, View.ARTICLE, View.HALF)
ALL_LINKS = 1_000
SHOWN = 20
SHOWN_FROM = 0.5
"""Suggestions to keep with their sentences, drawn from those that an editor would be shown at the default threshold."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion for a validation article, drawn to be shown.

    right: an editor had made that link. made_to: where the editors' link of that text led, if they had made one. lot:
    the drawn ones are those with the lowest lots, so that any parts of a trial merge into the same drawing.
    """

    lot: int
    title: str
    target: str
    score: float
    right: bool
    made_to: str | None
    sentence: Sentence


@dataclass(frozen=True, eq=False)
class Trial:
    """All suggestions for the validation articles of one protocol.

    scores, right: shape (suggestions,), float64 and bool. gold: links taken out; articles: with such links. shown: at
    most SHOWN of the suggestions that score SHOWN_FROM, drawn by lot and in its order.
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
        """The figures at the highest threshold with at least that recall; None where it is never reached."""
        reached = np.nonzero(self._ranked_hits >= recall * self.gold - 1e-9)[0]
        return self.at(float(self._ranked_scores[reached[0]])) if len(reached) else None

    def at_precision(self, precision: float) -> Figures | None:
        """The figures with the highest recall at that precision or a higher one; None where it is never reached."""
        if not len(self.scores):
            return None
        # a threshold takes all suggestions of the same score or none
        last = np.nonzero(np.diff(self._ranked_scores, append=-1.0))[0]
        good = last[self._ranked_hits[last] / (last + 1) >= precision - 1e-9]
        return self.at(float(self._ranked_scores[good[-1]])) if len(good) else None

    def calibration(self, bins: int = 10) -> list[Bin]:
        """Scores against how many were right, in equal bins of [0, 1]; empty bins are left out."""
        place = np.minimum((self.scores * bins).astype(int), bins - 1)
        return [
            Bin(b / bins, (b + 1) / bins, float(self.scores[place == b].mean()), int(self.right[place == b].sum()), n)
            for b, n in enumerate(np.bincount(place, minlength=bins).tolist())
            if n
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
    def _ranked_scores(self) -> NDArray[np.float64]:
        return self.scores[self._ranking]

    @cached_property
    def _ranked_hits(self) -> NDArray[np.int64]:
        return np.cumsum(self.right[self._ranking], dtype=np.int64)


def merge(protocol: View, parts: Sequence[Trial]) -> Trial:
    """One trial of the articles of all parts."""
    return Trial(
        protocol,
        np.concatenate([np.zeros(0), *(part.scores for part in parts)]),
        np.concatenate([np.zeros(0, np.bool_), *(part.right for part in parts)]),
        sum(part.gold for part in parts),
        sum(part.articles for part in parts),
        sorted((suggested for part in parts for suggested in part.shown), key=_lot)[:SHOWN],
    )


def run_trial(
    protocol: View,
    articles: Iterable[ChunkArticle],
    recommender: Recommender,
    resolve: Callable[[str], str | None],
    *,
    seed: int = 0,
) -> Trial:
    """Recommend for each article's view, down to score 0. seed: of the drawing of those that are shown."""
    return merge(
        protocol, [_try(case, protocol, recommender, seed) for case in _cases(protocol, articles, recommender, resolve)]
    )


def _try(case: Case, protocol: View, recommender: Recommender, seed: int) -> Trial:
    request = Request(case.title, case.wikitext, threshold=0.0, max_recommendations=ALL_LINKS)
    links = recommender.recommend(request).links
    right = [link.link_text.strip().casefold() in case.gold.get(link.link_target, ()) for link in links]
    scores = np.array([link.score for link in links], np.float64)
    return Trial(protocol, scores, np.array(right, np.bool_), len(case.gold), 1, _drawn(case, links, seed))


def _lot(suggested: Suggested) -> int:
    return suggested.lot
