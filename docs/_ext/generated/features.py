"""The features of the model, from their declarations."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from generated.markup import code, prose, table
from linking.features.definitions import FEATURES, Feature
from linking.features.legacy_mwaddlink import SIX_FEATURES

LEVELS = {"PAGE": "article", "MENTION": "mention", "PAIR": "mention and candidate"}


def markdown() -> str:
    """A table for each group of features."""
    groups = groupby(FEATURES, key=lambda feature: feature.group)
    return "\n".join(f"## {group}\n\n{_table(features)}" for group, features in groups)


def legacy_markdown() -> str:
    """The features of imported data sets, as one table."""
    return _table(SIX_FEATURES)


def _table(features: Iterable[Feature]) -> str:
    rows = ((code(feature.name), LEVELS[feature.level.name], prose(feature.meaning)) for feature in features)
    return table(("Feature", "One value for each", "Formula and reason"), rows)
