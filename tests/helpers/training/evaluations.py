"""Small evaluations, made of scores that are correct or wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from training.evaluation.metrics import EvaluationResult
from training.evaluation.results import EVALUATION_SCHEMES, Evaluation
from training.evaluation.sentence_context import Excerpt
from training.evaluation.suggestion_sample import SampledSuggestion
from training.learning.link_masking import MaskingScheme

Scores = Iterable[tuple[float, bool]]
"""(score, correct) of recommendations."""


def make_result(scores: Scores, gold_links: int, scheme: MaskingScheme = MaskingScheme.SENTENCE) -> EvaluationResult:
    """Return a result with one recommendation per article."""
    pairs = list(scores)
    return EvaluationResult(
        scheme=scheme,
        scores=np.array([score for score, _ in pairs], np.float64),
        correct=np.array([correct for _, correct in pairs], np.bool_),
        gold_links=gold_links,
        articles=len(pairs),
    )


def make_evaluation(
    model: Scores, baseline: Scores, gold_links: int, sample: Sequence[SampledSuggestion] = ()
) -> Evaluation:
    """Return an evaluation with the same result for each scheme."""
    model, baseline = list(model), list(baseline)
    return Evaluation(
        [make_result(model, gold_links, scheme) for scheme in EVALUATION_SCHEMES],
        [make_result(baseline, gold_links, scheme) for scheme in EVALUATION_SCHEMES],
        sample,
    )


def make_sampled(
    text: str = "river",
    target: str = "River",
    *,
    correct: bool = True,
    editors_target: str | None = None,
    sample_key: int = 0,
) -> SampledSuggestion:
    """Return a suggestion with its paragraph."""
    paragraph = Excerpt("The ", text, " is long.")
    return SampledSuggestion(sample_key, "Thames", target, 0.75, correct, editors_target, paragraph)
