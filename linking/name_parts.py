"""The name part model: predicts whether a mention is only a part of a longer name, as “Wales” in “University of Wales”.

The model is trained without judgements: its positive examples are texts inside longer labels, and its negative examples
are texts that are labels. It is a logistic regression over the inputs and their products, so that one matrix product
scores a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from linking.features.definitions import NAMES

INPUTS: tuple[str, ...] = (
    "part_after_word",
    "part_before_word",
    "capital_before",
    "capital_after",
    "capital_before_short",
    "capital_after_short",
    "quoted",
    "joined_before",
    "joined_after",
    "lower_case",
    "all_capitals",
    "digits",
    "text_length",
    "words",
    "link_uses",
    "digit_before",
    "digit_after",
    "starts_line",
    "ends_line",
)
"""Features that describe a mention without its target, and without how often editors link its text."""

MAX_DEVIATIONS = 4.0
"""Inputs are cut off at this many standard deviations from their mean."""

MAX_LOG_ODDS = 8.0


@dataclass(frozen=True)
class NamePartModel:
    """A logistic regression over INPUTS and their products.

    Attributes:
        mean: Mean of each input, shape (inputs,).
        deviation: Standard deviation of each input, shape (inputs,).
        linear: Weight of each standardized input, shape (inputs,).
        quadratic: Weight of each product of two standardized inputs, upper triangular, shape (inputs, inputs).
        intercept: Log odds at the means.
    """

    mean: tuple[float, ...]
    deviation: tuple[float, ...]
    linear: tuple[float, ...]
    quadratic: tuple[tuple[float, ...], ...]
    intercept: float

    def log_odds(self, matrix: NDArray[np.float32]) -> NDArray[np.float64]:
        """Compute the log odds of being part of a name, within MAX_LOG_ODDS of 0.

        Args:
            matrix: Features in the order of FEATURES, shape (pairs, features).

        Returns:
            Shape (pairs,).
        """
        mean, deviation, linear, quadratic = self._arrays
        standardized = _within((matrix[:, COLUMNS] - mean) / deviation, MAX_DEVIATIONS)
        odds: NDArray[np.float64] = ((standardized @ quadratic + linear) * standardized).sum(axis=1) + self.intercept
        return _within(odds, MAX_LOG_ODDS)

    @cached_property
    def _arrays(self) -> tuple[NDArray[np.float64], ...]:
        return tuple(np.array(one) for one in (self.mean, self.deviation, self.linear, self.quadratic))


def _within(values: NDArray[np.float64], limit: float) -> NDArray[np.float64]:
    """Limit the values to [-limit, limit]; numpy's clip takes three times as long on a page's few pairs."""
    return np.minimum(np.maximum(values, -limit), limit)


COLUMNS = [NAMES.index(name) for name in INPUTS]
"""The columns of INPUTS in a feature matrix."""
