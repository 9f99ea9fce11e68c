"""Requirements: what is named by hand is pinned with hashes, the same everywhere, from wherever it is fetched."""

from __future__ import annotations

import re

import pytest

from tests.architecture.pins import asked_for, pins
from tests.helpers.programs.running import ROOT

LAYERS = ("requirements", "requirements-training", "requirements-spark", "requirements-test", "requirements-dev")


@pytest.mark.parametrize("layer", LAYERS)
def test_what_is_named_by_hand_is_pinned(layer):
    assert asked_for(f"{layer}.in") <= pins(f"{layer}.txt").keys()


@pytest.mark.parametrize("layer", LAYERS)
def test_every_line_is_a_pin_with_hashes_and_names_no_place(layer):
    """No registry, no path: the files hold for whoever installs them, from whatever index."""
    text = (ROOT / f"{layer}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(("#", "--hash=sha256:"))]
    assert len(lines) == len(pins(f"{layer}.txt"))
    assert not re.search(r"://|--(extra-)?index-url|--find-links| /", text)


def test_a_package_has_one_version_in_all_files():
    """Later layers are installed on top of earlier ones and may not change them."""
    versions: dict[str, set[object]] = {}
    for layer in LAYERS:
        for name, pin in pins(f"{layer}.txt").items():
            versions.setdefault(name, set()).add(pin)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_the_service_does_not_ask_for_gpu_libraries():
    """xgboost itself would bring hundreds of megabytes that a service without a GPU never loads."""
    assert not [
        name for layer in LAYERS for name in pins(f"{layer}.txt") if name.startswith("nvidia") or name == "xgboost"
    ]
