"""The requirements files pin every requested package with hashes, to the same version in all files."""

from __future__ import annotations

import re

import pytest

from tests.architecture.pins import pins, requested
from tests.helpers.programs.running import ROOT

LAYERS = (
    "requirements",
    "requirements-training",
    "requirements-tracing",
    "requirements-build",
    "requirements-spark",
    "requirements-test",
    "requirements-dev",
)


@pytest.mark.parametrize("layer", LAYERS)
def test_every_requested_package_is_pinned(layer):
    assert requested(f"{layer}.in") <= pins(f"{layer}.txt").keys()


@pytest.mark.parametrize("layer", LAYERS)
def test_every_line_is_a_pin_with_hashes_and_no_index(layer):
    """The files name no package index and no path, so that they work with any index."""
    text = (ROOT / f"{layer}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(("#", "--hash=sha256:"))]
    assert len(lines) == len(pins(f"{layer}.txt"))
    assert not re.search(r"://|--(extra-)?index-url|--find-links| /", text)


def test_a_package_has_one_version_in_all_files():
    """Later files are installed on top of earlier ones and must not change their packages."""
    versions: dict[str, set[object]] = {}
    for layer in LAYERS:
        for name, pin in pins(f"{layer}.txt").items():
            versions.setdefault(name, set()).add(pin)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_no_gpu_library_is_required():
    """The package xgboost would install hundreds of megabytes that a service without a GPU never loads."""
    assert not [
        name for layer in LAYERS for name in pins(f"{layer}.txt") if name.startswith("nvidia") or name == "xgboost"
    ]
