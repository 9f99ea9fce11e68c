"""Cosine similarity of candidates to the existing links and the confident mentions of a page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from linking.features.vector_similarity import VectorSimilarity

VECTORS = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.6, 0.8, 0]], np.float32)


def similarity(
    pairs: Sequence[tuple[int, int]], links: Sequence[int], weights: Sequence[tuple[int, float]]
) -> VectorSimilarity:
    """pairs: (mention, row of the candidate); weights: (row of the top candidate, weight) of each mention."""
    return VectorSimilarity(
        vectors=VECTORS,
        mention=np.array([mention for mention, _ in pairs]),
        row=np.array([row for _, row in pairs]),
        existing_link_rows=np.array(links, int),
        top_row=np.array([row for row, _ in weights]),
        weight=np.array([weight for _, weight in weights], np.float32),
    )


def test_existing_links_are_added_up():
    found = similarity([(0, 0), (0, 2), (0, 3)], [0, 1], [(2, 0)])
    assert found.to_existing_links.tolist() == pytest.approx([0.5**0.5, 0, 1.4 / 2**0.5], abs=1e-4)


def test_a_page_without_links_has_no_similarity_to_them():
    assert similarity([(0, 0)], [], [(0, 1)]).to_existing_links.tolist() == [0]


def test_a_confident_mention_describes_the_page_for_other_mentions_only():
    found = similarity([(0, 0), (1, 0)], [], [(0, 1), (1, 0)])
    assert found.to_context.tolist() == pytest.approx([0, 1], abs=1e-4)


def test_mentions_count_by_their_weight():
    found = similarity([(0, 0), (0, 1)], [], [(2, 1), (0, 0.6), (1, 0.8)])
    assert found.to_context.tolist() == pytest.approx([0.6, 0.8], abs=1e-4)


def test_the_margin_is_to_the_best_other_candidate_of_the_mention():
    found = similarity([(0, 0), (0, 3), (0, 1), (1, 0)], [0], [(2, 0), (2, 0)])
    assert found.margin.tolist() == pytest.approx([0.4, -0.4, -1, 0], abs=1e-4)


def test_candidates_that_share_the_best_value_are_compared_with_the_next_lower_one():
    assert similarity([(0, 0), (0, 0), (0, 1)], [0], [(2, 0)]).margin.tolist() == pytest.approx([1, 1, -1], abs=1e-4)
    assert similarity([(0, 0), (0, 0)], [0], [(2, 0)]).margin.tolist() == pytest.approx([2, 2], abs=1e-4)
