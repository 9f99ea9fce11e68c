"""The area under the ROC curve is the share of pairs that the scores put in the right order."""

from __future__ import annotations

import numpy as np
import pytest

from training.learning.roc_area import ScoreOrder, area_under_curve


@pytest.mark.parametrize(
    ("scores", "positive", "area"),
    [
        ([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], 1.0),
        ([0.1, 0.2, 0.8, 0.9], [1, 1, 0, 0], 0.0),
        ([0.1, 0.3, 0.2, 0.4], [0, 0, 1, 1], 3 / 4),
        ([0.5, 0.5, 0.5], [0, 1, 1], 1 / 2),
        ([0.2, 0.5, 0.5, 0.9], [0, 0, 1, 1], 3.5 / 4),
        ([0.5, 0.5, 0.1], [1, 0, 1], 0.5 / 2),
    ],
)
def test_the_area_under_the_curve(scores, positive, area):
    assert area_under_curve(np.array(scores), np.array(positive, bool)) == pytest.approx(area)


@pytest.mark.parametrize("positive", [[True, True], [False, False], []])
def test_one_class_has_no_area(positive):
    assert np.isnan(area_under_curve(np.full(len(positive), 0.5), np.array(positive, bool)))


def test_a_share_counts_as_part_of_a_positive_and_part_of_a_negative():
    """0.9 beats 0.1 as positive against negative; half of 0.5 is a positive and half a negative."""
    found = ScoreOrder(np.array([0.9, 0.5, 0.1])).area(np.array([1.0, 0.5, 0.0]), np.array([0.0, 0.5, 1.0]))
    pairs = 1.5 * 1.5
    won = 1 * 1 + 1 * 0.5 + 0.5 * 1 + 0.5 * 0.5 / 2
    assert found == pytest.approx(won / pairs)


def test_a_weight_of_two_is_the_same_row_twice():
    scores, positive = np.array([0.9, 0.4, 0.6, 0.2]), np.array([1.0, 1.0, 0.0, 0.0])
    weights = np.array([1, 2, 1, 3])
    repeated = area_under_curve(np.repeat(scores, weights), np.repeat(positive, weights) > 0)
    assert ScoreOrder(scores).area(positive * weights, (1 - positive) * weights) == pytest.approx(repeated)
