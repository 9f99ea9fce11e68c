"""The importance of each feature for the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import xgboost

from linking.features.definitions import LINK_FEATURES

_NAMES = tuple(feature.name for feature in LINK_FEATURES)


@dataclass(frozen=True, slots=True)
class Importance:
    """The importance of a feature, or of a group of features.

    Attributes:
        name: The name of the feature or group.
        group: The group.
        meaning: What the feature means. Empty for a group.
        share: The share in the total gain of all splits of all trees.
    """

    name: str
    group: str
    meaning: str
    share: float


def gains(booster: xgboost.Booster) -> dict[str, float]:
    """Return the total gain of each feature's splits, by name. Features without a split have 0.

    References:
        https://xgboost.readthedocs.io/en/stable/python/python_api.html#xgboost.Booster.get_score ("total_gain")
    """
    found = booster.get_score(importance_type="total_gain")
    # A booster that was saved without names calls its columns f0, f1 and so on.
    values = [found.get(name, found.get(f"f{column}", 0.0)) for column, name in enumerate(_NAMES)]
    return {name: float(gain) for name, gain in zip(_NAMES, values, strict=True)}  # type: ignore[arg-type]


def by_feature(gain: Mapping[str, float]) -> list[Importance]:
    """Return the importance of all features, in descending order."""
    total = sum(gain.values()) or 1.0
    rows = [Importance(f.name, f.group, f.meaning, gain.get(f.name, 0.0) / total) for f in LINK_FEATURES]
    return sorted(rows, key=lambda row: (-row.share, row.name))


def by_group(features: list[Importance]) -> list[Importance]:
    """Return the importance of the groups of features, in descending order."""
    shares: dict[str, float] = {}
    for feature in features:
        shares[feature.group] = shares.get(feature.group, 0.0) + feature.share
    rows = [Importance(group, group, "", share) for group, share in shares.items()]
    return sorted(rows, key=lambda row: (-row.share, row.name))
