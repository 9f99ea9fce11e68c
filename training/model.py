"""Fit the model: boosted trees, close to calibrated as they come (RESEARCH: model)."""

from __future__ import annotations

import xgboost

from linking.features import NAMES
from training.examples import Examples

PARAMETERS = {
    "objective": "binary:logistic",
    "tree_method": "hist",
    "max_depth": 6,
    "eta": 0.06,
    "subsample": 0.8,
    "colsample_bytree": 0.6,
    "min_child_weight": 3,
}
ROUNDS = 300


def fit(examples: Examples, *, seed: int, threads: int) -> xgboost.Booster:
    """A model that gives the probability of a pair's label; the same examples, seed and threads give the same model."""
    data = xgboost.DMatrix(examples.features, examples.labels, feature_names=list(NAMES))
    booster = xgboost.train({**PARAMETERS, "seed": seed, "nthread": threads}, data, ROUNDS)
    booster.feature_names = None  # serving hands over columns by position; the manifest has the names
    return booster
