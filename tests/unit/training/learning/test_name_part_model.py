"""The name part model learns which mentions are parts of names, and the shipped one has this program's inputs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from linking.features.definitions import NAMES
from linking.name_parts import INPUTS
from tests.helpers.linking.acceptance_models import NO_NAME_PARTS
from training.learning import name_part_model
from training.learning.name_part_examples import NamePartExamples


def matrix(inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """A feature matrix with these inputs."""
    found = np.zeros((len(inputs), len(NAMES)), np.float32)
    found[:, [NAMES.index(name) for name in INPUTS]] = inputs
    return found


@pytest.fixture(scope="module")
def examples() -> NamePartExamples:
    """Texts that are parts of labels if exactly one of the first two inputs is positive, which no sum can express."""
    inputs = np.random.default_rng(0).standard_normal((2000, len(INPUTS))).astype(np.float32)
    inputs[:, 5] = 1.0  # an input that never varies
    return NamePartExamples(inputs, inputs[:, 0] * inputs[:, 1] < 0)


def test_a_product_of_inputs_is_learned(examples):
    model = name_part_model.fit(examples)
    inputs = np.zeros((4, len(INPUTS)), np.float32)
    inputs[:, 5] = 1.0
    inputs[:, :2] = [(1, 1), (-1, -1), (1, -1), (-1, 1)]
    odds = model.log_odds(matrix(inputs))
    assert (odds[:2] < -1).all()
    assert (odds[2:] > 1).all()


def test_inputs_are_standardized_by_their_distribution(examples):
    shifted = examples.inputs * np.float32(3) + np.float32(2)
    model = name_part_model.fit(NamePartExamples(shifted, examples.labels))
    assert model.mean == pytest.approx(shifted.mean(axis=0), abs=1e-4)
    assert model.deviation[:5] == pytest.approx(shifted[:, :5].std(axis=0), abs=1e-4)
    original = name_part_model.fit(examples).log_odds(matrix(examples.inputs))
    assert model.log_odds(matrix(shifted)) == pytest.approx(original, abs=0.02)


def test_an_input_that_never_varies_says_nothing(examples):
    model = name_part_model.fit(examples)
    assert model.deviation[5] > 0
    assert model.linear[5] == 0


def test_each_product_has_one_weight(examples):
    quadratic = np.array(name_part_model.fit(examples).quadratic)
    assert quadratic.shape == (len(INPUTS), len(INPUTS))
    assert not np.tril(quadratic, -1).any()
    assert abs(quadratic[0, 1]) == np.abs(quadratic).max()


def test_a_file_has_what_was_saved(tmp_path: Path) -> None:
    model = replace(NO_NAME_PARTS, intercept=-0.5, mean=tuple(float(number) for number in range(len(INPUTS))))
    name_part_model.save(model, tmp_path / "parts.json")
    assert name_part_model.load(tmp_path / "parts.json") == model


def test_the_shipped_model_has_the_inputs_of_this_program():
    odds = name_part_model.load().log_odds(np.zeros((2, len(NAMES)), np.float32))
    assert odds.shape == (2,)
    assert np.isfinite(odds).all()
