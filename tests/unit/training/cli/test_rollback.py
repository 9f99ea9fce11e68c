"""`rollback` makes the previous version current again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from linking.bundle.bundle import open_bundle
from linking.bundle.errors import BundleMissingError
from linking.bundle.names import MANIFEST
from tests.helpers.linking.bundles import VERSION, write_bundle_files
from tests.helpers.training.commands import run_command

pytestmark = pytest.mark.usefixtures("unopened")

NEW = "20260202T000000Z"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    write_bundle_files(tmp_path, version=VERSION)
    write_bundle_files(tmp_path, version=NEW)
    return tmp_path


def test_rollback_goes_to_the_previous_version_and_publish_to_the_newest(data_dir: Path) -> None:
    assert run_command("rollback", "--data-dir", data_dir, "--wiki", "kwwiki") == 0
    assert open_bundle(data_dir, "kwwiki").manifest.version == VERSION
    assert run_command("publish", "--data-dir", data_dir, "--wiki", "kwwiki") == 0
    assert open_bundle(data_dir, "kwwiki").manifest.version == NEW


def test_rollback_to_a_version_by_name(data_dir: Path) -> None:
    assert run_command("rollback", "--data-dir", data_dir, "--wiki", "kwwiki", "--version", VERSION) == 0
    assert open_bundle(data_dir, "kwwiki").manifest.version == VERSION


def test_there_may_be_no_older_version(data_dir: Path) -> None:
    run_command("rollback", "--data-dir", data_dir, "--wiki", "kwwiki")
    with pytest.raises(BundleMissingError, match=f"before {VERSION}"):
        run_command("rollback", "--data-dir", data_dir, "--wiki", "kwwiki")


def test_rollback_skips_versions_that_their_run_did_not_publish(data_dir: Path) -> None:
    withheld = write_bundle_files(data_dir, version="20260115T000000Z")
    manifest = replace(withheld.manifest, training={"objections": ["low"], "withheld": True})
    (withheld.directory / MANIFEST).write_bytes(manifest.dumps())
    run_command("publish", "--data-dir", data_dir, "--wiki", "kwwiki", "--version", NEW)
    run_command("rollback", "--data-dir", data_dir, "--wiki", "kwwiki")
    assert open_bundle(data_dir, "kwwiki").manifest.version == VERSION
