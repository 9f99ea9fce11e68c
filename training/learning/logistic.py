"""Logistic regression with ridge regularization, for the models that are a weighted sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
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
    inputs: Array,
    targets: Array,
    *,
    penalty: float,
    center: Sequence[float] | None = None,
    intercept_penalty: float = 0.0,
    offsets: Array | None = None,
    row_weights: Array | None = None,
) -> LogisticFit:
    """Fit by maximum likelihood with a ridge penalty on the weights.

    The loss is convex and the solver deterministic, so the same rows always give the same weights.

    Args:
        inputs: Shape (rows, inputs), standardized.
        targets: Probabilities in [0, 1], shape (rows,).
        penalty: Half of it times the squared distance of the weights from `center` is added to the summed log loss.
        center: The weights to prefer without evidence, shape (inputs,). The default is zeros.
        intercept_penalty: Half of it times the square of the intercept is added, too.
        offsets: Log odds that are added to those of each row, shape (rows,): the fit corrects them.
        row_weights: How much the log loss of each row counts, shape (rows,). The default is ones.
    """
    prior = np.append(np.zeros(inputs.shape[1]) if center is None else np.array(center), 0.0)
    penalties = np.append(np.full(inputs.shape[1], penalty), intercept_penalty)
    known = np.zeros(len(targets)) if offsets is None else offsets
    counted = np.ones(len(targets)) if row_weights is None else row_weights

    def loss(parameters: Array) -> tuple[float, Array]:
        odds = inputs @ parameters[:-1] + parameters[-1] + known
        error, distance = counted * (expit(odds) - targets), parameters - prior
        value = counted @ (np.logaddexp(0, odds) - targets * odds) + penalties @ np.square(distance) / 2
        return float(value), np.append(inputs.T @ error, error.sum()) + penalties * distance

    # Most runs fit nothing by this, and loading the optimizers takes a tenth of a second in each process.
    from scipy.optimize import minimize

    start = np.zeros(inputs.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 2000, "maxfun": 4000})
    return LogisticFit(found.x[:-1], float(found.x[-1]))
