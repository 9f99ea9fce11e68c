"""Learns from a wiki's own decisions, and says what they were worth."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np
from scipy.special import expit, logit

from linking.acceptance import AcceptanceModel, cut_off
from training.learning.acceptance_adaptation import Adaptation, adapt
from training.learning.decided_suggestions import DecidedSuggestions, Interval, ModelFigures
from training.learning.decision_placement import PlacedSuggestions
from training.learning.grouped_decisions import MIN_ONE_SIDED, DecisionCounts
from training.learning.logistic import LogisticFit
from training.runtime.output_files import write_bytes

logger = logging.getLogger(__name__)

_DIGITS = 5
_DOMINANT = 0.8
_MANY_MISSING = 0.25
_FILE = "decisions.json"


@dataclass(frozen=True, slots=True)
class DecisionsOutcome:
    """What became of a wiki's own decisions.

    Attributes:
        counts: What the decisions are.
        used: The number of suggestions that were found in the dump and learned from.
        weight: Their number, weighed by age.
        missing: The number of suggestions that were not found, by reason.
        half_life: The age in days at which a decision counts half, or None.
        adaptation: What was changed in the shipped model.
        intercept_change: What was added to the log odds of all suggestions.
        reason: Why nothing was, or "".
        default: How well the shipped model agrees with the decisions, or None if there are none.
        adapted: The same of the adapted model, on articles that it was not fitted to.
        log_loss_change: 95 % interval of how much the adaptation changes the log loss.
    """

    counts: DecisionCounts
    used: int
    weight: float
    missing: Mapping[str, int]
    half_life: float | None
    adaptation: Adaptation
    intercept_change: float
    reason: str
    default: ModelFigures | None
    adapted: ModelFigures | None
    log_loss_change: Interval | None

    def save(self, directory: Path) -> None:
        """Write the outcome for `load`."""
        write_bytes(directory / _FILE, msgspec.json.encode(self))

    @classmethod
    def load(cls, directory: Path) -> DecisionsOutcome | None:
        """Read what `save` wrote, or return None if there were no decisions."""
        path = directory / _FILE
        return msgspec.json.decode(path.read_bytes(), type=cls) if path.exists() else None

    def moved(self, score: float) -> float:
        """Return the score that an average suggestion has now if its score was this one before the decisions."""
        return float(expit(logit(score) + self.intercept_change))

    @property
    def figures(self) -> dict[str, object]:
        """What the manifest records."""
        return {"decisions": self.counts.decisions, "used": self.used, "adaptation": str(self.adaptation)}

    @property
    def doubts(self) -> Iterator[str]:
        """What a reader should know about the decisions, as sentences."""
        counts = self.counts
        decided = counts.decisions - counts.skipped - counts.too_old
        if counts.reviewers > 1 and counts.most_by_one > _DOMINANT * decided:
            yield f"One reviewer made {counts.most_by_one:,} of the {decided:,} decisions."
        if counts.one_sided:
            yield (
                f"{counts.one_sided:,} of the {decided:,} decisions are by reviewers who accepted, or rejected, at"
                f" least {MIN_ONE_SIDED} suggestions without exception. Ask whether they read them."
            )
        if counts.too_old:
            yield f"The {counts.too_old:,} oldest decisions are left out, because the newer ones are enough."
        if counts.suggestions - self.used > _MANY_MISSING * counts.suggestions:
            yield (
                f"{counts.suggestions - self.used:,} of the {counts.suggestions:,} decided suggestions were not found"
                " in the dump. The decisions may be of much older or newer revisions."
            )

    @property
    def summary(self) -> str:
        """The outcome in one line."""
        used = f"{self.used:,} of {self.counts.suggestions:,} decided suggestions"
        if self.adaptation is Adaptation.NONE:
            return f"{used} found, the default acceptance model is kept: {self.reason}"
        what = "how much" if self.adaptation is Adaptation.INTERCEPT else "what"
        return f"{used} adapt {what} the acceptance model expects reviewers to accept; {self._worth}"

    @property
    def _worth(self) -> str:
        default, adapted = self.default, self.adapted
        if default is None or adapted is None:
            return ""
        loss = f"log loss {default.log_loss:.3f} -> {adapted.log_loss:.3f}"
        if default.area is None or adapted.area is None:
            return loss
        return f"{loss}, area under the ROC curve {default.area:.3f} -> {adapted.area:.3f}"


def learn(
    acceptance: AcceptanceModel, placed: PlacedSuggestions, counts: DecisionCounts, half_life: float | None
) -> tuple[AcceptanceModel, DecisionsOutcome]:
    """Adapt an acceptance model, which has the scales of the wiki, to decisions.

    Returns:
        The model, which is the given one if the decisions make it no better, and what became of the decisions.
    """
    mean, deviation = np.array([(scale.mean, scale.deviation) for scale in acceptance.scales]).T
    decided = DecidedSuggestions(
        articles=np.array(placed.articles, np.str_),
        accepted=placed.accepted,
        weights=placed.weights,
        terms=cut_off((placed.terms - mean) / deviation),
    )
    found = adapt(decided, LogisticFit(np.array(acceptance.weights), acceptance.intercept))
    outcome = DecisionsOutcome(
        counts=counts,
        used=len(decided),
        weight=round(float(placed.weights.sum()), _DIGITS),
        missing=placed.missing,
        half_life=half_life,
        adaptation=found.adaptation,
        intercept_change=round(found.model.intercept - acceptance.intercept, _DIGITS),
        reason=found.reason,
        default=found.default,
        adapted=found.adapted,
        log_loss_change=found.log_loss_change,
    )
    if found.adaptation is Adaptation.NONE:
        logger.warning("decisions: %s", outcome.summary)
    else:
        logger.info("decisions: %s", outcome.summary)
        weights = tuple(found.model.weights.round(_DIGITS).tolist())
        acceptance = replace(acceptance, weights=weights, intercept=round(found.model.intercept, _DIGITS))
    for doubt in outcome.doubts:
        logger.warning("decisions: %s", doubt)
    return acceptance, outcome
