"""Fit the model: boosted trees, close to calibrated as they come (docs/decisions/accuracy.md)."""

from __future__ import annotations

import numpy as np
import xgboost

from linking.features.definitions import NAMES
from training.learning.examples import Examples, concatenate

__all__ = ["MOST_PAIRS", "Examples", "at_most", "concatenate", "fit"]

PARAMETERS = {
    "objective": "binary:logistic",
    "tree_method": "hist",
    "max_depth": 6,
    "eta": 0.1,
    "subsample": 0.8,
    "colsample_bytree": 0.6,
    "min_child_weight": 3,
}
ROUNDS = 150
"""Twice as many with half the rate gain nothing that can be measured, and cost twice the time and size."""


MOST_PAIRS = 120_000
"""Example pairs to train on; about 40,000 are enough (docs/decisions/accuracy.md)."""


def at_most(examples: Examples, seed: int, most: int = MOST_PAIRS) -> Examples:
    """The examples, or a random part of them where there are too many."""
    size = len(examples.labels)
    if size <= most:
        return examples
    chosen = np.sort(np.random.default_rng(seed).choice(size, most, replace=False))
    return Examples(examples.features[chosen], examples.labels[chosen])


def fit(examples: Examples, *, seed: int, threads: int) -> xgboost.Booster:
    """A model that gives the probability of a pair's label; the same examples, seed and threads give the same model."""
    data = xgboost.DMatrix(examples.features, examples.labels, feature_names=list(NAMES))
    booster = xgboost.train({**PARAMETERS, "seed": seed, "nthread": threads}, data, ROUNDS)
    booster.feature_names = None  # serving hands over columns by position; the manifest has the names
    return booster
