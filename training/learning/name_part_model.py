"""Fits the name part model, and the one that is shipped: it was trained on several wikis together."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from linking.name_parts import INPUTS, MAX_DEVIATIONS, NamePartModel
from training.learning.logistic import fit_logistic
from training.learning.name_part_examples import NamePartExamples
from training.runtime.output_files import replace_file

PATH = Path(__file__).parent / "default-name-parts.json"
_PENALTY = 30.0
_DIGITS = 5


def fit(examples: NamePartExamples) -> NamePartModel:
    """Fit a model to examples, which must have both labels."""
    inputs = examples.inputs.astype(np.float64)
    mean = inputs.mean(axis=0).round(_DIGITS)
    deviation = np.maximum(inputs.std(axis=0), 1e-3).round(_DIGITS)
    standardized = np.clip((inputs - mean) / deviation, -MAX_DEVIATIONS, MAX_DEVIATIONS)
    row, column = np.triu_indices(len(INPUTS))
    products = standardized[:, row] * standardized[:, column]
    found = fit_logistic(np.hstack((standardized, products)), examples.labels.astype(np.float64), penalty=_PENALTY)
    quadratic = np.zeros((len(INPUTS), len(INPUTS)))
    quadratic[row, column] = found.weights[len(INPUTS) :]
    return NamePartModel(
        mean=tuple(mean.tolist()),
        deviation=tuple(deviation.tolist()),
        linear=tuple(found.weights[: len(INPUTS)].round(_DIGITS).tolist()),
        quadratic=tuple(map(tuple, quadratic.round(_DIGITS).tolist())),
        intercept=round(found.intercept, _DIGITS),
    )


def save(model: NamePartModel, path: Path) -> None:
    """Write a model file."""
    replace_file(path, msgspec.json.encode(model) + b"\n")


def load(path: Path = PATH) -> NamePartModel:
    """Read a model file that `save` wrote."""
    return msgspec.json.decode(path.read_bytes(), type=NamePartModel)
