"""The area under the ROC curve, of outcomes that may be shares and may have weights."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class ScoreOrder:
    """Some scores in order, for which the area can be computed many times with other weights.

    Args:
        scores: Shape (rows,).
    """

    def __init__(self, scores: Array) -> None:
        self._order = np.argsort(scores, kind="stable")
        ordered = scores[self._order]
        self._starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])[: len(scores)])

    def area(self, positive: Array, negative: Array) -> float:
        """Return how often a positive scores higher than a negative, ties counting half.

        Args:
            positive: The weight of each row as a positive, shape (rows,).
            negative: Its weight as a negative, shape (rows,).

        Returns:
            The area, or NaN if there are no positives or no negatives.
        """
        return float(self.areas(positive[None, :], negative[None, :])[0])

    def areas(self, positive: Array, negative: Array) -> Array:
        """Return the areas of several weightings.

        Args:
            positive: The weights of the rows as positives, shape (weightings, rows).
            negative: Their weights as negatives, shape (weightings, rows).

        Returns:
            Shape (weightings,).
        """
        if not len(self._order):
            return np.full(len(positive), np.nan)
        above = np.add.reduceat(positive[:, self._order], self._starts, axis=1)
        below = np.add.reduceat(negative[:, self._order], self._starts, axis=1)
        pairs = above.sum(axis=1) * below.sum(axis=1)
        won = (above * (np.cumsum(below, axis=1) - below / 2)).sum(axis=1)
        return np.divide(won, pairs, out=np.full(len(pairs), np.nan), where=pairs > 0)


def area_under_curve(scores: Array, positive: NDArray[np.bool_]) -> float:
    """Return the area under the ROC curve: how often a positive scores higher than a negative, ties counting half."""
    return ScoreOrder(scores).area(positive.astype(np.float64), (~positive).astype(np.float64))
