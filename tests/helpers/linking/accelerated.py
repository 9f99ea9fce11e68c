"""Run a test with and without a compiled module."""

from __future__ import annotations

import pytest
from _pytest.mark import ParameterSet

from linking import acceleration


def variants(module: str) -> list[ParameterSet]:
    """Return the parameters of a test that runs once for pure Python and once for a compiled module.

        @pytest.mark.parametrize("trees", variants("trees"))
        def test_it(trees, monkeypatch):
            monkeypatch.setattr(acceleration, "trees", trees)

    Args:
        module: Name of an attribute of linking.acceleration.

    Returns:
        None, and the module. The second is skipped where the module cannot be used.
    """
    compiled = getattr(acceleration, module)
    return [pytest.param(None, id="python"), pytest.param(compiled, id="compiled", marks=needs(module))]


def needs(module: str) -> pytest.MarkDecorator:
    """Return the mark of a test that a compiled module needs."""
    absent = getattr(acceleration, module) is None
    return pytest.mark.skipif(absent, reason=f"{acceleration.OBSTACLE}: make accelerator")
