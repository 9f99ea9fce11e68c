"""What the tests of modules with a compiled variant share."""

from __future__ import annotations

import pytest

from linking import acceleration
from tests.helpers.linking.accelerated import variants


@pytest.fixture(params=variants("wikitext"))
def either_variant(request, monkeypatch):
    """Run a test in pure Python and with the compiled module."""
    monkeypatch.setattr(acceleration, "wikitext", request.param)
