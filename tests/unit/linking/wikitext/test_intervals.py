"""Merging, subtracting and finding intervals."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.wikitext.intervals import (
    Interval,
    first_ending_after,
    interval_at,
    merge_intervals,
    subtract_intervals,
    uncovered,
)

INTERVALS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=6)


def positions(intervals: list[Interval]) -> set[int]:
    return {position for start, end in intervals for position in range(start, end)}


@pytest.mark.parametrize(
    ("intervals", "merged"),
    [
        ([], []),
        ([(3, 3)], []),
        ([(4, 6), (0, 2)], [(0, 2), (4, 6)]),
        ([(0, 2), (2, 4)], [(0, 4)]),
        ([(0, 9), (2, 4), (8, 10)], [(0, 10)]),
    ],
)
def test_merging_orders_and_joins_intervals(intervals: list[Interval], merged: list[Interval]) -> None:
    assert merge_intervals(intervals) == merged


@given(INTERVALS)
def test_merged_intervals_have_the_same_positions_and_gaps_between_them(intervals: list[Interval]) -> None:
    merged = merge_intervals(intervals)
    assert positions(merged) == positions(intervals)
    assert all(left[1] < right[0] for left, right in pairwise(merged))


def test_the_parts_outside_holes_are_uncovered() -> None:
    holes = [(0, 2), (4, 5), (8, 12)]
    assert list(uncovered(1, 10, holes)) == [(2, 4), (5, 8)]
    assert list(uncovered(8, 12, holes)) == []
    assert list(uncovered(2, 4, holes)) == [(2, 4)]


@given(INTERVALS, INTERVALS)
def test_subtraction_removes_the_positions_of_the_holes(intervals: list[Interval], holes: list[Interval]) -> None:
    intervals, holes = merge_intervals(intervals), merge_intervals(holes)
    rest = list(subtract_intervals(intervals, holes))
    assert positions(rest) == positions(intervals) - positions(holes)
    assert rest == sorted(rest)
    assert all(start < end for start, end in rest)


@given(INTERVALS, st.integers(-1, 21))
def test_the_interval_at_a_position_contains_it(intervals: list[Interval], position: int) -> None:
    merged = merge_intervals(intervals)
    expected = [interval for interval in merged if interval[0] <= position < interval[1]]
    assert interval_at(merged, position) == (expected[0] if expected else None)


@given(INTERVALS, st.integers(-1, 21))
def test_the_first_interval_ending_after_a_position_is_found(intervals: list[Interval], position: int) -> None:
    merged = merge_intervals(intervals)
    assert first_ending_after(merged, position) == sum(end <= position for _, end in merged)
