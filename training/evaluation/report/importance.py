"""How much each feature adds to the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import xgboost

from linking.features.definitions import FEATURES, NAMES


@dataclass(frozen=True, slots=True)
class Importance:
    """share: of the gain of all splits of the model's trees. Of a group: its features' together, meaning empty."""

    name: str
    group: str
    meaning: str
    share: float


def gains(booster: xgboost.Booster) -> dict[str, float]:
    """Feature name to the sum of the gains of its splits; features without a split have 0.

    https://xgboost.readthedocs.io/en/stable/python/python_api.html#xgboost.Booster.get_score ("total_gain")
    """
    found = booster.get_score(importance_type="total_gain")
    # a booster that was saved without names numbers its columns
    values = [found.get(name, found.get(f"f{column}", 0.0)) for column, name in enumerate(NAMES)]
    return {name: float(gain) for name, gain in zip(NAMES, values, strict=True)}  # type: ignore[arg-type]


def by_feature(gain: Mapping[str, float]) -> list[Importance]:
    """All features, the one with the highest gain first."""
    total = sum(gain.values()) or 1.0
    rows = [Importance(f.name, f.group, f.meaning, gain.get(f.name, 0.0) / total) for f in FEATURES]
    return sorted(rows, key=lambda row: (-row.share, row.name))


def by_group(features: list[Importance]) -> list[Importance]:
    """The groups of the features, the one with the highest gain first."""
    shares: dict[str, float] = {}
    for feature in features:
        shares[feature.group] = shares.get(feature.group, 0.0) + feature.share
    rows = [Importance(group, group, "", share) for group, share in shares.items()]
    return sorted(rows, key=lambda row: (-row.share, row.name))
