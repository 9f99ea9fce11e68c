"""The trees of an XGBoost model for the compiled module: read from what XGBoost saves, and compared with XGBoost.

The module walks the trees for a page's few pairs in a quarter of the time that XGBoost takes, with the same results.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking import acceleration

_logger = logging.getLogger(__name__)

_DIRECTIONS = np.array([-np.inf, np.inf], np.float32)
_ROWS = 128
"""How many rows the comparison with XGBoost has."""

_SPREAD = 40503
"""Multiples of this number spread over rows and cells as if at random."""


def pack(
    saved: bytes, predict: Callable[[NDArray[np.float32]], NDArray[np.float32]]
) -> acceleration.trees.Trees | None:
    """Pack the trees of a model.

    Args:
        saved: The model, as XGBoost saves it in UBJSON.
        predict: XGBoost's prediction for each row of a matrix.

    Returns:
        The trees; None if there is no compiled module, if the model is of a kind that it does not know, or if it does
        not predict the same as XGBoost.
    """
    if acceleration.trees is None:
        return None
    try:
        trees, thresholds = _packed(acceleration.ubjson.decode(saved)["learner"])
    except (KeyError, TypeError, ValueError):
        return None
    rows = _rows(trees.features, *thresholds)
    if not np.array_equal(trees.predict(rows), predict(rows)):
        _logger.warning("The compiled module and XGBoost predict different scores for a model, so XGBoost predicts")
        return None
    return trees


def _packed(learner: dict[str, Any]) -> tuple[acceleration.trees.Trees, tuple[NDArray[np.int32], NDArray[np.float32]]]:
    """Return the trees, and the feature and the threshold of each node.

    References:
        https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html
    """
    booster, parameters = learner["gradient_booster"], learner["learner_model_param"]
    trees: list[dict[str, Any]] = booster["model"]["trees"]
    (base_score,) = json.loads(parameters["base_score"])
    outputs = {parameters["num_class"], parameters["num_target"], *(_outputs(tree) for tree in trees)}
    known = (booster["name"], learner["objective"]["name"]) == ("gbtree", "binary:logistic") and outputs <= {"0", "1"}
    if not (known and trees) or any(tree["split_type"].any() for tree in trees):  # 1: by category
        raise ValueError("the model is of another kind")

    def every(name: str, kind: type[np.generic]) -> NDArray[Any]:
        return np.concatenate([tree[name] for tree in trees]).astype(kind)

    left, thresholds = every("left_children", np.int32), every("split_conditions", np.float32)
    features = np.where(left == -1, 0, every("split_indices", np.int32))
    packed = acceleration.trees.Trees(
        sizes=np.array([len(tree["left_children"]) for tree in trees], np.int32),
        left=left,
        right=every("right_children", np.int32),
        feature=features,
        threshold=thresholds,
        default_left=every("default_left", np.uint8),
        features=int(parameters["num_feature"]),
        base_score=base_score,
    )
    return packed, (features, thresholds)


def _outputs(tree: dict[str, Any]) -> str:
    found: str = tree["tree_param"]["size_leaf_vector"]
    return found


def _rows(columns: int, features: NDArray[np.int32], thresholds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return rows whose values are the thresholds of their features or next to these, infinite, or missing."""
    values = np.zeros((_ROWS, columns), np.float32)
    nodes, cells = np.arange(len(features)), np.arange(values.size).reshape(values.shape) * _SPREAD
    values[nodes * _SPREAD % _ROWS, features] = np.nextafter(thresholds, _DIRECTIONS[nodes % 2])
    values[nodes * _SPREAD // _ROWS % _ROWS, features] = thresholds
    for number, value in enumerate((np.nan, np.nan, np.nan, np.inf, -np.inf)):
        values[cells % 37 == number] = value
    return values
