"""A saved evaluation is restored exactly."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.helpers.training.evaluations import make_evaluation, make_sampled
from training.evaluation.results import Evaluation


def test_a_saved_evaluation_is_restored(tmp_path: Path) -> None:
    sample = [make_sampled("“Ñ”", editors_target="Q", sample_key=1 << 63), make_sampled(correct=False)]
    saved = make_evaluation([(0.1 + 0.2, True), (1 / 3, False)], [], 5, sample)
    saved.save(tmp_path)
    restored = Evaluation.load(tmp_path)
    assert restored.sample == saved.sample
    for was, now in zip((*saved.model, *saved.baseline), (*restored.model, *restored.baseline), strict=True):
        assert (now.scheme, now.gold_links, now.articles) == (was.scheme, was.gold_links, was.articles)
        np.testing.assert_array_equal(now.scores, was.scores)
        np.testing.assert_array_equal(now.correct, was.correct)
        assert (now.scores.dtype, now.correct.dtype) == (was.scores.dtype, was.correct.dtype)
