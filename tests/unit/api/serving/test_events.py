"""Notifications."""

from __future__ import annotations

from inspect import getmembers, isfunction

from api.observability.metrics import Metrics
from api.serving.events import ServingEvents


def test_the_metrics_handle_every_notification() -> None:
    names = [name for name, _ in getmembers(ServingEvents, isfunction)]
    assert names == ["bundle_failed", "bundle_loaded", "fell_back", "rules_loaded", "rules_rejected"]
    assert all(name in vars(Metrics) for name in names)
