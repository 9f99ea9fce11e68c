"""The baseline scores pairs by two features alone."""

from __future__ import annotations

import numpy as np
import pytest

from linking.features.definitions import NAMES
from training.evaluation.baseline import BaselineRule


@pytest.mark.parametrize(
    ("rank", "link_probability", "score"),
    [(0, 0.51, 1.0), (0, 0.5, 0.0), (0, 0.1, 0.0), (1, 0.9, 0.0), (0, 1.0, 1.0)],
)
def test_it_accepts_the_most_frequent_target_of_texts_that_are_usually_linked(rank, link_probability, score):
    matrix = np.full((1, len(NAMES)), 0.7, np.float32)
    matrix[0, NAMES.index("rank")] = rank
    matrix[0, NAMES.index("link_probability")] = link_probability

    assert BaselineRule().score(matrix).tolist() == [score]


def test_it_scores_a_page_without_pairs():
    scores = BaselineRule().score(np.zeros((0, len(NAMES)), np.float32))
    assert scores.shape == (0,)
    assert scores.dtype == np.float32
