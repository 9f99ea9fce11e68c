"""The evaluation of a model and of the baseline on the same articles, and the file in which a run keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training.evaluation.metrics import EvaluationResult, merge_results
from training.evaluation.sentence_context import Excerpt
from training.evaluation.suggestion_sample import SampledSuggestion, reservoir_sample
from training.learning.link_masking import MaskingScheme
from training.runtime.output_files import write_text

EVALUATION_SCHEMES = (MaskingScheme.SENTENCE, MaskingScheme.ARTICLE, MaskingScheme.HALF)
_FILE = "evaluation.json"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The results of the model and of the baseline, one for each of EVALUATION_SCHEMES, in order.

    Attributes:
        model: The results of the model.
        baseline: The results of the baseline.
        sample: Recommendations of the model for half-masked articles, chosen at random.
    """

    model: Sequence[EvaluationResult]
    baseline: Sequence[EvaluationResult]
    sample: Sequence[SampledSuggestion] = ()

    def save(self, directory: Path) -> None:
        """Write the evaluation. `load` restores it exactly, floats included."""
        content = {
            "model": [_to_json(result) for result in self.model],
            "baseline": [_to_json(result) for result in self.baseline],
            "sample": [asdict(suggestion) for suggestion in self.sample],
        }
        write_text(directory / _FILE, json.dumps(content))

    @classmethod
    def load(cls, directory: Path) -> Evaluation:
        """Read what `save` wrote."""
        content = json.loads((directory / _FILE).read_text(encoding="utf-8"))
        sample = [SampledSuggestion(**{**one, "paragraph": Excerpt(**one["paragraph"])}) for one in content["sample"]]
        return cls(list(map(_from_json, content["model"])), list(map(_from_json, content["baseline"])), sample)


def merge_evaluations(parts: Sequence[Evaluation]) -> Evaluation:
    """Return the evaluation of the articles of all parts. Their samples must have been drawn with the same seed."""
    return Evaluation(
        [merge_results(scheme, [part.model[i] for part in parts]) for i, scheme in enumerate(EVALUATION_SCHEMES)],
        [merge_results(scheme, [part.baseline[i] for part in parts]) for i, scheme in enumerate(EVALUATION_SCHEMES)],
        reservoir_sample(suggestion for part in parts for suggestion in part.sample),
    )


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
