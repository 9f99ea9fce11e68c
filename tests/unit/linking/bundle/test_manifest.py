"""What a manifest may say, and that it says it again after a round trip."""

from __future__ import annotations

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


def test_what_is_written_is_read_back(manifest: Manifest) -> None:
    """dumps and parse_manifest are inverse."""
    assert parse_manifest(manifest.dumps()) == manifest


@pytest.mark.parametrize("row", REFUSED, ids=[row["case"] for row in REFUSED])
def test_a_field_that_breaks_a_rule_is_named(manifest: Manifest, row: dict[str, Any]) -> None:
    """Each bad manifest is refused with a message that names the field."""
    value = manifest.to_json() | row.get("set", {})
    for key in row.get("drop", []):
        del value[key]
    with pytest.raises(BundleError) as caught:
        Manifest.from_json(value)
    assert row["message"] in str(caught.value)


@pytest.mark.parametrize(
    "key", ["wiki", "language", "version", "features", "folding", "limits", "files", "counts", "dump"]
)
def test_no_field_may_be_left_out(manifest: Manifest, key: str) -> None:
    """There are no defaults: what is absent is an error."""
    value = manifest.to_json()
    del value[key]
    with pytest.raises(ManifestError, match=f"{key}: is missing"):
        Manifest.from_json(value)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b"null", b'{"format": NaN}', b'{"format": 1, "format": 1}', b"[" * 100_000],
    ids=["empty", "cut", "list", "bytes", "null", "nan", "twice", "deep"],
)
def test_content_that_is_no_json_object_is_refused(content: bytes) -> None:
    """Half a file, or another file, is a ManifestError and nothing else."""
    with pytest.raises(ManifestError):
        parse_manifest(content)


def test_a_manifest_of_megabytes_is_refused_unread() -> None:
    """An answer from outside must not fill the memory."""
    with pytest.raises(ManifestError, match="too many"):
        parse_manifest(b" " * (2 << 20))


def test_a_figure_that_is_not_json_is_refused(manifest: Manifest) -> None:
    """The training figures are JSON, with finite numbers."""
    with pytest.raises(ManifestError, match=r"training\.loss"):
        Manifest.from_json(manifest.to_json() | {"training": {"loss": float("nan")}})
    with pytest.raises(ManifestError, match=r"training\.x"):
        Manifest.from_json(manifest.to_json() | {"training": {"x": {1, 2}}})
