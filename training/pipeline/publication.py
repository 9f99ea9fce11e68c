"""Decides whether a finished bundle is made current: its verdict, and how it differs from the version before."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from linking.bundle.bundle import Bundle, open_bundle
from linking.bundle.errors import BundleError, BundleMissingError
from linking.bundle.manifest import Manifest
from training.evaluation.report.verdicts import Verdict
from training.evaluation.results import THRESHOLD
from training.learning.decision_learning import DecisionsOutcome
from training.learning.link_masking import MaskingScheme

logger = logging.getLogger(__name__)

MAX_DROP = 0.2
"""The share by which a figure may be lower than in the version before."""

COUNTS = ("articles", "anchors", "links")
PRECISION, RECALL = "precision", "recall"

VERDICT, OBJECTIONS, WITHHELD = "verdict", "objections", "withheld"
"""Members of the manifest's `training`: the verdict, what speaks against publication, and whether that prevented it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of a bundle, and the same figure of the version before.

    Attributes:
        name: Name of the figure.
        before: The old value.
        after: The new value.
    """

    name: str
    before: float
    after: float

    @property
    def is_drop(self) -> bool:
        """True if the new value is lower by more than MAX_DROP of the old one."""
        return self.after < (1 - MAX_DROP) * self.before

    def __str__(self) -> str:
        if isinstance(self.before, int) and isinstance(self.after, int):
            share = f" ({self.after / self.before - 1:+.1%})" if self.before else ""
            return f"{self.name} {self.before:,} -> {self.after:,}{share}"
        return f"{self.name} {self.before:.3f} -> {self.after:.3f} ({self.after - self.before:+.3f})"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a run found out about its bundle.

    Attributes:
        verdict: The verdict of the evaluation.
        figures: The figures of the bundle, as from `figures_of`.
        previous: The version that was current before, or None if there is none that can be read.
        changes: The figures that both versions have.
    """

    verdict: Verdict
    figures: Mapping[str, float]
    previous: str | None
    changes: Sequence[Change]

    @property
    def objections(self) -> list[str]:
        """What speaks against publication."""
        drops = [
            f"{change}, more than {MAX_DROP:.0%} below version {self.previous}"
            for change in self.changes
            if change.is_drop
        ]
        return [*self.verdict.reasons, *drops]

    @property
    def words(self) -> str:
        """The verdict in one line."""
        if self.objections:
            return f"do not publish: {'; '.join(self.objections)}"
        return "; but ".join(["fit to publish", *self.verdict.doubts])


@dataclass(frozen=True, slots=True)
class RunResult:
    """The bundle of a run.

    Attributes:
        bundle: The bundle.
        is_current: Whether the run made it current.
        assessment: What the run found out about it.
        decisions: What became of the decisions of the wiki's reviewers, or None if none were given.
    """

    bundle: Bundle
    is_current: bool
    assessment: Assessment
    decisions: DecisionsOutcome | None = None

    @property
    def threshold(self) -> float:
        """The score at which the bundle was judged by the links that editors made."""
        return self.decisions.moved(THRESHOLD) if self.decisions else THRESHOLD


def assess(data_dir: Path, wiki: str, verdict: Verdict, figures: Mapping[str, float]) -> Assessment:
    """Compare the figures of a new bundle with those of the current version, if there is a usable one."""
    previous = _current(data_dir, wiki)
    before = figures_of(previous.counts, previous.training) if previous else {}
    compared = [name for name in (*COUNTS, PRECISION) if name in figures and name in before]
    changes = [Change(name, before[name], figures[name]) for name in compared]
    return Assessment(verdict, figures, previous.version if previous else None, changes)


def figures_of(counts: Mapping[str, int], training: Mapping[str, object]) -> dict[str, float]:
    """Return the figures of a manifest that can be compared. Imported and older bundles do not have all of them.

    Args:
        counts: The manifest's `counts`.
        training: The manifest's `training`.
    """
    figures: dict[str, float] = {name: counts[name] for name in COUNTS if name in counts}
    trials = training.get("trials")
    for trial in trials if isinstance(trials, list) else []:
        if isinstance(trial, Mapping) and trial.get("protocol") == MaskingScheme.SENTENCE.value and trial.get("links"):
            precision, recall = trial.get(PRECISION), trial.get(RECALL)
            # Without recommendations the precision is recorded as 1, which says nothing.
            if isinstance(precision, int | float) and isinstance(recall, int | float) and (recall or precision < 1):
                figures |= {PRECISION: float(precision), RECALL: float(recall)}
    return figures


def withheld(manifest: Manifest) -> Sequence[str]:
    """Return why the run that made a version did not publish it. This is empty if the run had no objections."""
    objections = manifest.training.get(OBJECTIONS)
    is_withheld = manifest.training.get(WITHHELD) is True and isinstance(objections, list)
    return [str(objection) for objection in objections] if is_withheld and isinstance(objections, list) else []


def _current(data_dir: Path, wiki: str) -> Manifest | None:
    try:
        return open_bundle(data_dir, wiki).manifest
    except BundleMissingError:
        return None
    except BundleError as error:
        logger.warning("the new bundle cannot be compared with the current version: %s", error)
        return None
