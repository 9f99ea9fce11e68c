"""The model predicts probabilities and is reproducible."""

from __future__ import annotations

import numpy as np
import pytest

from linking.features.definitions import LINK_FEATURES
from linking.scoring import Model
from training.learning.examples import Examples
from training.learning.xgboost_model import fit, subsample


@pytest.fixture(scope="module")
def examples() -> Examples:
    """Pairs whose probability of being positive is the value of their first feature."""
    random = np.random.default_rng(0)
    features = random.random((3000, len(LINK_FEATURES)), np.float32)
    return Examples(features, random.random(3000) < features[:, 0])


def test_scores_are_probabilities(examples):
    model = Model(fit(examples, seed=0, threads=1))
    rows = np.full((9, len(LINK_FEATURES)), 0.5, np.float32)
    rows[:, 0] = np.linspace(0.1, 0.9, 9)
    assert np.abs(model.score(rows) - rows[:, 0]).mean() < 0.12


def test_the_same_examples_and_seed_give_the_same_model(examples):
    few = subsample(examples, seed=0, limit=500)
    one, two, other = (bytes(fit(few, seed=seed, threads=1).save_raw("ubj")) for seed in (0, 0, 1))
    assert one == two
    assert one != other


def test_serving_loads_the_model_without_feature_names(tmp_path, examples):
    path = tmp_path / "model.ubj"
    path.write_bytes(fit(examples, seed=0, threads=1).save_raw("ubj"))
    loaded = Model.load(path, len(LINK_FEATURES))
    assert loaded.score(examples.features[:5]).shape == (5,)
    assert loaded.contributions(examples.features[:5]).shape == (5, len(LINK_FEATURES) + 1)


def test_a_subsample_has_rows_with_their_labels_and_depends_on_the_seed(examples):
    few = subsample(examples, seed=3, limit=100)
    assert few.features.shape == (100, len(LINK_FEATURES))
    assert few.labels.shape == (100,)
    np.testing.assert_array_equal(few.features, subsample(examples, seed=3, limit=100).features)
    assert (few.features != subsample(examples, seed=4, limit=100).features).any()
    rows = {row.tobytes(): label for row, label in zip(examples.features, examples.labels, strict=True)}
    assert all(rows[row.tobytes()] == label for row, label in zip(few.features, few.labels, strict=True))


def test_few_examples_are_all_used(examples):
    assert subsample(examples, seed=0, limit=3000) is examples
