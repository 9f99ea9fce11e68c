"""Adapts the shipped acceptance model to a wiki's own decisions, unless they make it no better.

Few decisions can only say how much a community accepts; more of them also say what it accepts. So the candidates are
the shipped model, the shipped model with another intercept, and models whose weights are drawn to the shipped ones more
or less strongly. Cross-validation over articles chooses (docs/decisions/decisions-learning.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from training.learning.decided_suggestions import DecidedSuggestions, Interval, ModelFigures, model_figures
from training.learning.logistic import LogisticFit, fit_logistic

Array = NDArray[np.float64]

MIN_DECISIONS = 50
"""Decided suggestions, weighed by age, from which the model is adapted."""
MIN_OF_EACH = 10
"""Accepted suggestions, and rejected ones, without which nothing can be compared."""
INTERCEPT_PENALTY = 2.0
PENALTIES = (100.0, 30.0)
"""How strongly the weights are drawn to the shipped ones. Less lets noise in at some hundred decisions."""
FOLDS = 5


class Adaptation(StrEnum):
    """What the decisions change in the shipped model."""

    NONE = "none"
    INTERCEPT = "intercept"
    WEIGHTS = "weights"


_MIN_GAINS = {Adaptation.INTERCEPT: 1.0, Adaptation.WEIGHTS: 1.64}
"""How many standard errors of log loss a candidate must gain. Weights are easily fitted to noise."""


@dataclass(frozen=True, slots=True)
class AdaptedModel:
    """The model after the decisions.

    Attributes:
        adaptation: What was changed.
        model: The weights of the standardized terms, and the intercept.
        reason: Why the shipped model was kept, or "" if it was not.
        default: Figures of the shipped model, or None if there are no decided suggestions.
        adapted: Figures of models that were adapted to the decisions on other articles: in the chosen way, or, if none
            was better, in the simplest way. None if there were too few decisions to try.
        log_loss_change: 95 % interval of how much the adaptation changes the log loss, or None.
    """

    adaptation: Adaptation
    model: LogisticFit
    reason: str = ""
    default: ModelFigures | None = None
    adapted: ModelFigures | None = None
    log_loss_change: Interval | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A way to correct the shipped model."""

    adaptation: Adaptation
    penalty: float = 0.0

    def fit(self, decided: DecidedSuggestions, odds: Array, rows: NDArray[np.intp]) -> LogisticFit:
        """Return what to add to the shipped model, given its log odds, from some of the suggestions."""
        count = decided.terms.shape[1]
        if self.adaptation is Adaptation.NONE:
            return LogisticFit(np.zeros(count), 0.0)
        used = count if self.adaptation is Adaptation.WEIGHTS else 0
        found = fit_logistic(
            decided.terms[rows, :used],
            decided.accepted[rows],
            penalty=self.penalty,
            intercept_penalty=INTERCEPT_PENALTY,
            offsets=odds[rows],
            row_weights=decided.weights[rows],
        )
        return LogisticFit(np.append(found.weights, np.zeros(count - used)), found.intercept)


_CANDIDATES = (
    _Candidate(Adaptation.NONE),
    _Candidate(Adaptation.INTERCEPT),
    *(_Candidate(Adaptation.WEIGHTS, penalty) for penalty in PENALTIES),
)
"""The ways to try, from the simplest to the most flexible."""


@dataclass(frozen=True, slots=True)
class _HeldOut:
    """Log odds of suggestions by models that have seen no decision on their articles, and those without intercepts."""

    odds: Array
    order: Array


# The arrays are small, so one thread is fastest. Sums of several threads would also depend on the machine.
@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator]
def adapt(decided: DecidedSuggestions, default: LogisticFit, minimum: float = MIN_DECISIONS) -> AdaptedModel:
    """Adapt the shipped model to decisions, or keep it if they are too few, say nothing, or make it no better.

    Args:
        decided: The decisions.
        default: The shipped model, over standardized terms.
        minimum: The decided suggestions, weighed by age, from which the model is adapted.
    """
    odds = default.log_odds(decided.terms)
    reason = _too_little(decided, minimum)
    if reason:
        figures = model_figures(decided, odds, odds) if len(decided) else None
        return AdaptedModel(Adaptation.NONE, default, reason, figures)
    held_out = [_held_out(candidate, decided, odds) for candidate in _CANDIDATES]
    best = _choose(decided, held_out)
    reason = "" if best else "no adapted model predicts the decisions better than the shipped model, beyond noise"
    doubt = _doubt(decided, held_out)
    if doubt:
        best, reason = 0, doubt
    correction = _CANDIDATES[best].fit(decided, odds, np.arange(len(odds)))
    shown = held_out[best or 1]
    return AdaptedModel(
        adaptation=_CANDIDATES[best].adaptation,
        model=LogisticFit(default.weights + correction.weights, default.intercept + correction.intercept),
        reason=reason,
        default=model_figures(decided, odds, odds),
        adapted=model_figures(decided, shown.odds, shown.order),
        log_loss_change=decided.mean_interval(decided.losses(shown.odds) - decided.losses(odds)),
    )


def _too_little(decided: DecidedSuggestions, minimum: float) -> str:
    total = float(decided.weights.sum())
    if total < minimum:
        return f"{total:.0f} decided suggestions are too few; {minimum:.0f} are needed"
    accepted = float(decided.weights @ decided.accepted)
    for name, number in (("accepted", accepted), ("rejected", total - accepted)):
        if number < MIN_OF_EACH:
            return f"only {number:.0f} of {total:.0f} suggestions were {name}; {MIN_OF_EACH} are needed to compare"
    return ""


def _held_out(candidate: _Candidate, decided: DecidedSuggestions, odds: Array) -> _HeldOut:
    folds, intercepts, order = decided.folds(FOLDS), np.zeros(len(odds)), odds.copy()
    for fold in range(FOLDS):
        held = folds == fold
        correction = candidate.fit(decided, odds, np.flatnonzero(~held))
        order[held] += decided.terms[held] @ correction.weights
        intercepts[held] = correction.intercept
    return _HeldOut(order + intercepts, order)


def _doubt(decided: DecidedSuggestions, held_out: list[_HeldOut]) -> str:
    """Return why the decisions may not be serious, or "".

    The most flexible candidate knows whether there is something to learn that the shipped model does not know.
    """
    low, high = decided.area_interval(held_out[0].order)
    if high < 1 / 2:
        return "the decisions contradict the scores, so they may have been made with accept and reject confused"
    if low <= 1 / 2 and decided.area_interval(held_out[-1].order)[0] <= 1 / 2:
        return "no model agrees with the decisions better than chance, so they may have been made at random"
    return ""


def _choose(decided: DecidedSuggestions, held_out: list[_HeldOut]) -> int:
    """Return the number of the best candidate.

    A candidate must lower the log loss of a simpler one beyond noise, and must not lower the area under the ROC curve:
    other weights change the order of suggestions, which matters more than what scores mean.
    """
    best = 0
    for number in range(1, len(held_out)):
        gain = decided.losses(held_out[best].odds) - decided.losses(held_out[number].odds)
        needed = _MIN_GAINS[_CANDIDATES[number].adaptation] * decided.standard_error(gain)
        if decided.mean(gain) > needed and decided.area(held_out[number].order) >= decided.area(held_out[best].order):
            best = number
    return best
