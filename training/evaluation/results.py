"""What a model was found to do on validation articles, beside the reference rule; kept in a file of the run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training.evaluation.metrics import Trial
from training.evaluation.sentence_context import Sentence
from training.evaluation.suggestion_sample import Suggested
from training.learning.link_masking import View

_FILE = "judgement.json"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Trials of the model and of the reference rule, protocol by protocol."""

    trials: Sequence[Trial]
    reference: Sequence[Trial]

    def save(self, directory: Path) -> None:
        """Write all of it; floats come back as they are."""
        content = {"trials": list(map(_to_json, self.trials)), "reference": list(map(_to_json, self.reference))}
        (directory / _FILE).write_text(json.dumps(content), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> Judgement:
        """Read what `save` wrote."""
        content = json.loads((directory / _FILE).read_text(encoding="utf-8"))
        return cls(list(map(_from_json, content["trials"])), list(map(_from_json, content["reference"])))


def _to_json(trial: Trial) -> dict[str, Any]:
    return {
        "protocol": trial.protocol.value,
        "scores": trial.scores.tolist(),
        "right": trial.right.tolist(),
        "gold": trial.gold,
        "articles": trial.articles,
        "shown": list(map(asdict, trial.shown)),
    }


def _from_json(raw: Mapping[str, Any]) -> Trial:
    return Trial(
        View(raw["protocol"]),
        np.array(raw["scores"], np.float64),
        np.array(raw["right"], np.bool_),
        raw["gold"],
        raw["articles"],
        [Suggested(**{**one, "sentence": Sentence(**one["sentence"])}) for one in raw["shown"]],
    )
