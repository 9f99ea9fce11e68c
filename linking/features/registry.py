"""The feature sets that this program computes, by the names that a manifest records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from linking.features.definitions import FEATURES, Feature
from linking.features.legacy_mwaddlink import SEVEN_FEATURES, SIX_FEATURES

FEATURE_SETS: Mapping[tuple[str, ...], Sequence[Feature]] = {
    tuple(feature.name for feature in features): features for features in (FEATURES, SIX_FEATURES, SEVEN_FEATURES)
}
