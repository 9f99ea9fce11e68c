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
