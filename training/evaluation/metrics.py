"""Metrics of recommended links: precision, recall, average precision and calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from training.learning.link_masking import MaskingScheme

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """The recommendations with scores in [low, high).

    Attributes:
        low: The lowest score of the bin.
        high: The end of the bin.
        score: The mean score.
        hits: The number of gold links.
        size: The number of recommendations.
    """

    low: float
    high: float
    score: float
    hits: int
    size: int

    @property
    def precision(self) -> float:
        """The share of gold links."""
        return self.hits / self.size


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision and recall at one threshold.

    Attributes:
        threshold: The lowest score of a recommendation.
        hits: The number of recommended gold links.
        returned: The number of recommendations.
        gold_links: The number of gold links, recommended or not.
    """

    threshold: float
    hits: int
    returned: int
    gold_links: int

    @property
    def precision(self) -> float:
        """The share of recommendations that are gold links. It is 1 without recommendations."""
        return self.hits / self.returned if self.returned else 1.0

    @property
    def recall(self) -> float:
        """The share of gold links that are recommended. It is 0 without gold links."""
        return self.hits / self.gold_links if self.gold_links else 0.0


@dataclass(frozen=True, eq=False)
class EvaluationResult:
    """All recommendations for the validation articles, masked by one scheme.

    Attributes:
        scheme: How the articles were masked.
        scores: Shape (recommendations,).
        correct: Shape (recommendations,). True for gold links.
        gold_links: The number of gold links, recommended or not.
        articles: The number of articles with gold links.
    """

    scheme: MaskingScheme
    scores: NDArray[np.float64]
    correct: NDArray[np.bool_]
    gold_links: int
    articles: int

    def at(self, threshold: float) -> Figures:
        """Return the figures of the recommendations that score at least `threshold`."""
        above = self.scores >= threshold
        return Figures(threshold, int(self.correct[above].sum()), int(above.sum()), self.gold_links)

    def at_recall(self, recall: float) -> Figures | None:
        """Return the figures at the highest threshold with at least this recall, or None if there is none."""
        reached = np.nonzero(self._ranked_hits + _ROUNDING >= recall * self.gold_links)[0]
        return self.at(float(self.scores[self._ranking[reached[0]]])) if len(reached) else None

    def at_precision(self, precision: float) -> Figures | None:
        """Return the figures at the lowest threshold with at least this precision, or None if there is none."""
        scores = self.scores[self._ranking]
        # A threshold separates only recommendations with different scores.
        last = np.nonzero(np.diff(scores, append=-1.0))[0]
        good = last[self._ranked_hits[last] / (last + 1) + _ROUNDING >= precision]
        return self.at(float(scores[good[-1]])) if len(good) else None

    def calibration(self, bins: int = 10) -> list[CalibrationBin]:
        """Return the non-empty bins of a division of [0, 1] into bins of equal width."""
        number_of = np.minimum((self.scores * bins).astype(int), bins - 1)
        found = []
        for number in np.unique(number_of).tolist():
            inside = number_of == number
            mean, hits = float(self.scores[inside].mean()), int(self.correct[inside].sum())
            found.append(CalibrationBin(number / bins, (number + 1) / bins, mean, hits, int(inside.sum())))
        return found

    def calibration_error(self, min_score: float = 0.0) -> float:
        """Return the expected calibration error of the bins from `min_score` up.

        It is the mean distance between score and precision of a bin, weighted by the number of recommendations.
        """
        bins = [one for one in self.calibration() if one.low >= min_score]
        total = sum(one.size for one in bins)
        return sum(one.size * abs(one.score - one.precision) for one in bins) / total if total else 0.0

    def average_precision(self) -> float:
        """Return the area under the precision-recall curve."""
        correct = self.correct[self._ranking]
        precision = self._ranked_hits / np.arange(1, len(correct) + 1)
        return float(precision[correct].sum() / self.gold_links) if self.gold_links else 0.0

    @cached_property
    def _ranking(self) -> NDArray[np.intp]:
        return np.argsort(-self.scores, kind="stable")

    @cached_property
    def _ranked_hits(self) -> NDArray[np.int64]:
        return np.cumsum(self.correct[self._ranking], dtype=np.int64)


def merge_results(scheme: MaskingScheme, parts: Sequence[EvaluationResult]) -> EvaluationResult:
    """Return the result for the articles of all parts."""
    return EvaluationResult(
        scheme,
        np.concatenate([np.zeros(0), *(part.scores for part in parts)]),
        np.concatenate([np.zeros(0, np.bool_), *(part.correct for part in parts)]),
        sum(part.gold_links for part in parts),
        sum(part.articles for part in parts),
    )


def interval(hits: float, total: float) -> tuple[float, float]:
    """Return Wilson's 95 % confidence interval of a share, which is valid for small numbers and near 0 and 1.

    References:
        https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval
    """
    if not total:
        return 0.0, 1.0
    z, share = 1.96, hits / total
    middle = share + z * z / (2 * total)
    reach = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)
