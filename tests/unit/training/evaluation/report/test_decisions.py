"""The report says what the decisions of the wiki's reviewers were worth."""

from __future__ import annotations

from tests.helpers.training.reports import outcome
from training.evaluation.metrics import interval
from training.evaluation.report.decisions import decision_content
from training.learning.acceptance_adaptation import Adaptation


def test_both_models_are_shown_with_intervals():
    found = decision_content(outcome())
    assert [model.name for model in found.models] == ["default", "adapted"]
    assert [model.log_loss for model in found.models] == [0.65, 0.5]
    row = found.models[0].by_threshold[0]
    assert (row.threshold, row.shown, row.accepted, row.interval) == (0.5, 150, 0.8, interval(120, 150))
    assert found.counts["contested"] == 7
    assert found.summary.startswith("200 of 220 decided suggestions adapt how much")


def test_nothing_above_a_threshold_has_no_share():
    row = decision_content(outcome()).models[0].by_threshold[1]
    assert (row.accepted, row.interval) == (None, (0.0, 1.0))


def test_models_that_were_not_tried_are_left_out():
    kept = outcome(adaptation=Adaptation.NONE, reason="too few", adapted=None, log_loss_change=None)
    found = decision_content(kept)
    assert [model.name for model in found.models] == ["default"]
    assert (found.adaptation, found.reason) == ("none", "too few")


def test_there_is_no_section_without_decisions():
    assert decision_content(None) is None
