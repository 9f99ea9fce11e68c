"""A feature set is found by the names that a manifest records."""

from __future__ import annotations

import pytest

from linking.features.definitions import FEATURES, NAMES
from linking.features.legacy_mwaddlink import SEVEN_FEATURES, SIX_FEATURES
from linking.features.registry import FEATURE_SETS


@pytest.mark.parametrize("features", [FEATURES, SIX_FEATURES, SEVEN_FEATURES])
def test_each_set_is_found_by_its_names(features):
    assert FEATURE_SETS[tuple(feature.name for feature in features)] is features


@pytest.mark.parametrize("names", [(), NAMES[:-1], tuple(reversed(NAMES))])
def test_other_names_and_orders_are_unknown(names):
    assert names not in FEATURE_SETS


def test_names_are_unique_within_a_set():
    assert all(len(set(names)) == len(names) for names in FEATURE_SETS)
