"""Bundles of the tests of commands have made-up contents."""

from __future__ import annotations

import pytest

from linking.bundle.bundle import verify
from training.pipeline import bundle_versions


@pytest.fixture
def unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not open the bundles that are published."""
    monkeypatch.setattr(bundle_versions, "check_opens", verify)
