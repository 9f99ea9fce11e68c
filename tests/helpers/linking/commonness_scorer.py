"""A scorer whose scores a reader can compute by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking.features.definitions import NAMES


class CommonnessScorer:
    """Scores a pair by link probability × commonness."""

    def score(self, matrix: NDArray[np.float32]) -> NDArray[Any]:
        """Return the scores, shape (pairs,)."""
        return matrix[:, NAMES.index("link_probability")] * matrix[:, NAMES.index("share")]
