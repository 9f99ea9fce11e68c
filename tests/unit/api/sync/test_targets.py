"""Data directories as targets. cli/test_sync.py runs the command on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.sync import targets
from api.sync.sources import DirectorySource
from api.sync.targets import PARTIAL_DIRECTORY, DirectoryTarget, FetchedFiles, check_opens
from linking.bundle.bundle import list_versions, open_bundle, verify
from linking.bundle.locks import BusyError
from linking.bundle.wiki_index import parse_index
from linking.errors import LinkingError
from tests.helpers.linking.bundles import CONTENTS, VERSION, write_bundle_files
from tests.helpers.linking.complete_bundle import write_complete_bundle

NEW = "20260202T000000Z"


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DirectorySource:
    monkeypatch.setattr(targets, "check_opens", verify)  # the bundles' contents are made up
    write_bundle_files(tmp_path / "source", "kwwiki")
    return DirectorySource(tmp_path / "source")


@pytest.fixture
def target(tmp_path: Path) -> DirectoryTarget:
    (tmp_path / "target").mkdir()
    return DirectoryTarget(tmp_path / "target")


def test_a_version_is_current_once_it_is_installed(source: DirectorySource, target: DirectoryTarget) -> None:
    manifest = source.manifest("kwwiki")
    assert not target.is_current(manifest)
    fetched = target.install(source, manifest)
    assert fetched == FetchedFiles(len(CONTENTS), sum(map(len, CONTENTS.values())))
    assert target.is_current(manifest)
    assert target.wikis() == ["kwwiki"]


def test_a_damaged_version_is_not_current(source: DirectorySource, target: DirectoryTarget) -> None:
    manifest = source.manifest("kwwiki")
    target.install(source, manifest)
    (target.directory / "kwwiki" / VERSION / "model.ubj").write_bytes(b"torn")
    assert not target.is_current(manifest)
    target.install(source, manifest)
    assert target.is_current(manifest)


def test_pruning_keeps_the_newest_versions_and_the_current_one(
    source: DirectorySource, target: DirectoryTarget, tmp_path: Path
) -> None:
    target.install(source, source.manifest("kwwiki"))
    write_bundle_files(tmp_path / "source", "kwwiki", NEW)
    target.install(source, source.manifest("kwwiki"))
    write_bundle_files(tmp_path / "other", "kwwiki", VERSION)
    target.install(DirectorySource(tmp_path / "other"), DirectorySource(tmp_path / "other").manifest("kwwiki"))
    target.prune("kwwiki", 1)
    assert list_versions(target.directory, "kwwiki") == [VERSION, NEW]
    assert open_bundle(target.directory, "kwwiki").manifest.version == VERSION


@pytest.mark.parametrize("all_arrived", [True, False])
def test_unfinished_downloads_stay_if_a_wiki_failed(
    source: DirectorySource, target: DirectoryTarget, all_arrived: bool
) -> None:
    target.install(source, source.manifest("kwwiki"))
    (target.directory / PARTIAL_DIRECTORY).mkdir()
    target.finish(all_arrived)
    assert (target.directory / PARTIAL_DIRECTORY).exists() is not all_arrived
    assert parse_index((target.directory / "index.json").read_bytes()) == {"kwwiki": VERSION}


def test_another_run_is_excluded(target: DirectoryTarget) -> None:
    with target.lock(), pytest.raises(BusyError), target.lock():
        pass


def test_a_bundle_is_opened_as_the_service_does(tmp_path: Path) -> None:
    check_opens(write_complete_bundle(tmp_path / "good"))
    with pytest.raises(LinkingError):
        check_opens(write_bundle_files(tmp_path / "bad", "kwwiki"))
