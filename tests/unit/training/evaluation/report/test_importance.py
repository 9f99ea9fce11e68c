"""Feature importance is read from the model."""

from __future__ import annotations

import numpy as np
import pytest
import xgboost

from linking.features.definitions import LINK_FEATURES
from training.evaluation.report.importance import by_feature, by_group, gains

NAMES = [feature.name for feature in LINK_FEATURES]
GAIN = {name: float(number) for number, name in enumerate(NAMES)}


@pytest.mark.parametrize("names", [None, NAMES])
def test_gains_are_read_from_a_model_with_or_without_names(names):
    matrix = np.zeros((40, len(NAMES)), np.float32)
    matrix[:, 3] = np.arange(40)
    data = xgboost.DMatrix(matrix, label=matrix[:, 3] > 20, feature_names=names)
    gain = gains(xgboost.train({"nthread": 1}, data, 2))

    assert list(gain) == NAMES
    assert [name for name, value in gain.items() if value] == [NAMES[3]]


def test_features_are_in_order_of_their_share():
    features = by_feature(GAIN)
    assert (features[0].name, features[0].meaning) == (NAMES[-1], LINK_FEATURES[-1].meaning)
    assert [one.share for one in features] == sorted((one.share for one in features), reverse=True)
    assert sum(one.share for one in features) == pytest.approx(1)


def test_the_share_of_a_group_is_that_of_its_features():
    features = by_feature(GAIN)
    groups = {group.name: group.share for group in by_group(features)}
    assert set(groups) == {feature.group for feature in LINK_FEATURES}
    for name, share in groups.items():
        assert share == pytest.approx(sum(one.share for one in features if one.group == name))


def test_a_model_without_splits_has_no_shares():
    assert {one.share for one in by_feature(dict.fromkeys(NAMES, 0.0))} == {0.0}
