"""Suggestions with what reviewers decided, and how well scores agree with the decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from training.learning.roc_area import ScoreOrder

Array = NDArray[np.float64]
Interval = tuple[float, float]
"""Lower and upper bound, with 95 % confidence."""

_ROUNDS, _ROUNDS_AT_ONCE = 500, 50
_QUANTILES = (0.025, 0.975)


@dataclass(frozen=True)
class DecidedSuggestions:
    """Suggestions with what reviewers decided. Those of one article are not independent of each other.

    Attributes:
        articles: The title of the article of each, shape (suggestions,).
        accepted: The share of reviewers who accepted it, in [0, 1], shape (suggestions,).
        weights: How much it counts, in (0, 1], shape (suggestions,).
        terms: Its standardized terms, cut off, shape (suggestions, terms).
    """

    articles: NDArray[np.str_]
    accepted: Array
    weights: Array
    terms: Array

    def __len__(self) -> int:
        """The number of suggestions."""
        return len(self.weights)

    @cached_property
    def _article_numbers(self) -> NDArray[np.intp]:
        return np.unique(self.articles, return_inverse=True)[1]

    def folds(self, count: int) -> NDArray[np.intp]:
        """Return the cross-validation fold of each suggestion, shape (suggestions,). An article is in one fold.

        The articles are dealt out in the order of a hash of their titles, so the folds have about the same size.
        """
        order = sorted(set(self.articles.tolist()), key=lambda title: (blake2b(title.encode()).digest(), title))
        fold_of = {title: place % count for place, title in enumerate(order)}
        return np.array([fold_of[title] for title in self.articles.tolist()], np.intp)

    def losses(self, odds: Array) -> Array:
        """Return the log loss of each suggestion by log odds, shape (suggestions,)."""
        return np.asarray(np.logaddexp(0, odds) - self.accepted * odds)

    def mean(self, values: Array) -> float:
        """Return the weighted mean of values of the suggestions."""
        return float(self.weights @ values / self.weights.sum())

    def standard_error(self, values: Array) -> float:
        """Return the standard error of their mean, for which articles are independent, not suggestions."""
        deviations = np.bincount(self._article_numbers, self.weights * (values - self.mean(values)))
        return float(np.sqrt(np.square(deviations).sum()) / self.weights.sum())

    def mean_interval(self, values: Array) -> Interval:
        """Return the 95 % interval of their mean, by drawing articles with replacement."""
        return self._bootstrap(lambda weights: weights @ values / weights.sum(axis=1))

    def area(self, scores: Array) -> float:
        """Return the area under the ROC curve of accepted suggestions against rejected ones, or NaN if either lacks."""
        return ScoreOrder(scores).area(self.weights * self.accepted, self.weights * (1 - self.accepted))

    def area_interval(self, scores: Array) -> Interval:
        """Return the 95 % interval of the area, by drawing articles with replacement."""
        order = ScoreOrder(scores)
        return self._bootstrap(lambda weights: order.areas(weights * self.accepted, weights * (1 - self.accepted)))

    def _bootstrap(self, measure: Callable[[Array], Array]) -> Interval:
        """Return the interval of a measure of weights of the suggestions, shape (draws, suggestions)."""
        generator = np.random.default_rng(0)
        size = int(self._article_numbers.max()) + 1
        found = []
        for _ in range(_ROUNDS // _ROUNDS_AT_ONCE):
            drawn = generator.multinomial(size, np.full(size, 1 / size), size=_ROUNDS_AT_ONCE)
            found.append(measure(self.weights * drawn[:, self._article_numbers]))
        low, high = np.nanquantile(np.concatenate(found), _QUANTILES).tolist()
        return low, high


@dataclass(frozen=True, slots=True)
class ThresholdFigures:
    """The decided suggestions that score at least a threshold.

    Attributes:
        threshold: The lowest score.
        shown: Their number.
        accepted: How many of them were accepted; a suggestion that half of its reviewers accepted counts a half.
    """

    threshold: float
    shown: int
    accepted: float


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """How well a model agrees with decisions that it was not fitted to.

    Attributes:
        area: Area under the ROC curve of accepted suggestions against rejected ones. None if either are missing.
        area_interval: Its 95 % interval.
        log_loss: The mean log loss.
        brier: The mean squared distance of score and outcome.
        by_threshold: What reviewers decided about suggestions from each threshold up.
    """

    area: float | None
    area_interval: Interval | None
    log_loss: float
    brier: float
    by_threshold: tuple[ThresholdFigures, ...]


THRESHOLDS = (0.5, 0.6, 0.7, 0.8)
"""Those that the service and its clients use."""


def model_figures(decided: DecidedSuggestions, odds: Array, order: Array) -> ModelFigures:
    """Compute the figures of a model.

    Args:
        decided: At least one decided suggestion.
        odds: The log odds that the model gives each suggestion, shape (suggestions,).
        order: What the area is computed from. Models of several folds have intercepts of their own, which change no
            order within a fold, so these are left out.
    """
    scores = expit(odds)
    has_both = 0 < decided.accepted.sum() < len(decided)
    return ModelFigures(
        area=decided.area(order) if has_both else None,
        area_interval=decided.area_interval(order) if has_both else None,
        log_loss=decided.mean(decided.losses(odds)),
        brier=decided.mean(np.square(scores - decided.accepted)),
        by_threshold=tuple(
            ThresholdFigures(
                threshold, int((scores >= threshold).sum()), float(decided.accepted[scores >= threshold].sum())
            )
            for threshold in THRESHOLDS
        ),
    )
