"""Opening and checking bundles on disk."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from linking.bundle.bundle import list_versions, list_wikis, open_bundle, open_version, verify
from linking.bundle.errors import (
    BundleMissingError,
    ChecksumError,
    DataDirectoryError,
    FileMissingError,
    FileSizeError,
    InvalidNameError,
    ManifestError,
)
from linking.bundle.names import MANIFEST
from tests.helpers.linking.bundles import VERSION, write_bundle_files


def test_the_manifest_names_the_current_version(tmp_path: Path) -> None:
    """A newer version is not current until the manifest names it."""
    write_bundle_files(tmp_path, version="20270101T000000Z")
    old = write_bundle_files(tmp_path, version=VERSION)
    assert open_bundle(tmp_path, "kwwiki") == old
    assert list_versions(tmp_path, "kwwiki") == [VERSION, "20270101T000000Z"]
    assert open_version(tmp_path, "kwwiki", "20270101T000000Z").manifest.version == "20270101T000000Z"


def test_paths_are_those_of_the_listed_files(tmp_path: Path) -> None:
    """A file that the manifest does not list has no path."""
    bundle = write_bundle_files(tmp_path)
    assert bundle.path("site.json").read_bytes() == b"{}"
    (bundle.directory / "stranger").write_bytes(b"")
    with pytest.raises(FileMissingError, match="stranger"):
        bundle.path("stranger")


def test_wikis_are_directories_with_a_manifest(tmp_path: Path) -> None:
    """Temporary, unrelated and unfinished directories are ignored."""
    for wiki in ("kwwiki", "arcwiki"):
        write_bundle_files(tmp_path, wiki)
    for name in ("emptywiki", ".tmp-x", "Wiki"):
        (tmp_path / name).mkdir()
    (tmp_path / "index.json").write_text("{}")
    assert list_wikis(tmp_path) == ["arcwiki", "kwwiki"]


def test_a_missing_data_directory_is_an_error(tmp_path: Path) -> None:
    """A mount that failed must not look like a directory without wikis."""
    with pytest.raises(DataDirectoryError):
        list_wikis(tmp_path / "absent")


@pytest.mark.parametrize("wiki", ["..", "a/b", "", "kwwiki\n", "KW", "a" * 70, "kw.wiki", "kwwiki\x00"])
def test_invalid_wiki_names_never_reach_a_path(tmp_path: Path, wiki: str) -> None:
    """Names come from requests."""
    with pytest.raises(InvalidNameError):
        open_bundle(tmp_path, wiki)


def test_a_wiki_without_bundle(tmp_path: Path) -> None:
    """The wiki has no directory, or a directory without a manifest."""
    (tmp_path / "arcwiki").mkdir()
    for wiki in ("kwwiki", "arcwiki"):
        with pytest.raises(BundleMissingError):
            open_bundle(tmp_path, wiki)
    assert list_versions(tmp_path, "kwwiki") == []


def test_opening_finds_files_that_are_missing_or_too_short(tmp_path: Path) -> None:
    """Opening compares sizes without reading the files."""
    bundle = write_bundle_files(tmp_path)
    bundle.path("model.ubj").write_bytes(b"x")
    with pytest.raises(FileSizeError, match=r"model\.ubj"):
        open_bundle(tmp_path, "kwwiki")
    bundle.path("model.ubj").unlink()
    with pytest.raises(FileMissingError, match=r"model\.ubj"):
        open_bundle(tmp_path, "kwwiki")


def test_verify_finds_a_changed_byte(tmp_path: Path) -> None:
    """The size is the same, so that opening succeeds."""
    bundle = write_bundle_files(tmp_path)
    verify(bundle)
    content = bytearray(bundle.path("model.ubj").read_bytes())
    content[7] ^= 1
    bundle.path("model.ubj").write_bytes(content)
    opened = open_bundle(tmp_path, "kwwiki")
    with pytest.raises(ChecksumError, match=r"model\.ubj"):
        verify(opened)


def test_a_manifest_of_another_wiki_or_version_is_refused(tmp_path: Path) -> None:
    """A directory that was copied to another name would answer for the wrong wiki."""
    write_bundle_files(tmp_path)
    shutil.copytree(tmp_path / "kwwiki", tmp_path / "arcwiki")
    with pytest.raises(ManifestError, match="kwwiki"):
        open_bundle(tmp_path, "arcwiki")
    (tmp_path / "kwwiki" / VERSION).rename(tmp_path / "kwwiki" / "20270101T000000Z")
    with pytest.raises(ManifestError, match=VERSION):
        open_version(tmp_path, "kwwiki", "20270101T000000Z")
    assert (tmp_path / "kwwiki" / MANIFEST).exists()
