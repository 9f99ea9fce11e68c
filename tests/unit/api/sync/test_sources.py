"""Data directories as sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.sync.sources import DirectorySource, parse_manifest_of
from linking.bundle.atomic_files import StorageError
from linking.bundle.errors import BundleError, ManifestError
from linking.bundle.names import MANIFEST
from tests.helpers.linking.bundles import CONTENTS, write_bundle_files


@pytest.fixture
def source(tmp_path: Path) -> DirectorySource:
    for wiki in ("arcwiki", "kwwiki"):
        write_bundle_files(tmp_path / "source", wiki)
    return DirectorySource(tmp_path / "source")


def test_a_directory_has_wikis_manifests_and_files(source: DirectorySource, tmp_path: Path) -> None:
    assert source.wikis() == ["arcwiki", "kwwiki"]
    manifest = source.manifest("kwwiki")
    source.fetch(manifest, "model.ubj", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == CONTENTS["model.ubj"]


def test_a_missing_file_is_an_error(source: DirectorySource, tmp_path: Path) -> None:
    manifest = source.manifest("kwwiki")
    (source.directory / "kwwiki" / manifest.version / "model.ubj").unlink()
    with pytest.raises(StorageError):
        source.fetch(manifest, "model.ubj", tmp_path / "copy")


def test_a_manifest_must_be_that_of_the_wiki(source: DirectorySource) -> None:
    content = (source.directory / "kwwiki" / MANIFEST).read_bytes()
    assert parse_manifest_of("kwwiki", content).wiki == "kwwiki"
    with pytest.raises(ManifestError, match=r"is kwwiki in the manifest\.json of arcwiki"):
        parse_manifest_of("arcwiki", content)
    with pytest.raises(BundleError):
        parse_manifest_of("kwwiki", b"{}")
