"""Fits the acceptance model to judgements, and measures it on wikis that it was not fitted to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from linking.acceptance import LINK_LOG_ODDS, TERMS, cut_off
from training.learning.default_acceptance import DefaultAcceptance, DefaultTerm
from training.learning.judgements import LABELS, JudgementError, Judgements
from training.learning.logistic import LogisticFit, fit_logistic
from training.learning.roc_area import area_under_curve

MINOR_TARGET = 0.6
"""A minor suggestion counts as more than half accepted in the ranking, so that the score separates both good and bad
ones from the others (docs/decisions/acceptance.md)."""
PENALTY = 10.0
_CENTER = tuple(1.5 * (name == LINK_LOG_ODDS) for name in TERMS)
"""Without evidence, the weights are those of the link model alone. Drawn towards zero instead, they separate judgements
no better and find fewer of the links that editors make."""
MIN_WIKIS = 3
"""To measure the model, a wiki is left out; to calibrate it, another one."""
_CALIBRATION_PENALTY = 1e-3
_GOOD = LABELS.index("good")
_MINOR = LABELS.index("minor")
_DIGITS = 5

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AcceptanceFigures:
    """How well scores agree with judgements.

    Attributes:
        judgements: The number of judgements.
        area_good: Area under the ROC curve of good ones against the others.
        area_not_bad: The same of good and minor ones against bad ones.
        calibration_error: Expected calibration error of the score as the probability that a suggestion is good.
        served: Suggestions that score 0.6 or more.
        served_good: The share of good ones among these.
        served_not_bad: The share of good and minor ones among these.
    """

    judgements: int
    area_good: float
    area_not_bad: float
    calibration_error: float
    served: int
    served_good: float
    served_not_bad: float


def fit(judgements: Judgements) -> DefaultAcceptance:
    """Fit the model to all judgements.

    Raises:
        JudgementError: If there are judgements of fewer than MIN_WIKIS wikis.
    """
    wikis = len(np.unique(judgements.wikis))
    if wikis < MIN_WIKIS:
        raise JudgementError(f"judgements of {wikis} wikis are too few; at least {MIN_WIKIS} wikis are needed")
    fitted = fit_weights(judgements)
    scales = np.array(list(judgements.scales.values()))
    mean = scales[:, 0].mean(axis=0)
    deviation = np.sqrt(np.square(scales[:, 1]).mean(axis=0))
    columns = (fitted.weights.round(_DIGITS), mean.round(_DIGITS), deviation.round(_DIGITS))
    terms = zip(TERMS, *(column.tolist() for column in columns), strict=True)
    return DefaultAcceptance(round(fitted.intercept, _DIGITS), {name: DefaultTerm(*rest) for name, *rest in terms})


def fit_weights(judgements: Judgements) -> LogisticFit:
    """Fit the weights of the standardized terms, and the intercept, to judgements of at least two wikis."""
    ranking, calibration = _fit_ranking(judgements), _fit_calibration(judgements)
    slope = float(calibration.weights[0])
    return LogisticFit(ranking.weights * slope, ranking.intercept * slope + calibration.intercept)


def _inputs(judgements: Judgements) -> Array:
    return cut_off(judgements.terms)


def _fit_ranking(judgements: Judgements) -> LogisticFit:
    targets = np.select([judgements.labels == _GOOD, judgements.labels == _MINOR], [1.0, MINOR_TARGET], 0.0)
    return fit_logistic(_inputs(judgements), targets, penalty=PENALTY, center=_CENTER)


def _fit_calibration(judgements: Judgements) -> LogisticFit:
    """Fit log odds of acceptance to the ranking of wikis that the ranking was not fitted to."""
    odds, good = [], []
    for wiki, rest in _leave_one_out(judgements):
        held = judgements.of([wiki])
        odds.append(_fit_ranking(rest).log_odds(_inputs(held)))
        good.append(held.labels == _GOOD)
    return fit_logistic(np.concatenate(odds)[:, None], np.concatenate(good).astype(float), penalty=_CALIBRATION_PENALTY)


def _leave_one_out(judgements: Judgements) -> Sequence[tuple[str, Judgements]]:
    wikis = sorted(set(judgements.wikis.tolist()))
    return [(wiki, judgements.of(other for other in wikis if other != wiki)) for wiki in wikis]


def without_term(judgements: Judgements, name: str) -> Judgements:
    """Return the judgements with a term that says nothing."""
    terms = judgements.terms.copy()
    terms[:, TERMS.index(name)] = 0.0
    return replace(judgements, terms=terms)


def score_held_out(judgements: Judgements) -> Array:
    """Score each judgement with a model fitted to the judgements of the other wikis, shape (judgements,)."""
    scores = np.zeros(len(judgements.labels))
    for wiki, rest in _leave_one_out(judgements):
        held = judgements.of([wiki])
        scores[judgements.wikis == wiki] = expit(fit_weights(rest).log_odds(_inputs(held)))
    return scores


def figures(scores: Array, labels: NDArray[np.int64], threshold: float = 0.6) -> AcceptanceFigures:
    """Compare scores with labels, both of shape (judgements,)."""
    served = labels[scores >= threshold]
    return AcceptanceFigures(
        judgements=len(labels),
        area_good=area_under_curve(scores, labels == _GOOD),
        area_not_bad=area_under_curve(scores, labels >= _MINOR),
        calibration_error=calibration_error(scores, labels == _GOOD),
        served=len(served),
        served_good=float(np.mean(served == _GOOD)) if len(served) else float("nan"),
        served_not_bad=float(np.mean(served >= _MINOR)) if len(served) else float("nan"),
    )


def calibration_error(scores: Array, accepted: NDArray[np.bool_], bins: int = 10) -> float:
    """Return the expected calibration error in bins of equal width."""
    number_of = np.minimum((scores * bins).astype(int), bins - 1)
    return float(
        sum(
            abs(scores[number_of == number].mean() - accepted[number_of == number].mean())
            * np.mean(number_of == number)
            for number in np.unique(number_of)
        )
    )


Interval = tuple[float, float]
"""Lower and upper bound, with 95 % confidence."""


def area_intervals(judgements: Judgements, scores: Array) -> tuple[Interval, Interval]:
    """Return intervals of the areas for good and for not bad, by drawing articles with replacement."""
    return _bootstrap(judgements, lambda rows: _areas(judgements.labels[rows], scores[rows]))


def difference_intervals(judgements: Judgements, scores: Array, others: Array) -> tuple[Interval, Interval]:
    """Return intervals of how much larger both areas are with other scores, by drawing articles with replacement."""

    def difference(rows: NDArray[np.int64]) -> Interval:
        labels = judgements.labels[rows]
        good, not_bad = _areas(labels, scores[rows])
        other_good, other_not_bad = _areas(labels, others[rows])
        return other_good - good, other_not_bad - not_bad

    return _bootstrap(judgements, difference)


def _areas(labels: NDArray[np.int64], scores: Array) -> tuple[float, float]:
    return area_under_curve(scores, labels == _GOOD), area_under_curve(scores, labels >= _MINOR)


def _bootstrap(
    judgements: Judgements, measure: Callable[[NDArray[np.int64]], tuple[float, float]], rounds: int = 1000
) -> tuple[Interval, Interval]:
    generator = np.random.default_rng(0)
    keys = np.array([f"{wiki}|{number}" for wiki, number in zip(judgements.wikis, judgements.articles, strict=True)])
    _, article = np.unique(keys, return_inverse=True)
    rows_of = [np.flatnonzero(article == number) for number in range(article.max() + 1)]
    drawn = [
        measure(np.concatenate([rows_of[number] for number in generator.integers(len(rows_of), size=len(rows_of))]))
        for _ in range(rounds)
    ]
    (low_good, low_not_bad), (high_good, high_not_bad) = np.nanquantile(drawn, [0.025, 0.975], axis=0).tolist()
    return (low_good, high_good), (low_not_bad, high_not_bad)
