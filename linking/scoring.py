"""The model: XGBoost trees from (mention, candidate) features to the probability that an editor would link."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
import xgboost
from numpy.typing import NDArray

from linking.errors import LinkingError


class Judge(Protocol):
    """What gives pairs their scores."""

    def score(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """Scores in [0, 1], shape (pairs,), of features of shape (pairs, features)."""
        ...


class Explainer(Protocol):
    """What gives pairs their reasons."""

    def contributions(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """Each feature's share of the score in log odds, and last the bias; shape (pairs, features + 1)."""
        ...


class ModelInvalid(LinkingError):
    """The model file cannot be used with this program."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"model {path.name} cannot be used: {reason}")
        self.path, self.reason = path, reason


class Model:
    """A loaded model. XGBoost's threads do not survive a fork: load it after the fork, it scores on one thread."""

    def __init__(self, booster: xgboost.Booster) -> None:
        self._booster = booster
        booster.set_param({"nthread": 1})

    @classmethod
    def load(cls, path: Path, features: int) -> Model:
        """Read a model that XGBoost saved as JSON or UBJSON. Raises ModelInvalid."""
        booster = xgboost.Booster()
        try:
            booster.load_model(path)
        except (xgboost.core.XGBoostError, ValueError, OSError) as error:
            raise ModelInvalid(path, str(error).splitlines()[0]) from error
        if booster.num_features() != features:
            raise ModelInvalid(path, f"it was trained on {booster.num_features()} features, not {features}")
        return cls(booster)

    def score(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probabilities, shape (pairs,), of features of shape (pairs, features)."""
        if not len(matrix):
            return np.zeros(0, np.float32)
        scores: NDArray[np.float32] = self._booster.inplace_predict(matrix, validate_features=False)
        return scores

    def contributions(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """Each feature's share of the score in log odds, and last the bias; shape (pairs, features + 1).

        SHAP values of trees: https://xgboost.readthedocs.io/en/stable/prediction.html
        """
        shares: NDArray[np.float32] = self._booster.predict(xgboost.DMatrix(matrix), pred_contribs=True)
        return shares
