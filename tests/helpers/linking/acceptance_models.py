"""Acceptance models for tests."""

from __future__ import annotations

from linking.acceptance import LINK_LOG_ODDS, TERMS, AcceptanceModel, TermScale
from linking.name_parts import INPUTS, NamePartModel

NO_NAME_PARTS = NamePartModel(
    mean=(0.0,) * len(INPUTS),
    deviation=(1.0,) * len(INPUTS),
    linear=(0.0,) * len(INPUTS),
    quadratic=((0.0,) * len(INPUTS),) * len(INPUTS),
    intercept=0.0,
)
"""Gives every mention even odds."""

LINK_SCORES = AcceptanceModel(
    name_parts=NO_NAME_PARTS,
    weights=tuple(10.0 * (name == LINK_LOG_ODDS) for name in TERMS),
    intercept=0.0,
    scales=(TermScale(0.0, 10.0),) * len(TERMS),
)
"""Accepts a link with the probability that the link model predicts."""
