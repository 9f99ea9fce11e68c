"""The compiled module predicts exactly what XGBoost predicts, and leaves to XGBoost what it does not know."""

from __future__ import annotations

import numpy as np
import pytest
import xgboost

from linking import acceleration
from linking.packed_trees import pack
from linking.scoring import DensePrediction, Model
from tests.helpers.linking.accelerated import needs

pytestmark = needs("trees")

LOGISTIC = {"objective": "binary:logistic", "nthread": 1, "max_bin": 16, "verbosity": 0}
ROWS, FEATURES = 300, 7


def examples(seed, outputs=1):
    """Features, of which some are missing, and labels that depend on them."""
    random = np.random.default_rng(seed)
    rows = random.standard_normal((ROWS, FEATURES), np.float32).round(1)
    labels = (rows[:, :outputs] * rows[:, 1 : outputs + 1] + random.standard_normal((ROWS, outputs)) > 0).astype(int)
    rows[random.random(rows.shape) < 0.2] = np.nan
    return rows, labels


def trained(parameters, rounds=4, seed=0, outputs=1):
    rows, labels = examples(seed, outputs)
    return xgboost.train(LOGISTIC | parameters, xgboost.DMatrix(rows, labels), rounds)


def saved(booster):
    return bytes(booster.save_raw("ubj"))


def hostile_rows(count, seed):
    random = np.random.default_rng(seed)
    values = np.array([0, -0.0, 0.1, -0.5, 1.2, np.nan, -np.nan, np.inf, -np.inf, 3e38, 1e-45], np.float32)
    return np.where(
        random.random((count, FEATURES)) < 0.5,
        random.choice(values, (count, FEATURES)),
        random.standard_normal((count, FEATURES), np.float32).round(1),
    )


@pytest.mark.parametrize(
    "parameters",
    [
        {"max_depth": 1},
        {"max_depth": 6},
        {"max_depth": 12, "min_child_weight": 0},
        {"max_depth": 0, "max_leaves": 30, "grow_policy": "lossguide"},
        {"max_depth": 3, "num_parallel_tree": 3, "subsample": 0.5},
        {"max_depth": 4, "tree_method": "exact", "gamma": 1},
        {"max_depth": 4, "base_score": 0.001, "scale_pos_weight": 20},
        {"max_depth": 2, "gamma": 1000},  # trees of one leaf
        {"max_depth": 5, "eta": 30},  # sums whose probability is 0 or 1
    ],
    ids=str,
)
def test_predictions_are_those_of_xgboost_bit_by_bit(parameters):
    for seed in range(3):
        booster = trained(parameters, rounds=1 + 5 * seed, seed=seed)
        model = Model(booster)
        assert model._trees is not None
        for count in (1, 2, 3, 4, 5, 63, 64, 65, 200):
            rows = hostile_rows(count, seed)
            for each in (rows, np.nan_to_num(rows, nan=0.1, posinf=np.inf, neginf=-np.inf)):
                assert model.score(each).tobytes() == DensePrediction(booster)(each).tobytes()


@pytest.mark.parametrize(
    ("parameters", "outputs"),
    [
        ({"booster": "dart"}, 1),
        ({"booster": "gblinear"}, 1),
        ({"objective": "binary:logitraw"}, 1),
        ({"objective": "reg:squarederror"}, 1),
        ({"objective": "multi:softprob", "num_class": 2}, 1),
        ({}, 2),
        ({"multi_strategy": "multi_output_tree"}, 2),
    ],
    ids=str,
)
def test_other_models_are_left_to_xgboost(parameters, outputs):
    booster = trained(parameters, outputs=outputs)
    assert pack(saved(booster), lambda rows: booster.inplace_predict(rows)) is None


def test_splits_by_category_are_left_to_xgboost():
    rows, labels = examples(0)
    rows[:, 0] = np.arange(ROWS) % 5
    data = xgboost.DMatrix(rows, labels + (rows[:, :1] == 3), feature_types=["c", *"q" * (FEATURES - 1)])
    data.set_label(rows[:, 0] == 3)
    assert Model(xgboost.train(LOGISTIC, data, 2))._trees is None


def test_a_model_without_trees_is_left_to_xgboost():
    model = Model(trained({}, rounds=0))
    assert model._trees is None
    assert model.score(hostile_rows(3, 0)).shape == (3,)


def test_a_model_is_read_from_its_file_alone(tmp_path, monkeypatch):
    """XGBoost keeps what a thread has saved until that thread destroys the booster."""
    trained({}).save_model(tmp_path / "model.ubj")
    monkeypatch.delattr(xgboost.Booster, "save_raw")
    assert Model.load(tmp_path / "model.ubj", FEATURES)._trees is not None


def test_a_module_that_differs_from_xgboost_is_not_used(caplog):
    assert pack(saved(trained({})), lambda rows: np.zeros(len(rows), np.float32)) is None
    assert "predict different scores" in caplog.text


def test_damaged_documents_are_refused():
    """Each is cut or has another byte somewhere. None crashes, and none predicts what XGBoost does not."""
    booster = trained({}, rounds=1)
    document, random = saved(booster), np.random.default_rng(0)
    predict = DensePrediction(booster)
    rows = hostile_rows(30, 1)
    for position in random.integers(len(document), size=400):
        changed = bytearray(document)
        changed[position] = random.integers(256)
        for damaged in (document[:position], bytes(changed)):
            trees = pack(damaged, predict)
            assert trees is None or trees.predict(rows).shape == (30,)
    for nonsense in (
        b"",
        b"[" * 10_000,
        b"[$Z#L" + b"\x7f" * 8,
        b"[$L#L" + b"\x7f" * 8,
        b"[#L" + b"\x7f" * 8,
        b"{i\xff",
    ):
        with pytest.raises(ValueError, match=r"\w"):
            acceleration.ubjson.decode(nonsense)


TREE = {
    "sizes": [3, 1],
    "left": [1, -1, -1, -1],
    "right": [2, -1, -1, -1],
    "feature": [0, 0, 0, 0],
    "threshold": [0.5, 1, 2, 3],
    "default_left": [1, 0, 0, 0],
}
KINDS = {"threshold": np.float32, "default_left": np.uint8}


def tree(**changed):
    arrays = {name: np.array(values, KINDS.get(name, np.int32)) for name, values in (TREE | changed).items()}
    return acceleration.trees.Trees(features=2, base_score=0.5, **arrays)


@pytest.mark.parametrize(
    "changed",
    [
        {"sizes": [4, 1]},
        {"sizes": [3]},
        {"sizes": [3, 0, 1]},
        {"sizes": [3, -1, 2]},
        {"left": [0, -1, -1, -1]},
        {"left": [3, -1, -1, -1]},
        {"left": [-2, -1, -1, -1]},
        {"right": [-1, -1, -1, -1]},
        {"left": [1, 2, -1, -1], "right": [2, 2, -1, -1]},  # more nodes than the tree has
        {"feature": [2, 0, 0, 0]},
        {"feature": [-1, 0, 0, 0]},
        {"threshold": [0.5, 1, 2]},
        {"default_left": [1, 0, 0, 0, 0]},
    ],
    ids=str,
)
def test_what_is_no_tree_is_refused(changed):
    assert tree().predict(np.array([[0.25, 0], [0.75, 0], [np.nan, 0]], np.float32)) == pytest.approx(
        [1 / (1 + np.exp(-4)), 1 / (1 + np.exp(-5)), 1 / (1 + np.exp(-4))]
    )
    with pytest.raises(ValueError, match=r"\w"):
        tree(**changed)


def test_a_matrix_that_does_not_fit_is_refused():
    for matrix in (np.zeros((3, 1), np.float32), np.zeros((3, 2)), np.zeros(2, np.float32)):
        with pytest.raises(ValueError, match=r"columns|Buffer"):
            tree().predict(matrix)
    assert tree().predict(np.zeros((0, 2), np.float32)).shape == (0,)
