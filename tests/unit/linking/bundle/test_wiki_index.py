"""The index of a data directory."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from linking.bundle.errors import BundleError, DataDirectoryError, FormatError, InvalidNameError
from linking.bundle.names import MANIFEST
from linking.bundle.wiki_index import INDEX, current_versions, parse_index, write_index
from tests.helpers.linking.bundles import VERSION, write_bundle_files

NEW = "20260202T000000Z"


def test_the_index_lists_the_current_version_of_each_wiki(tmp_path: Path) -> None:
    """A wiki's manifest decides which version is current."""
    write_bundle_files(tmp_path)
    write_bundle_files(tmp_path, version=NEW)
    write_bundle_files(tmp_path, "arcwiki")
    write_index(tmp_path)
    assert parse_index((tmp_path / INDEX).read_bytes()) == {"kwwiki": NEW, "arcwiki": VERSION}


def test_a_wiki_can_be_left_out(tmp_path: Path) -> None:
    """A wiki that is about to be removed is no longer listed."""
    write_bundle_files(tmp_path)
    write_bundle_files(tmp_path, "arcwiki")
    write_index(tmp_path, without=["kwwiki"])
    assert parse_index((tmp_path / INDEX).read_bytes()) == {"arcwiki": VERSION}


def test_a_wiki_with_an_unreadable_manifest_is_left_out(tmp_path: Path) -> None:
    """The other wikis can still be fetched."""
    write_bundle_files(tmp_path)
    (tmp_path / "arcwiki").mkdir()
    (tmp_path / "arcwiki" / MANIFEST).write_text("{")
    assert current_versions(tmp_path) == {"kwwiki": VERSION}


def test_the_index_of_an_empty_directory_is_empty(tmp_path: Path) -> None:
    """Its content is the format and no wikis."""
    write_index(tmp_path)
    assert (tmp_path / INDEX).read_bytes() == b'{\n "format": 1,\n "wikis": {}\n}\n'
    assert parse_index((tmp_path / INDEX).read_bytes()) == {}


def test_a_missing_directory_is_an_error(tmp_path: Path) -> None:
    """A mount that failed must not look like a directory without wikis."""
    with pytest.raises(DataDirectoryError):
        write_index(tmp_path / "missing")


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (b"", BundleError, "truncated"),
        (b"\xff\xfe", BundleError, "malformed"),
        (b"[]", BundleError, "Expected `object`, got `array`"),
        (b"[" * 100_000, BundleError, "Expected `object`"),
        (b'{"format": 1}', BundleError, "Expected `object`, got `null`"),
        (b'{"format": 1, "wikis": {"kwwiki": 7}}', BundleError, "Expected `str`, got `int`"),
        (b'{"wikis": {}}', FormatError, "format None"),
        (b'{"format": 2, "somewhere": "else"}', FormatError, "format 2"),
        (json.dumps({"format": 1, "wikis": {"../x": VERSION}}).encode(), InvalidNameError, "wiki name: '../x'"),
        (b'{"format": 1, "wikis": {"kwwiki": "x"}}', InvalidNameError, "version name: 'x'"),
    ],
    ids=["empty", "bytes", "list", "deep", "no wikis", "number", "no format", "format", "path", "version"],
)
def test_an_index_from_elsewhere_is_validated(content: bytes, error: type[BundleError], message: str) -> None:
    """Its names become part of URLs and paths."""
    with pytest.raises(error, match=message):
        parse_index(content)
