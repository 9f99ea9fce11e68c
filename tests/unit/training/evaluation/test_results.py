"""A saved evaluation is restored exactly."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.helpers.training.evaluations import make_evaluation, make_sampled, make_unmasked
from training.evaluation.results import Evaluation
from training.evaluation.unmasked_articles import UnmaskedResult


def test_a_saved_evaluation_is_restored(tmp_path: Path) -> None:
    sample = [make_sampled("“Ñ”", editors_target="Q", sample_key=1 << 63), make_sampled(correct=False)]
    unmasked = UnmaskedResult([[0.1 + 0.2, 0.9], []], [make_unmasked("“Ñ”", sample_key=1 << 47)])
    saved = make_evaluation(
        [(0.1 + 0.2, True), (1 / 3, False)], [], 5, sample, link_model=[(0.7, True)], unmasked=unmasked
    )
    saved.save(tmp_path)
    restored = Evaluation.load(tmp_path)
    assert restored.sample == saved.sample
    assert restored.unmasked == saved.unmasked
    results = zip(
        (*saved.model, *saved.link_model, *saved.baseline),
        (*restored.model, *restored.link_model, *restored.baseline),
        strict=True,
    )
    for was, now in results:
        assert (now.scheme, now.gold_links, now.articles) == (was.scheme, was.gold_links, was.articles)
        np.testing.assert_array_equal(now.scores, was.scores)
        np.testing.assert_array_equal(now.correct, was.correct)
        assert (now.scores.dtype, now.correct.dtype) == (was.scores.dtype, was.correct.dtype)
