"""Link models for tests."""

from __future__ import annotations

import numpy as np
import xgboost

from linking.features.definitions import LINK_FEATURES


def constant_booster(probability: float) -> xgboost.Booster:
    """Return a model that predicts the same probability for all pairs."""
    parameters = {"objective": "binary:logistic", "base_score": probability, "max_depth": 1, "nthread": 1}
    rows = np.zeros((2, len(LINK_FEATURES)), np.float32)
    return xgboost.train(parameters, xgboost.DMatrix(rows, [0.0, 1.0]), num_boost_round=0)
