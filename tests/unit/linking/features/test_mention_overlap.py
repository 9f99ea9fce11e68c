"""Overlapping mentions are found among near neighbours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.features.mention_overlap import MAX_NEIGHBOURS, MentionOverlaps, find_overlaps

Span = tuple[int, int, float]

SPANS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 6), st.floats(0, 1)).map(lambda s: (s[0], s[0] + s[1], s[2])),
    min_size=1,
    max_size=MAX_NEIGHBOURS + 1,
)


def overlaps(spans: list[Span]) -> MentionOverlaps:
    start, end, probability = (np.array(column) for column in zip(*spans, strict=True))
    return find_overlaps(start, end, probability)


def test_one_mention_overlaps_nothing():
    found = overlaps([(0, 3, 0.5)])
    assert (found.max_link_probability.tolist(), found.extra_length.tolist()) == ([0], [0])


def test_adjacent_mentions_do_not_overlap():
    assert overlaps([(0, 3, 0.5), (3, 5, 0.5)]).max_link_probability.tolist() == [0, 0]


def test_results_are_in_the_order_given():
    found = overlaps([(4, 8, 0.1), (10, 12, 0.9), (0, 8, 0.4)])
    assert found.max_link_probability.tolist() == [0.4, 0, 0.1]
    assert found.extra_length.tolist() == [4, 0, 0]


@given(SPANS)
def test_every_overlap_of_a_few_mentions_is_found(spans):
    found = overlaps(spans)
    for index, (start, end, _) in enumerate(spans):
        others = [span for other, span in enumerate(spans) if other != index and span[0] < end and start < span[1]]
        best = max((probability for _, _, probability in others), default=0)
        longest = max((b - a for a, b, _ in others), default=0)
        assert found.max_link_probability[index] == pytest.approx(best)
        assert found.extra_length[index] == max(longest - (end - start), 0)
