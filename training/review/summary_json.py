"""A summary of decisions as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from training.review.summary import Summary

_DIGITS = 6


def summary_json(summary: Summary) -> bytes:
    """Return the summary as a JSON object, with the names of the attributes of `Summary`."""
    return json.dumps(_rounded(asdict(summary)), ensure_ascii=False, allow_nan=False, indent=1).encode() + b"\n"


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return round(value, _DIGITS) if isinstance(value, float) else value
