"""The model: probabilities, the same each time."""

from __future__ import annotations

import numpy as np
import pytest

from linking.features.definitions import NAMES
from linking.scoring import Model
from training.learning import xgboost_model as model
from training.learning.examples import Examples


@pytest.fixture(scope="module")
def examples() -> Examples:
    """The chance of a link is the first feature's value."""
    random = np.random.default_rng(0)
    features = random.random((3000, len(NAMES)), np.float32)
    return Examples(features, random.random(3000) < features[:, 0])


def test_scores_are_probabilities(examples):
    found = Model(model.fit(examples, seed=0, threads=1))
    rows = np.full((9, len(NAMES)), 0.5, np.float32)
    rows[:, 0] = np.linspace(0.1, 0.9, 9)
    assert np.abs(found.score(rows) - rows[:, 0]).mean() < 0.12


def test_the_same_examples_and_seed_give_the_same_model(examples):
    """On any number of threads, too: tests of whole runs compare that."""
    few = model.at_most(examples, seed=0, most=500)
    one, two, other = (bytes(model.fit(few, seed=seed, threads=1).save_raw("ubj")) for seed in (0, 0, 1))
    assert one == two
    assert one != other


def test_serving_can_hand_over_columns_without_names(tmp_path, examples):
    path = tmp_path / "model.ubj"
    path.write_bytes(model.fit(examples, seed=0, threads=1).save_raw("ubj"))
    loaded = Model.load(path, len(NAMES))
    assert loaded.score(examples.features[:5]).shape == (5,)
    assert loaded.contributions(examples.features[:5]).shape == (5, len(NAMES) + 1)


def test_too_many_examples_are_sampled_alike_each_time(examples):
    few = model.at_most(examples, seed=3, most=100)
    assert few.features.shape == (100, len(NAMES))
    assert few.labels.shape == (100,)
    np.testing.assert_array_equal(few.features, model.at_most(examples, seed=3, most=100).features)
    assert (few.features != model.at_most(examples, seed=4, most=100).features).any()
    rows = {row.tobytes(): label for row, label in zip(examples.features, examples.labels, strict=True)}
    assert all(rows[row.tobytes()] == label for row, label in zip(few.features, few.labels, strict=True))


def test_few_examples_are_all_taken(examples):
    assert model.at_most(examples, seed=0, most=3000) is examples
