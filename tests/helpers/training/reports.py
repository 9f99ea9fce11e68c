"""The input of a report, for tests."""

from __future__ import annotations

from dataclasses import replace

from linking.bundle.manifest import DumpName
from linking.features.definitions import NAMES
from linking.text.titles import Site
from tests.helpers.training.evaluations import make_evaluation, make_sampled
from training.evaluation.report import ReportInput

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
