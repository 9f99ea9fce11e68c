"""The input of a report, for tests."""

from __future__ import annotations

from dataclasses import replace

from linking.bundle.manifest import DumpName
from linking.features.definitions import NAMES
from linking.text.titles import Site
from tests.helpers.training.evaluations import make_evaluation, make_sampled
from training.evaluation.report import ReportInput
from training.learning.acceptance_adaptation import Adaptation
from training.learning.decided_suggestions import ModelFigures, ThresholdFigures
from training.learning.decision_learning import DecisionsOutcome
from training.learning.grouped_decisions import DecisionCounts

GOOD = [(0.95, True)] * 200 + [(0.6, True)] * 60 + [(0.6, False)] * 40 + [(0.1, False)] * 100
BAD = [(0.9, True)] * 10 + [(0.9, False)] * 90
BASELINE = [(1.0, True)] * 150 + [(1.0, False)] * 50
SAMPLE = [
    make_sampled(sample_key=1),
    make_sampled(correct=False, sample_key=2),
    make_sampled(correct=False, editors_target="Ouse", sample_key=3),
]


def report_input(**changes: object) -> ReportInput:
    """Return the input for a good model, which has the same result with each masking scheme."""
    whole = ReportInput(
        site=Site("testwiki", "en", "first-letter", {}),
        dump=DumpName("testwiki-20260101-pages-articles.xml.bz2", "2026-01-01"),
        counts={"articles": 12345, "redirects": 67, "anchors": 890, "pairs": 999, "examples": 40000},
        evaluation=make_evaluation(GOOD, BASELINE, 400, SAMPLE),
        gain={name: float(number) for number, name in enumerate(NAMES)},
        boundaries=lambda _: [],
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


DECISION_COUNTS = DecisionCounts(
    decisions=300,
    skipped=20,
    too_old=0,
    suggestions=220,
    contested=7,
    reviewers=3,
    most_by_one=120,
    one_sided=0,
    unknown=4,
)


def outcome(**changes: object) -> DecisionsOutcome:
    """Return what became of decisions that adapt the intercept."""
    by_threshold = (ThresholdFigures(0.5, 150, 120.0), ThresholdFigures(0.6, 0, 0.0))
    default = ModelFigures(0.7, (0.6, 0.8), 0.65, 0.23, by_threshold)
    whole = DecisionsOutcome(
        counts=DECISION_COUNTS,
        used=200,
        weight=200.0,
        missing={"the text is gone": 16},
        half_life=None,
        adaptation=Adaptation.INTERCEPT,
        intercept_change=0.8,
        reason="",
        default=default,
        adapted=replace(default, log_loss=0.5),
        log_loss_change=(-0.2, -0.1),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]
