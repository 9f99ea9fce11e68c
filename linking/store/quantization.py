"""Probabilities as the lookups store them: smoothed, and quantized to one byte."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def quantize_probability(probability: float | Array) -> Array:
    """Round a probability to 256 levels, which are denser near zero, where most probabilities are.

    Returns:
        Whole numbers from 0 to 255, as floats.
    """
    return np.rint(255 * np.sqrt(probability))


def dequantize_probability(value: Array | np.floating[Any]) -> Any:
    """Invert `quantize_probability`, up to its rounding."""
    return np.square(value / np.float32(255))


MAX_LOG_RATIO = 6.0
"""Log ratios are stored between minus and plus this value."""


def quantize_log_ratio(ratio: float | Array) -> Array:
    """Round a log ratio to 255 levels of equal width; ratios beyond MAX_LOG_RATIO are cut off.

    Returns:
        Whole numbers from 1 to 255, as floats. 128 stands for a ratio of 0.
    """
    return np.rint(128 + 127 * np.clip(np.divide(ratio, MAX_LOG_RATIO), -1.0, 1.0))


def dequantize_log_ratio(value: Array | np.floating[Any]) -> Any:
    """Invert `quantize_log_ratio`, up to its rounding."""
    return (value - np.float32(128)) * np.float32(MAX_LOG_RATIO / 127)


def link_probability(linking: float | Array, containing: float | Array) -> Any:
    """Estimate how often editors link a text: (linking + 0.2) / (containing + 1), at most 1.

    The smoothing keeps the estimate of a rare text away from 0 and 1.

    Args:
        linking: Articles in which the text is a link in running text.
        containing: Articles that contain the text, linked or not.
    """
    return np.minimum((linking + 0.2) / (containing + 1.0), 1.0)
