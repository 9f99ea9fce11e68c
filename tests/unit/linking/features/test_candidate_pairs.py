"""Candidates are compared with those of the same mention, and ineligible ones are left out afterwards."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from linking.features.candidate_pairs import CandidatePairs, CandidateRanking, rank_candidates
from linking.store.record_layout import ANCHOR, CANDIDATE, AnchorRows

COMMONNESS = (3.1 / 4.2, 1.1 / 4.2, 1, 0.5, 0.5)


@pytest.fixture(scope="module")
def rows() -> AnchorRows:
    """Three anchors: with a common candidate and a rare one, with one, and with two that nobody links."""
    candidates = np.zeros(5, CANDIDATE)
    candidates["page"] = [10, 11, 12, 13, 14]
    candidates["articles"] = [3, 1, 9, 0, 0]
    candidates["flags"] = [1, 2, 4, 0, 0]
    candidates["jaro"] = [255, 51, 0, 0, 0]
    return AnchorRows(np.zeros(3, ANCHOR), candidates, np.array([0, 2, 3, 5]))


@pytest.fixture(scope="module")
def ranking(rows: AnchorRows) -> CandidateRanking:
    return rank_candidates(rows)


def test_commonness_adds_up_to_1_for_each_mention(ranking):
    assert ranking.commonness.tolist() == pytest.approx(COMMONNESS)
    assert np.bincount(ranking.mention, ranking.commonness).tolist() == pytest.approx([1, 1, 1])


def test_candidates_are_numbered_within_their_mention(ranking):
    assert ranking.mention.tolist() == [0, 0, 1, 2, 2]
    assert ranking.rank.tolist() == [0, 1, 0, 0, 1]


def test_the_margin_is_to_the_best_other_candidate(ranking):
    assert ranking.margin.tolist() == pytest.approx([2 / 4.2, -2 / 4.2, 1, 0, 0])


def test_entropy_is_zero_for_one_candidate_and_highest_for_equal_ones(ranking):
    assert ranking.entropy.tolist() == pytest.approx([-sum(p * log(p) for p in COMMONNESS[:2]), 0, log(2)], abs=1e-6)


def test_the_first_candidate_is_the_most_common(ranking):
    assert ranking.top_page.tolist() == [10, 12, 13]
    assert ranking.top_commonness.tolist() == pytest.approx([COMMONNESS[0], 1, 0.5])


def test_pairs_are_the_eligible_candidates_compared_with_all(rows):
    pairs = CandidatePairs(rows, np.array([False, True, True, False, False]))
    assert len(pairs) == 2
    assert pairs.mention.tolist() == [0, 1]
    assert pairs.page.tolist() == [11, 12]
    assert pairs.articles.tolist() == [1, 9]
    assert pairs.rank.tolist() == [1, 0]
    assert pairs.commonness.tolist() == pytest.approx(COMMONNESS[1:3])
    assert pairs.margin.tolist() == pytest.approx([-2 / 4.2, 1])
    assert pairs.flags.tolist() == [2, 4]
    assert pairs.jaro.tolist() == pytest.approx([0.2, 0])
