"""Intervals [start, end) of offsets into a text."""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator

Interval = tuple[int, int]


def merge_intervals(intervals: Iterable[Interval]) -> list[Interval]:
    """Return the union of the intervals: in order, without overlaps and without empty intervals."""
    result: list[Interval] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def uncovered(start: int, end: int, holes: list[Interval]) -> Iterator[Interval]:
    """Yield the parts of [start, end) outside the holes, which are in order and do not overlap."""
    position = start
    for index in range(first_ending_after(holes, start), len(holes)):
        hole_start, hole_end = holes[index]
        if hole_start >= end:
            break
        if position < hole_start:
            yield position, hole_start
        position = hole_end
    if position < end:
        yield position, end


def subtract_intervals(intervals: Iterable[Interval], holes: list[Interval]) -> Iterator[Interval]:
    """Yield the parts of the intervals outside the holes. Intervals and holes are in order and do not overlap."""
    index = 0
    for start, end in intervals:
        while index < len(holes) and holes[index][1] <= start:
            index += 1
        if index == len(holes) or end <= holes[index][0]:
            if start < end:
                yield start, end
        else:
            yield from uncovered(start, end, holes)


def interval_at(intervals: list[Interval], position: int) -> Interval | None:
    """Return the interval that contains the position. The intervals are in order and do not overlap."""
    index = bisect_right(intervals, (position, sys.maxsize)) - 1
    return intervals[index] if index >= 0 and intervals[index][1] > position else None


def first_ending_after(intervals: list[Interval], position: int) -> int:
    """Return the index of the first interval that ends after the position. They are in order and do not overlap."""
    index = bisect_right(intervals, (position, sys.maxsize)) - 1
    return index if index >= 0 and intervals[index][1] > position else index + 1
