"""The model: loaded from a file, probabilities out, errors that say what is wrong with it."""

from __future__ import annotations

import numpy as np
import pytest
import xgboost

from linking.scoring import Model, ModelInvalid


@pytest.fixture(scope="module")
def booster() -> xgboost.Booster:
    """P(label) rises with the first of three features."""
    rows = np.random.default_rng(0).random((500, 3), np.float32)
    parameters = {"objective": "binary:logistic", "max_depth": 3, "nthread": 1}
    return xgboost.train(parameters, xgboost.DMatrix(rows, rows[:, 0] > 0.5), 10)


@pytest.mark.parametrize("name", ["model.ubj", "model.json"])
def test_scores_are_probabilities(tmp_path, booster, name):
    booster.save_model(tmp_path / name)
    model = Model.load(tmp_path / name, 3)
    scores = model.score(np.array([[0.1, 0.5, 0.5], [0.9, 0.5, 0.5]], np.float32))
    assert scores.shape == (2,)
    assert 0 < scores[0] < 0.2 < 0.8 < scores[1] < 1


def test_no_pairs_have_no_scores(tmp_path, booster):
    booster.save_model(tmp_path / "model.ubj")
    assert Model.load(tmp_path / "model.ubj", 3).score(np.zeros((0, 3), np.float32)).shape == (0,)


def test_contributions_add_up_to_the_score(tmp_path, booster):
    booster.save_model(tmp_path / "model.ubj")
    model = Model.load(tmp_path / "model.ubj", 3)
    rows = np.random.default_rng(1).random((20, 3), np.float32)
    shares = model.contributions(rows)
    assert shares.shape == (20, 4)
    np.testing.assert_allclose(1 / (1 + np.exp(-shares.sum(axis=1))), model.score(rows), atol=1e-5)


def test_a_model_of_other_features_is_refused(tmp_path, booster):
    booster.save_model(tmp_path / "model.ubj")
    with pytest.raises(ModelInvalid, match="trained on 3 features, not 4"):
        Model.load(tmp_path / "model.ubj", 4)


@pytest.mark.parametrize("content", [None, b"", b"{}", b"nonsense" * 100])
def test_what_is_no_model_is_refused_in_one_line(tmp_path, content):
    path = tmp_path / "model.ubj"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelInvalid, match=r"^model model\.ubj cannot be used: ") as caught:
        Model.load(path, 3)
    assert "\n" not in str(caught.value)
