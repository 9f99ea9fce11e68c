"""The scoring model: gradient-boosted trees from a pair's features to the probability that an editor makes the link."""

from __future__ import annotations

import ctypes
import json
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import xgboost
from numpy.typing import NDArray
from xgboost.libpath import find_lib_path

from linking.errors import LinkingError
from linking.packed_trees import pack

_PARAMETERS = {"nthread": 1}


class Scorer(Protocol):
    """Scores candidate pairs."""

    def score(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """Score each row of a feature matrix.

        Args:
            matrix: Features, shape (pairs, features).

        Returns:
            Scores in [0, 1], shape (pairs,).
        """
        ...


class InvalidModelError(LinkingError):
    """A model file cannot be read, or has another number of features than this program computes.

    Attributes:
        path: The file.
        reason: Why it cannot be used.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"model {path.name} cannot be used: {reason}")
        self.path, self.reason = path, reason


class Model:
    """A Scorer that runs an XGBoost model on one thread, in the compiled module if that knows the kind of model.

    XGBoost's threads do not survive a fork, so load the model after the fork. A model that was read from a file and
    runs in the compiled module is not kept in XGBoost, too, where it takes twice the memory: XGBoost reads it again
    when it is needed.

    Args:
        booster: The model.
        saved: The booster as UBJSON, for as long as the model is used. Without it, the booster is saved first. XGBoost
            keeps what a thread has saved until that thread destroys the booster, so a process that closes models in
            other threads should pass it.
    """

    def __init__(self, booster: xgboost.Booster, saved: bytes | mmap | None = None) -> None:
        booster.set_param(_PARAMETERS)
        self._trees = pack(bytes(booster.save_raw("ubj") if saved is None else saved), DensePrediction(booster))
        self._saved = saved
        self._booster = booster if saved is None or self._trees is None else None

    @classmethod
    def load(cls, path: Path, features: int) -> Model:
        """Read a model file.

        The file is mapped into memory, so that it may be deleted or replaced while the model is used.

        Args:
            path: A model that XGBoost saved as JSON or UBJSON.
            features: The number of features that the model must have.

        Raises:
            InvalidModelError: If the file cannot be read or the model has another number of features.
        """
        booster = xgboost.Booster()
        try:
            booster.load_model(path)
            with path.open("rb") as file:
                saved = mmap(file.fileno(), 0, access=ACCESS_READ)
        except (xgboost.core.XGBoostError, ValueError, OSError) as error:
            raise InvalidModelError(path, str(error).splitlines()[0]) from error
        if booster.num_features() != features:
            raise InvalidModelError(path, f"it was trained on {booster.num_features()} features, not {features}")
        return cls(booster, saved)

    def _open_booster(self) -> xgboost.Booster:
        """Return the model in XGBoost, which keeps it from now on."""
        if self._booster is None:
            assert self._saved is not None
            booster = xgboost.Booster(_PARAMETERS)
            booster.load_model(bytearray(self._saved))
            self._booster = booster
        return self._booster

    def score(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """Predict the probability of each pair; see `Scorer.score`."""
        if not len(matrix):
            return np.zeros(0, np.float32)
        trees = self._trees
        if trees is None or matrix.shape[1] != trees.features or matrix.dtype != np.float32:
            return DensePrediction(self._open_booster())(matrix)
        return trees.predict(matrix)

    def contributions(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """Split each pair's score into one contribution for each feature, its SHAP value.

        Args:
            matrix: Features, shape (pairs, features).

        Returns:
            Contributions in log odds, shape (pairs, features + 1). The last column is the bias. Each row adds up to
            the log odds of its score.

        References:
            https://xgboost.readthedocs.io/en/stable/prediction.html
        """
        contributions: NDArray[np.float32] = self._open_booster().predict(xgboost.DMatrix(matrix), pred_contribs=True)
        return contributions


class DensePrediction:
    """Predictions of a booster by XGBoost's C function.

    `Booster.inplace_predict` calls the same function, after examinations of its argument that take longer than the
    prediction of a page's few pairs.

    References:
        https://xgboost.readthedocs.io/en/stable/dev/group__Prediction.html
    """

    _OPTIONS = json.dumps(
        {
            "type": 0,
            "training": False,
            "iteration_begin": 0,
            "iteration_end": 0,
            "missing": float("nan"),
            "strict_shape": False,
            "cache_id": 0,
        }
    ).encode()

    def __init__(self, booster: xgboost.Booster) -> None:
        self._booster = booster  # keeps the handle valid

    def __call__(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """Predict the probability of each row.

        Args:
            matrix: Features, shape (rows, features), at least one row.

        Raises:
            xgboost.core.XGBoostError: If the matrix does not fit the booster.
        """
        library, array = _library(), matrix.__array_interface__
        interface = (
            f'{{"data":[{array["data"][0]},true],"shape":[{matrix.shape[0]},{matrix.shape[1]}],'
            f'"strides":[{matrix.strides[0]},{matrix.strides[1]}],"typestr":"{array["typestr"]}","version":3}}'
        )
        shape, scores = ctypes.POINTER(ctypes.c_uint64)(), ctypes.POINTER(ctypes.c_float)()
        dimensions = ctypes.c_uint64()
        status = library.XGBoosterPredictFromDense(
            self._booster.handle,
            interface.encode(),
            self._OPTIONS,
            None,
            ctypes.byref(shape),
            ctypes.byref(dimensions),
            ctypes.byref(scores),
        )
        if status:
            raise xgboost.core.XGBoostError(library.XGBGetLastError().decode())
        return np.frombuffer(ctypes.string_at(scores, 4 * len(matrix)), np.float32)


@cache
def _library() -> Any:
    """Return the library that the package has loaded."""
    library = ctypes.CDLL(find_lib_path()[0])
    library.XGBGetLastError.restype = ctypes.c_char_p
    return library
