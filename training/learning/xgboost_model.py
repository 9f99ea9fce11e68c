"""Fits the model: gradient-boosted trees, whose scores are close to calibrated (docs/decisions/accuracy.md)."""

from __future__ import annotations

import numpy as np
import xgboost

from linking.features.definitions import LINK_FEATURES
from training.learning.examples import Examples

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
"""Twice as many rounds at half the learning rate gain nothing measurable, and double the time and the size."""
MAX_PAIRS = 120_000
"""Pairs to train on. About 40,000 are enough (docs/decisions/accuracy.md)."""


def subsample(examples: Examples, seed: int, limit: int = MAX_PAIRS) -> Examples:
    """Return the examples, or a random subset of `limit` pairs if there are more."""
    size = len(examples.labels)
    if size <= limit:
        return examples
    chosen = np.sort(np.random.default_rng(seed).choice(size, limit, replace=False))
    return Examples(examples.features[chosen], examples.labels[chosen])


def fit(examples: Examples, *, seed: int, threads: int) -> xgboost.Booster:
    """Train a model that predicts the probability of a pair's label.

    The result depends only on the arguments: training is deterministic.
    """
    data = xgboost.DMatrix(
        examples.features, examples.labels, feature_names=[feature.name for feature in LINK_FEATURES]
    )
    booster = xgboost.train({**PARAMETERS, "seed": seed, "nthread": threads}, data, ROUNDS)
    booster.feature_names = None  # serving passes columns by position, and the manifest has their names
    return booster
