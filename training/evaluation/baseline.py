"""The reference rule that a model must beat: the most frequent target, where editors mostly link the text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from linking.features.definitions import NAMES

MEANING = "the most frequent target of a text, where its link probability is over a half"

_RANK, _LINK_PROBABILITY = NAMES.index("rank"), NAMES.index("link_probability")


class ReferenceRule:
    """Scores pairs as a model does, 1 or 0, so that the same recommender can be judged with it."""

    def score(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """1.0 where the rule holds, else 0.0, shape (pairs,), of features of shape (pairs, features)."""
        holds = (matrix[:, _RANK] == 0) & (matrix[:, _LINK_PROBABILITY] > 0.5)
        return holds.astype(np.float32)
