"""Logistic regression recovers known weights, and is deterministic."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from training.learning.logistic import LogisticFit, fit_logistic

WEIGHTS, INTERCEPT = np.array([1.5, -0.5, 0.0]), 0.75
INPUTS = np.random.default_rng(0).standard_normal((4000, 3))
PROBABILITIES = expit(INPUTS @ WEIGHTS + INTERCEPT)


def test_probabilities_as_targets_give_back_the_weights():
    found = fit_logistic(INPUTS, PROBABILITIES, penalty=0.0)
    assert found.weights == pytest.approx(WEIGHTS, abs=1e-3)
    assert found.intercept == pytest.approx(INTERCEPT, abs=1e-3)


def test_labels_give_back_the_weights_approximately():
    labels = (np.random.default_rng(1).random(len(INPUTS)) < PROBABILITIES).astype(float)
    found = fit_logistic(INPUTS, labels, penalty=1.0)
    assert found.weights == pytest.approx(WEIGHTS, abs=0.15)
    assert found.intercept == pytest.approx(INTERCEPT, abs=0.15)


def test_a_penalty_shrinks_the_weights_but_not_the_intercept():
    few = INPUTS[:200], PROBABILITIES[:200]
    sizes = [np.linalg.norm(fit_logistic(*few, penalty=penalty).weights) for penalty in (0.0, 10.0, 1e3, 1e7)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 2 * sizes[2]
    strict = fit_logistic(*few, penalty=1e7)
    assert sizes[-1] < 1e-3
    assert expit(strict.intercept) == pytest.approx(PROBABILITIES[:200].mean(), abs=1e-3)


def test_a_penalty_draws_the_weights_to_the_preferred_ones():
    center = (1.0, 2.0, -1.0)
    few = INPUTS[:200], PROBABILITIES[:200]
    strict, free = (fit_logistic(*few, penalty=penalty, center=center).weights for penalty in (1e7, 0.0))
    assert strict == pytest.approx(center, abs=1e-3)
    assert free == pytest.approx(WEIGHTS, abs=1e-2)


def test_the_weights_of_separable_labels_are_finite():
    inputs = np.array([[-1.0], [1.0]])
    found = fit_logistic(inputs, np.array([0.0, 1.0]), penalty=1.0)
    (weight,) = found.weights
    # At the minimum, the penalty's gradient w is that of the loss, 2 / (1 + exp(w)).
    assert weight == pytest.approx(2 / (1 + np.exp(weight)), abs=1e-4)
    assert found.intercept == pytest.approx(0.0, abs=1e-4)


def test_the_same_rows_give_the_same_weights():
    one, two = (fit_logistic(INPUTS, PROBABILITIES, penalty=1.0) for _ in range(2))
    assert one.weights.tolist() == two.weights.tolist()
    assert one.intercept == two.intercept


def test_log_odds_are_a_weighted_sum():
    fit = LogisticFit(np.array([2.0, -1.0]), 0.5)
    assert fit.log_odds(np.array([[1.0, 1.0], [0.0, 3.0]])).tolist() == [1.5, -2.5]


def test_a_penalty_on_the_intercept_draws_it_to_zero():
    targets = np.ones(40)
    found = [
        fit_logistic(INPUTS[:40], targets, penalty=1.0, intercept_penalty=penalty).intercept
        for penalty in (1e7, 10.0, 0.1)
    ]
    assert found[0] == pytest.approx(0, abs=1e-3)
    assert found[0] < found[1] < found[2]


def test_a_fit_corrects_known_log_odds():
    """The log odds are too low by 1, and the first weight is too high by 0.5."""
    known = INPUTS @ (WEIGHTS + np.array([0.5, 0.0, 0.0])) + INTERCEPT - 1
    found = fit_logistic(INPUTS, PROBABILITIES, penalty=0.0, offsets=known)
    assert found.weights == pytest.approx([-0.5, 0, 0], abs=1e-3)
    assert found.intercept == pytest.approx(1, abs=1e-3)
    only = fit_logistic(INPUTS[:, :0], expit(known + 1), penalty=1.0, offsets=known)
    assert only.weights.shape == (0,)
    assert only.intercept == pytest.approx(1, abs=1e-3)


def test_a_row_weight_of_two_is_the_same_row_twice():
    inputs, targets = INPUTS[:50], PROBABILITIES[:50]
    weights = np.arange(50) % 3
    once = fit_logistic(inputs, targets, penalty=1.0, row_weights=weights.astype(float))
    twice = fit_logistic(np.repeat(inputs, weights, axis=0), np.repeat(targets, weights), penalty=1.0)
    np.testing.assert_allclose(once.weights, twice.weights, atol=1e-4)
    assert once.intercept == pytest.approx(twice.intercept, abs=1e-4)
