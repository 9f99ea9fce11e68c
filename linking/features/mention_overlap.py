"""Mentions that overlap others: at most one of them can become a link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

MAX_NEIGHBOURS = 6
"""Mentions compared on each side, in order of start. In real text, mentions further apart do not overlap."""


@dataclass(frozen=True, slots=True)
class MentionOverlaps:
    """For each mention, the other representative mentions that overlap it. Arrays of shape (mentions,).

    Attributes:
        max_link_probability: The highest link probability among them; 0 if there are none.
        extra_length: Code points by which the longest of them is longer than the mention; 0 if none is longer.
    """

    max_link_probability: Array
    extra_length: Array


def find_overlaps(start: Array, end: Array, link_probability: Array) -> MentionOverlaps:
    """Find overlaps among the mentions [start, end); all arrays have shape (mentions,)."""
    size = len(start)
    order = np.lexsort((-end, start))
    first, last, probability = start[order], end[order], link_probability[order]
    best, longest = np.zeros(size), np.zeros(size, np.int64)
    for step in range(1, min(MAX_NEIGHBOURS, size - 1) + 1):
        left, right = slice(None, -step), slice(step, None)
        overlap = first[right] < last[left]
        if not overlap.any():
            continue
        for one, other in ((left, right), (right, left)):
            best[one] = np.maximum(best[one], np.where(overlap, probability[other], 0.0))
            longest[one] = np.maximum(longest[one], np.where(overlap, last[other] - first[other], 0))
    original = np.argsort(order)
    return MentionOverlaps(best[original], np.maximum(longest[original] - (end - start), 0))
