"""Reading, validating and writing manifests."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from linking.bundle.errors import BundleError, ManifestError
from linking.bundle.manifest import Manifest, parse_manifest
from tests.helpers.cases import cases
from tests.helpers.linking.bundles import write_bundle_files

REFUSED = cases("manifests_refused.json")


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    return write_bundle_files(tmp_path).manifest


def test_a_written_manifest_is_read_back(manifest: Manifest) -> None:
    """parse_manifest is the inverse of dumps."""
    assert parse_manifest(manifest.dumps()) == manifest


@pytest.mark.parametrize("row", REFUSED, ids=[row["case"] for row in REFUSED])
def test_an_invalid_member_is_named(manifest: Manifest, row: dict[str, Any]) -> None:
    """The message has the path of the member and what is expected there."""
    value = manifest.to_json() | row.get("set", {})
    for key in row.get("drop", []):
        del value[key]
    with pytest.raises(BundleError) as caught:
        Manifest.from_json(value)
    assert row["message"] in str(caught.value)


@pytest.mark.parametrize(
    "key",
    ["format", "wiki", "language", "version", "features", "folding", "limits", "files", "counts", "dump", "training"],
)
def test_no_member_may_be_missing(manifest: Manifest, key: str) -> None:
    """There are no defaults."""
    value = manifest.to_json()
    del value[key]
    with pytest.raises(ManifestError, match=f"{key}: is missing"):
        Manifest.from_json(value)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b"null", b'{"format": NaN}', b'{"format": 1, "format": 1}', b"[" * 100_000],
    ids=["empty", "cut", "list", "bytes", "null", "nan", "twice", "deep"],
)
def test_content_that_is_not_a_json_object_is_refused(content: bytes) -> None:
    """An incomplete file, or another file, is a ManifestError."""
    with pytest.raises(ManifestError):
        parse_manifest(content)


def test_a_very_large_manifest_is_refused_unread() -> None:
    """The response of another server must not fill the memory."""
    with pytest.raises(ManifestError, match="at most 1048576 are allowed"):
        parse_manifest(b" " * (2 << 20))


def test_a_training_figure_that_is_not_json_is_refused(manifest: Manifest) -> None:
    """Training figures are any JSON with finite numbers."""
    with pytest.raises(ManifestError, match=r"training\.loss"):
        Manifest.from_json(manifest.to_json() | {"training": {"loss": float("nan")}})
    with pytest.raises(ManifestError, match=r"training\.x"):
        Manifest.from_json(manifest.to_json() | {"training": {"x": {1, 2}}})


def test_the_file_has_a_fixed_form(manifest: Manifest) -> None:
    """Members in the order of their declaration, files by name, indented by one space, with a final newline."""
    value = manifest.to_json()
    assert list(value) == [field.name for field in fields(Manifest)]
    assert list(value["files"]) == ["anchors.sqlite", "model.ubj", "site.json"]
    unsorted = replace(manifest, files=dict(reversed(manifest.files.items())))
    assert unsorted.dumps() == manifest.dumps()
    assert manifest.dumps().startswith(b'{\n "format": 1,\n "wiki": "kwwiki",\n')
    assert manifest.dumps().endswith(b"}\n")


@pytest.mark.parametrize(
    ("path", "value"),
    [("files.model.ubj", {"size": 1}), ("limits", {"longest_anchor": 1}), ("dump", {"name": ""})],
    ids=["file", "limits", "dump"],
)
def test_a_missing_inner_member_is_named_with_its_path(manifest: Manifest, path: str, value: object) -> None:
    """The path has the name of the file."""
    member, _, name = path.partition(".")
    with pytest.raises(ManifestError, match=rf"^manifest: {path}\.\w+: is missing$"):
        Manifest.from_json(manifest.to_json() | {member: {name: value} if name else value})


def test_the_message_shows_long_values_only_in_part(manifest: Manifest) -> None:
    """A manifest may come from another server."""
    with pytest.raises(ManifestError) as caught:
        Manifest.from_json(manifest.to_json() | {"wiki": "x" * 10_000})
    assert len(str(caught.value)) < 200
