"""`publish` makes versions current, here or in another data directory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from linking.bundle.bundle import list_wikis, open_bundle
from linking.bundle.names import MANIFEST
from linking.bundle.wiki_index import INDEX, parse_index
from tests.helpers.linking.bundles import CONTENTS, VERSION, write_bundle_files
from tests.helpers.training.commands import run_command

pytestmark = pytest.mark.usefixtures("unopened")


def test_a_damaged_version_does_not_become_current(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_bundle_files(tmp_path, version="20260202T000000Z")
    write_bundle_files(tmp_path, version=VERSION)
    (tmp_path / "kwwiki" / "20260202T000000Z" / "model.ubj").write_bytes(b"x" * len(CONTENTS["model.ubj"]))
    assert run_command("publish", "--data-dir", tmp_path) == 1
    assert "model.ubj" in capsys.readouterr().err
    assert open_bundle(tmp_path, "kwwiki").manifest.version == VERSION


def test_publishing_to_another_directory_copies_only_what_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    for wiki in ("arcwiki", "kwwiki"):
        write_bundle_files(source, wiki)
    assert run_command("publish", "--data-dir", source, "--to", target) == 0
    assert capsys.readouterr().out.count("is current in") == 2
    assert parse_index((target / INDEX).read_bytes()) == {"arcwiki": VERSION, "kwwiki": VERSION}
    copy = open_bundle(target, "kwwiki").path("model.ubj")
    assert not copy.samefile(source / "kwwiki" / VERSION / "model.ubj")
    inode = copy.stat().st_ino
    assert run_command("publish", "--data-dir", source, "--to", target, "--wiki", "kwwiki") == 0
    assert copy.stat().st_ino == inode


def test_one_wiki_that_fails_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    for wiki in ("arcwiki", "kwwiki"):
        write_bundle_files(source, wiki)
    (source / "arcwiki" / VERSION / "model.ubj").unlink()
    assert run_command("publish", "--data-dir", source, "--to", target) == 1
    error = capsys.readouterr().err
    assert error.startswith("arcwiki: ")
    assert error.count("\n") == 1
    assert list_wikis(target) == ["kwwiki"]


def test_a_version_that_its_run_did_not_publish_must_be_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newest = write_bundle_files(tmp_path, version="20260202T000000Z")
    manifest = replace(newest.manifest, training={"objections": ["precision is low"], "withheld": True})
    (newest.directory / MANIFEST).write_bytes(manifest.dumps())
    write_bundle_files(tmp_path, version=VERSION)
    assert run_command("publish", "--data-dir", tmp_path, "--wiki", "kwwiki") == 1
    error = capsys.readouterr().err
    assert "precision is low; to publish it all the same, add --version 20260202T000000Z" in error
    assert open_bundle(tmp_path, "kwwiki").manifest.version == VERSION
    assert run_command("publish", "--data-dir", tmp_path, "--wiki", "kwwiki", "--version", "20260202T000000Z") == 0
