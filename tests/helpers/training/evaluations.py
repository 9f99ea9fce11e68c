"""Small evaluations, made of scores that are correct or wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from linking.wikitext.excerpts import Excerpt
from training.evaluation.metrics import EvaluationResult
from training.evaluation.results import EVALUATION_SCHEMES, Evaluation
from training.evaluation.suggestion_sample import SampledSuggestion
from training.evaluation.unmasked_articles import UnmaskedResult, UnmaskedSuggestion
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


GOOD_POOL = UnmaskedResult([[0.9, 0.7]] * 40 + [[0.65]] * 60 + [[0.3]] * 100 + [[]] * 100)
"""What is suggested on 300 articles as they are. At 0.6, 40 get two suggestions and 60 get one."""


def make_evaluation(
    model: Scores,
    baseline: Scores,
    gold_links: int,
    sample: Sequence[SampledSuggestion] = (),
    *,
    link_model: Scores | None = None,
    unmasked: UnmaskedResult = GOOD_POOL,
) -> Evaluation:
    """Return an evaluation with the same result for each scheme, and for the link model as for the model."""
    model = list(model)
    results = {
        "model": model,
        "link_model": model if link_model is None else list(link_model),
        "baseline": list(baseline),
    }
    return Evaluation(
        **{
            name: [make_result(scores, gold_links, scheme) for scheme in EVALUATION_SCHEMES]
            for name, scores in results.items()
        },
        sample=sample,
        unmasked=unmasked,
    )


def make_unmasked(text: str = "isle", target: str = "Isle", *, sample_key: int = 0) -> UnmaskedSuggestion:
    """Return a suggestion for an article as it is, with its paragraph."""
    return UnmaskedSuggestion(sample_key, "Thames", target, 0.75, Excerpt("An ", text, " is there. It is small."))


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
