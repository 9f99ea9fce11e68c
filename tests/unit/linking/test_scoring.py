"""The scoring model: loaded from a file, it returns probabilities and their explanation, or names what is wrong."""

from __future__ import annotations

import numpy as np
import pytest
import xgboost

from linking import acceleration
from linking.scoring import InvalidModelError, Model
from tests.helpers.linking.accelerated import variants


@pytest.fixture(autouse=True, params=variants("trees"))
def trees(request, monkeypatch):
    """Each test runs with the compiled module and without it."""
    monkeypatch.setattr(acceleration, "trees", request.param)


@pytest.fixture(scope="module")
def booster() -> xgboost.Booster:
    """A model of three features, of which only the first matters."""
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


def test_an_empty_matrix_has_no_scores(tmp_path, booster):
    booster.save_model(tmp_path / "model.ubj")
    assert Model.load(tmp_path / "model.ubj", 3).score(np.zeros((0, 3), np.float32)).shape == (0,)


@pytest.mark.parametrize("columns", [0, 2, 4])
def test_a_matrix_with_another_number_of_columns_is_refused(tmp_path, booster, columns):
    booster.save_model(tmp_path / "model.ubj")
    with pytest.raises(xgboost.core.XGBoostError, match="Number of columns"):
        Model.load(tmp_path / "model.ubj", 3).score(np.zeros((2, columns), np.float32))


def test_the_order_of_a_matrix_in_memory_does_not_matter(tmp_path, booster):
    booster.save_model(tmp_path / "model.ubj")
    model = Model.load(tmp_path / "model.ubj", 3)
    wide = np.random.default_rng(1).random((9, 8), np.float32)
    rows = wide[::2, :3]
    expected = model.score(np.ascontiguousarray(rows)).tobytes()
    for each in (rows, np.asfortranarray(rows), np.asfortranarray(wide)[::2, :3], rows[::-1][::-1]):
        assert model.score(each).tobytes() == expected
    assert model.score(rows.astype(np.float64)).tobytes() == expected
    assert model.score(rows[::-1]).tobytes() == np.frombuffer(expected, np.float32)[::-1].tobytes()


def test_contributions_add_up_to_the_score(tmp_path, booster):
    booster.save_model(tmp_path / "model.ubj")
    model = Model.load(tmp_path / "model.ubj", 3)
    rows = np.random.default_rng(1).random((20, 3), np.float32)
    contributions = model.contributions(rows)
    assert contributions.shape == (20, 4)
    np.testing.assert_allclose(1 / (1 + np.exp(-contributions.sum(axis=1))), model.score(rows), atol=1e-5)


@pytest.mark.parametrize("name", ["model.ubj", "model.json"])
def test_a_model_is_used_after_its_file_is_gone(tmp_path, booster, name):
    path = tmp_path / name
    booster.save_model(path)
    rows = np.random.default_rng(2).random((5, 3), np.float32)
    scores = booster.inplace_predict(rows)
    contributions = booster.predict(xgboost.DMatrix(rows), pred_contribs=True)
    model = Model.load(path, 3)
    path.unlink()
    assert model.score(rows).tobytes() == scores.tobytes()
    assert model.contributions(rows).tobytes() == contributions.tobytes()
    assert model.score(rows.astype(np.float64)).tobytes() == scores.tobytes()


def test_xgboost_does_not_keep_what_the_compiled_module_scores(tmp_path, booster):
    booster.save_model(tmp_path / "model.ubj")
    model = Model.load(tmp_path / "model.ubj", 3)
    model.score(np.zeros((2, 3), np.float32))
    assert (model._booster is None) == (acceleration.trees is not None)
    assert Model(booster)._booster is booster


def test_a_model_with_another_number_of_features_is_refused(tmp_path, booster):
    booster.save_model(tmp_path / "model.ubj")
    with pytest.raises(InvalidModelError, match="trained on 3 features, not 4"):
        Model.load(tmp_path / "model.ubj", 4)


@pytest.mark.parametrize("content", [None, b"", b"{}", b"nonsense" * 100])
def test_an_invalid_file_is_refused_with_a_message_of_one_line(tmp_path, content):
    path = tmp_path / "model.ubj"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidModelError, match=r"^model model\.ubj cannot be used: ") as caught:
        Model.load(path, 3)
    assert "\n" not in str(caught.value)
