"""The evaluation of a model, of its first stage and of the baseline, and the file in which a run keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from linking.wikitext.excerpts import Excerpt
from training.evaluation.metrics import EvaluationResult, merge_results
from training.evaluation.suggestion_sample import SampledSuggestion, reservoir_sample
from training.evaluation.unmasked_articles import UnmaskedResult, UnmaskedSuggestion, merge_unmasked
from training.learning.link_masking import MaskingScheme
from training.runtime.output_files import write_text

EVALUATION_SCHEMES = (MaskingScheme.SENTENCE, MaskingScheme.ARTICLE, MaskingScheme.HALF)
THRESHOLD = 0.5
"""The score of the shipped acceptance model at which a model is judged. What a wiki's decisions add to all scores says
nothing about the links that editors make, so it is added to the threshold, too."""
_FILE = "evaluation.json"
_SCORERS = ("model", "link_model", "baseline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Results on the same articles, one for each of EVALUATION_SCHEMES, in order.

    Attributes:
        model: The results of the score that is served, which says what reviewers accept.
        link_model: The results of the first stage alone, which says what editors link.
        baseline: The results of the baseline.
        sample: Recommendations of the model for half-masked articles, chosen at random.
        unmasked: What the model recommends for the articles as they are.
        threshold: The score at which the model is judged by the links that editors made.
    """

    model: Sequence[EvaluationResult]
    link_model: Sequence[EvaluationResult]
    baseline: Sequence[EvaluationResult]
    sample: Sequence[SampledSuggestion] = ()
    unmasked: UnmaskedResult = field(default_factory=UnmaskedResult)
    threshold: float = THRESHOLD

    def save(self, directory: Path) -> None:
        """Write the evaluation. `load` restores it exactly, floats included."""
        content = {
            **{name: [_to_json(result) for result in getattr(self, name)] for name in _SCORERS},
            "sample": [asdict(suggestion) for suggestion in self.sample],
            "unmasked": asdict(self.unmasked),
        }
        write_text(directory / _FILE, json.dumps(content))

    @classmethod
    def load(cls, directory: Path) -> Evaluation:
        """Read what `save` wrote."""
        content = json.loads((directory / _FILE).read_text(encoding="utf-8"))
        unmasked = content["unmasked"]
        results: dict[str, Any] = {name: list(map(_from_json, content[name])) for name in _SCORERS}
        return cls(
            **results,
            sample=[SampledSuggestion(**_with_excerpt(one)) for one in content["sample"]],
            unmasked=UnmaskedResult(
                unmasked["scores"], [UnmaskedSuggestion(**_with_excerpt(one)) for one in unmasked["sample"]]
            ),
        )


def merge_evaluations(parts: Sequence[Evaluation]) -> Evaluation:
    """Return the evaluation of the articles of all parts. Their samples must have been drawn with the same seed."""
    results: dict[str, Any] = {
        name: merge_by_scheme([one for part in parts for one in getattr(part, name)]) for name in _SCORERS
    }
    return Evaluation(
        **results,
        sample=reservoir_sample(suggestion for part in parts for suggestion in part.sample),
        unmasked=merge_unmasked([part.unmasked for part in parts]),
    )


def merge_by_scheme(results: Sequence[EvaluationResult]) -> list[EvaluationResult]:
    """Return the merged results of each of EVALUATION_SCHEMES, in order."""
    return [merge_results(scheme, [one for one in results if one.scheme is scheme]) for scheme in EVALUATION_SCHEMES]


def _with_excerpt(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {**raw, "paragraph": Excerpt(**raw["paragraph"])}


def _to_json(result: EvaluationResult) -> dict[str, Any]:
    return {
        "scheme": result.scheme.value,
        "scores": result.scores.tolist(),
        "correct": result.correct.tolist(),
        "gold_links": result.gold_links,
        "articles": result.articles,
    }


def _from_json(raw: Mapping[str, Any]) -> EvaluationResult:
    return EvaluationResult(
        scheme=MaskingScheme(raw["scheme"]),
        scores=np.array(raw["scores"], np.float64),
        correct=np.array(raw["correct"], np.bool_),
        gold_links=raw["gold_links"],
        articles=raw["articles"],
    )
