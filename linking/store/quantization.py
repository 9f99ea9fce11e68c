"""Probabilities as the look-ups hold them: smoothed, and in one byte."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def probability_byte(probability: float | Array) -> Array:
    """A probability in one byte, finer near zero, where most are."""
    return np.rint(255 * np.sqrt(probability))


def byte_probability(value: Array | np.floating[Any]) -> Any:
    """The probability that `probability_byte` stored."""
    return np.square(value / np.float32(255))


def link_probability(linked: float | Array, stands: float | Array) -> Any:
    """(LD + .2) / (TD + 1): smoothed so that rare texts are neither sure nor hopeless; at most 1."""
    return np.minimum((linked + 0.2) / (stands + 1.0), 1.0)
