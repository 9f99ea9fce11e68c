"""Spans [start, end) of a text: lists of them, cut and joined."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator

Span = tuple[int, int]


def united(spans: list[Span]) -> list[Span]:
    """The same places, in order, without overlaps and empty spans."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def without(spans: Iterable[Span], holes: list[Span]) -> Iterator[Span]:
    """The spans with the holes cut out; both in order."""
    index = 0
    for start, end in spans:
        while index < len(holes) and holes[index][1] <= start:
            index += 1
        position, look = start, index
        while look < len(holes) and holes[look][0] < end:
            if position < holes[look][0]:
                yield position, holes[look][0]
            position = max(position, holes[look][1])
            look += 1
        if position < end:
            yield position, end


def hole_around(holes: list[Span], position: int) -> Span | None:
    """The span, of some in order and without overlaps, in which the position is."""
    index = bisect_right(holes, (position, sys.maxsize)) - 1
    return holes[index] if index >= 0 and holes[index][1] > position else None


def first_behind(holes: list[Span], position: int) -> int:
    """The index of the first span that ends behind the position."""
    index = bisect_right(holes, (position, sys.maxsize)) - 1
    return index if index >= 0 and holes[index][1] > position else index + 1
