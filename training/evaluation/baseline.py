"""The baseline that a model must beat: the most common target of a text that editors usually link."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from linking.features.definitions import NAMES

MEANING = "the most frequent target of a text whose link probability exceeds one half"

_RANK, _LINK_PROBABILITY = NAMES.index("rank"), NAMES.index("link_probability")


class BaselineRule:
    """A scorer that gives every pair 1 or 0. It takes the place of a model in the recommender."""

    def score(self, matrix: NDArray[np.float32]) -> NDArray[np.float32]:
        """Score pairs.

        Args:
            matrix: Features, shape (pairs, features).

        Returns:
            1.0 where the rule holds, otherwise 0.0. Shape (pairs,).
        """
        holds = (matrix[:, _RANK] == 0) & (matrix[:, _LINK_PROBABILITY] > 0.5)
        return holds.astype(np.float32)
