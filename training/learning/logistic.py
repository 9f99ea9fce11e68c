"""Logistic regression with ridge regularization, for the models that are a weighted sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LogisticFit:
    """A fitted logistic regression.

    Attributes:
        weights: Shape (inputs,).
        intercept: Log odds where all inputs are 0.
    """

    weights: Array
    intercept: float

    def log_odds(self, inputs: Array) -> Array:
        """Return the log odds of each row, shape (rows,)."""
        return np.asarray(inputs @ self.weights + self.intercept)


def fit_logistic(
    inputs: Array, targets: Array, *, penalty: float, center: Sequence[float] | None = None
) -> LogisticFit:
    """Fit by maximum likelihood with a ridge penalty on the weights, not on the intercept.

    The loss is convex and the solver deterministic, so the same rows always give the same weights.

    Args:
        inputs: Shape (rows, inputs), standardized.
        targets: Probabilities in [0, 1], shape (rows,).
        penalty: Half of it times the squared distance of the weights from `center` is added to the summed log loss.
        center: The weights to prefer without evidence, shape (inputs,). The default is zeros.
    """
    prior = np.zeros(inputs.shape[1]) if center is None else np.array(center)

    def loss(parameters: Array) -> tuple[float, Array]:
        odds = inputs @ parameters[:-1] + parameters[-1]
        error, distance = expit(odds) - targets, parameters[:-1] - prior
        value = np.sum(np.logaddexp(0, odds) - targets * odds) + penalty / 2 * distance @ distance
        gradient = np.append(inputs.T @ error + penalty * distance, error.sum())
        return float(value), gradient

    start = np.zeros(inputs.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 2000, "maxfun": 4000})
    return LogisticFit(found.x[:-1], float(found.x[-1]))
