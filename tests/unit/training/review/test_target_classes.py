"""Classes of targets, from a bundle."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from linking.bundle.errors import BundleError
from tests.helpers.linking.complete_bundle import WIKI, write_complete_bundle
from training.review import target_classes
from training.review.target_classes import read_target_classes

CLASSES = {"Paris": ("Q515", "Category:Capitals"), "River": ("Q4022",)}


def test_each_class_of_a_target_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Redirects are resolved, pages without classes and unknown ones are left out."""
    monkeypatch.setattr(target_classes, "_TITLES_AT_ONCE", 2)
    write_complete_bundle(tmp_path, contents=replace(WIKI, classes=CLASSES))
    targets = ["Paris", "City of Light", "river", "Rome", "Nowhere"]
    assert sorted(read_target_classes(tmp_path, "tinywiki", targets)) == [
        ("City of Light", "Category:Capitals"),
        ("City of Light", "Q515"),
        ("Paris", "Category:Capitals"),
        ("Paris", "Q515"),
        ("river", "Q4022"),
    ]


def test_a_bundle_without_classes_has_none(tmp_path: Path) -> None:
    write_complete_bundle(tmp_path)
    assert list(read_target_classes(tmp_path, "tinywiki", ["Paris"])) == []


def test_a_wiki_without_a_bundle_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="otherwiki"):
        list(read_target_classes(tmp_path, "otherwiki", ["Paris"]))
