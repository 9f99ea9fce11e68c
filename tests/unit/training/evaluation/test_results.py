"""What was judged is what is read again."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.helpers.training.trials import make_suggested, make_trial
from training.evaluation.results import Judgement
from training.learning.link_masking import View


def test_a_judgement_comes_back_as_it_was(tmp_path: Path) -> None:
    shown = [make_suggested("“Ñ”", made_to="Q", lot=1 << 63), make_suggested(right=False)]
    saved = Judgement([make_trial([(0.1 + 0.2, True), (1 / 3, False)], 5, View.HALF, shown)], [make_trial([], 0)])
    saved.save(tmp_path)
    read = Judgement.load(tmp_path)
    for was, now in zip((*saved.trials, *saved.reference), (*read.trials, *read.reference), strict=True):
        assert (now.protocol, now.gold, now.articles) == (was.protocol, was.gold, was.articles)
        assert list(now.shown) == list(was.shown)
        np.testing.assert_array_equal(now.scores, was.scores)
        np.testing.assert_array_equal(now.right, was.right)
        assert (now.scores.dtype, now.right.dtype) == (was.scores.dtype, was.right.dtype)
