"""Versions of a bundle: writing, publishing, pruning and removing them."""

from __future__ import annotations

from pathlib import Path

import pytest

from linking.bundle.bundle import Bundle, list_versions, list_wikis, open_bundle, verify
from linking.bundle.errors import BundleMissingError, ChecksumError, InvalidNameError
from linking.bundle.manifest import DumpName, Limits
from linking.errors import LinkingError
from tests.helpers.linking.bundles import CONTENTS, VERSION, write_bundle_files
from training.pipeline import bundle_versions
from training.pipeline.bundle_versions import Draft, prune, publish, publish_to, unpublish, write_bundle

NEW = "20260202T000000Z"
DRAFT = Draft(
    wiki="kwwiki",
    language="kw",
    features=("words",),
    folding=1,
    limits=Limits(longest_anchor=80, candidates_per_anchor=10),
    counts={"articles": 1},
    dump=DumpName("dump.xml", "2026-01-01"),
)


@pytest.fixture(autouse=True)
def _bundles_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not open the bundles, because their contents are made up."""
    monkeypatch.setattr(bundle_versions, "check_opens", verify)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    directory = tmp_path / "files"
    directory.mkdir()
    for name, content in CONTENTS.items():
        (directory / name).write_bytes(content)
    return directory


def test_a_written_bundle_is_complete_and_not_current(tmp_path: Path, files: Path) -> None:
    bundle = write_bundle(tmp_path / "data", DRAFT, files)
    verify(bundle)
    assert list_wikis(tmp_path / "data") == []
    assert publish(tmp_path / "data", "kwwiki") == bundle
    assert open_bundle(tmp_path / "data", "kwwiki") == bundle


def test_versions_increase_even_within_a_second(tmp_path: Path, files: Path) -> None:
    written = [write_bundle(tmp_path / "data", DRAFT, files).manifest.version for _ in range(3)]
    assert written == sorted(set(written))
    assert list_versions(tmp_path / "data", "kwwiki") == written


def test_an_invalid_bundle_is_not_written(tmp_path: Path, files: Path) -> None:
    (files / "Report.HTML").write_bytes(b"")
    with pytest.raises(InvalidNameError, match=r"Report\.HTML"):
        write_bundle(tmp_path / "data", DRAFT, files)
    assert list_versions(tmp_path / "data", "kwwiki") == []


def test_a_bundle_that_the_service_cannot_open_is_not_written(
    tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Bundle) -> None:
        raise LinkingError("no such model")

    monkeypatch.setattr(bundle_versions, "check_opens", refuse)
    with pytest.raises(LinkingError, match="no such model"):
        write_bundle(tmp_path / "data", DRAFT, files)
    assert list_versions(tmp_path / "data", "kwwiki") == []


def test_publishing_verifies_checksums(tmp_path: Path) -> None:
    write_bundle_files(tmp_path, version=NEW)
    write_bundle_files(tmp_path, version=VERSION)
    (tmp_path / "kwwiki" / NEW / "model.ubj").write_bytes(b"x" * len(CONTENTS["model.ubj"]))
    with pytest.raises(ChecksumError):
        publish(tmp_path, "kwwiki")
    assert open_bundle(tmp_path, "kwwiki").manifest.version == VERSION


def test_a_bundle_is_copied_and_made_current_in_another_directory(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    write_bundle_files(source, version=VERSION)
    copy = publish_to(open_bundle(source, "kwwiki"), target)
    assert open_bundle(target, "kwwiki") == copy
    verify(copy)
    assert not copy.path("model.ubj").samefile(source / "kwwiki" / VERSION / "model.ubj")


def test_pruning_returns_the_deleted_versions(tmp_path: Path) -> None:
    versions = [f"2026010{day}T000000Z" for day in range(1, 5)]
    for version in versions:
        write_bundle_files(tmp_path, version=version)
    assert prune(tmp_path, "kwwiki", keep=1) == versions[:3]
    assert list_versions(tmp_path, "kwwiki") == versions[3:]


def test_a_wiki_that_was_removed_is_missing(tmp_path: Path) -> None:
    write_bundle_files(tmp_path, version=VERSION)
    unpublish(tmp_path, "kwwiki")
    for action in (unpublish, publish):
        with pytest.raises(BundleMissingError):
            action(tmp_path, "kwwiki")
