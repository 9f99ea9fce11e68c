"""Metrics of recommendations."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from tests.helpers.training.evaluations import make_result
from training.evaluation.metrics import CalibrationBin, Figures, interval, merge_results
from training.learning.link_masking import MaskingScheme

MIXED = [(0.95, True), (0.8, True), (0.8, False), (0.6, True), (0.3, False), (0.05, False)]


def test_precision_and_recall_count_what_scores_at_least_the_threshold():
    figures = make_result(MIXED, gold_links=4).at(0.8)
    assert figures == Figures(0.8, hits=2, returned=3, gold_links=4)
    assert figures.precision == pytest.approx(2 / 3)
    assert figures.recall == 0.5


def test_figures_are_defined_without_recommendations_and_without_gold_links():
    empty = make_result([], gold_links=0)
    assert (empty.at(0.5).precision, empty.at(0.5).recall) == (1.0, 0.0)
    assert empty.average_precision() == 0.0
    assert empty.calibration() == []
    assert empty.calibration_error() == 0.0
    assert make_result([], gold_links=3).at_recall(0.1) is None
    assert make_result([], gold_links=3).at_precision(0.1) is None


@pytest.mark.parametrize(("recall", "threshold"), [(0.25, 0.95), (0.5, 0.8), (0.75, 0.6), (0.0, 0.95)])
def test_figures_at_a_recall_are_those_of_the_highest_threshold_with_that_recall(recall, threshold):
    result = make_result(MIXED, gold_links=4)
    assert result.at_recall(recall) == result.at(threshold)


def test_there_are_no_figures_at_a_recall_that_is_never_reached():
    assert make_result(MIXED, gold_links=4).at_recall(0.8) is None


@pytest.mark.parametrize(("precision", "threshold"), [(1.0, 0.95), (0.75, 0.6), (0.7, 0.6), (0.5, 0.05), (0.6, 0.3)])
def test_figures_at_a_precision_are_those_with_the_highest_recall(precision, threshold):
    result = make_result(MIXED, gold_links=4)
    assert result.at_precision(precision) == result.at(threshold)


def test_a_threshold_does_not_separate_equal_scores():
    result = make_result([(0.8, True), (0.8, False)], gold_links=1)
    assert result.at_precision(1.0) is None
    assert result.at_precision(0.5) == result.at(0.8)


def test_average_precision_of_a_ranking_by_hand():
    # Ranks 1, 2 and 4 are correct, with precisions 1, 1 and 3/4. The fourth gold link is never found.
    assert make_result(MIXED, gold_links=4).average_precision() == pytest.approx((1 + 1 + 0.75) / 4)


def test_calibration_bins_are_tenths_and_the_last_one_includes_a_score_of_one():
    result = make_result([(0.71, True), (0.79, False), (1.0, True)], gold_links=2)
    assert result.calibration() == [
        CalibrationBin(0.7, 0.8, pytest.approx(0.75), hits=1, size=2),
        CalibrationBin(0.9, 1.0, pytest.approx(1.0), hits=1, size=1),
    ]


def test_calibration_error_weighs_bins_by_their_size():
    result = make_result([(0.75, True), (0.75, False), (0.2, False)], gold_links=2)
    assert result.calibration_error() == pytest.approx((2 * 0.25 + 1 * 0.2) / 3)
    assert result.calibration_error(0.5) == pytest.approx(0.25)


@pytest.mark.parametrize("cut", [0, 1, 3, 6])
def test_parts_merge_into_the_result_of_the_whole(cut):
    whole = make_result(MIXED, gold_links=5)
    parts = [make_result(MIXED[:cut], gold_links=2), make_result(MIXED[cut:], gold_links=3)]
    merged = merge_results(MaskingScheme.SENTENCE, pickle.loads(pickle.dumps(parts)))
    np.testing.assert_array_equal(merged.scores, whole.scores)
    np.testing.assert_array_equal(merged.correct, whole.correct)
    assert (merged.scheme, merged.gold_links, merged.articles) == (whole.scheme, whole.gold_links, whole.articles)


def test_no_parts_merge_into_an_empty_result():
    assert merge_results(MaskingScheme.HALF, []).at(0.5) == Figures(0.5, 0, 0, 0)


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(50, 100, 0.404, 0.596), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (0, 0, 0.0, 1.0)],
)
def test_intervals_are_those_of_wilson(hits, total, low, high):
    assert interval(hits, total) == (pytest.approx(low, abs=0.001), pytest.approx(high, abs=0.001))
