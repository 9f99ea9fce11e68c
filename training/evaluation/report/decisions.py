"""What the decisions of the wiki's reviewers were worth, as the report shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from training.evaluation.metrics import interval
from training.learning.acceptance_adaptation import FOLDS
from training.learning.decided_suggestions import ModelFigures, ThresholdFigures
from training.learning.decision_learning import DecisionsOutcome


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """The decided suggestions from a threshold up.

    Attributes:
        threshold: The lowest score.
        shown: Their number.
        accepted: The share that reviewers accepted, or None if there are none.
        interval: Its 95 % confidence interval.
    """

    threshold: float
    shown: int
    accepted: float | None
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class DecisionModel:
    """A model on decided suggestions.

    Attributes:
        name: "default" for the shipped model, "adapted" for the one that learned from the other articles' decisions.
        area: Area under the ROC curve, or None if reviewers accepted all or rejected all.
        area_interval: Its 95 % confidence interval.
        log_loss: The mean log loss.
        brier: The mean squared distance of score and decision.
        by_threshold: The decided suggestions from each threshold up.
    """

    name: str
    area: float | None
    area_interval: tuple[float, float] | None
    log_loss: float
    brier: float
    by_threshold: tuple[DecisionRow, ...]


@dataclass(frozen=True, slots=True)
class DecisionContent:
    """The section on decisions.

    Attributes:
        counts: What the decisions are, by name.
        used: The number of suggestions that were learned from.
        missing: The number that were not found in the dump, by reason.
        half_life: The age in days at which a decision counts half, or None.
        adaptation: "none", "intercept" or "weights".
        reason: Why the shipped model was kept, or "".
        summary: The outcome in one line.
        doubts: What a reader should know about the decisions.
        models: The models, the shipped one first.
        log_loss_change: The 95 % confidence interval of the change of the log loss, or None.
        folds: The number of cross-validation folds.
    """

    counts: Mapping[str, int]
    used: int
    missing: Mapping[str, int]
    half_life: float | None
    adaptation: str
    reason: str
    summary: str
    doubts: Sequence[str]
    models: Sequence[DecisionModel]
    log_loss_change: tuple[float, float] | None
    folds: int


def decision_content(outcome: DecisionsOutcome | None) -> DecisionContent | None:
    """Return the section, or None without decisions."""
    if outcome is None:
        return None
    figures = {"default": outcome.default, "adapted": outcome.adapted}
    return DecisionContent(
        counts=asdict(outcome.counts),
        used=outcome.used,
        missing=outcome.missing,
        half_life=outcome.half_life,
        adaptation=str(outcome.adaptation),
        reason=outcome.reason,
        summary=outcome.summary,
        doubts=tuple(outcome.doubts),
        models=tuple(_model(name, found) for name, found in figures.items() if found),
        log_loss_change=outcome.log_loss_change,
        folds=FOLDS,
    )


def _model(name: str, found: ModelFigures) -> DecisionModel:
    return DecisionModel(
        name=name,
        area=found.area,
        area_interval=found.area_interval,
        log_loss=found.log_loss,
        brier=found.brier,
        by_threshold=tuple(map(_row, found.by_threshold)),
    )


def _row(found: ThresholdFigures) -> DecisionRow:
    share = found.accepted / found.shown if found.shown else None
    return DecisionRow(found.threshold, found.shown, share, interval(found.accepted, found.shown))
