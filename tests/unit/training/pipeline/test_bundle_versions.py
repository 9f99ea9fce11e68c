"""Publishing and the commands about bundles that are trained already."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from linking.bundle.bundle import Bundle, list_versions, list_wikis, open_bundle, verify
from linking.bundle.errors import BundleError, BundleMissingError, ChecksumError, NameInvalidError
from linking.bundle.manifest import DumpName, Limits
from linking.bundle.wiki_index import INDEX, parse_index
from linking.errors import LinkingError
from tests.helpers.linking.bundles import CONTENTS, VERSION, write_bundle_files
from training.cli import COMMANDS
from training.pipeline import bundle_versions as publish

NEW = "20260202T000000Z"
DRAFT = publish.Draft(
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
    """The contents are made up, so that opening them for real would fail."""
    monkeypatch.setattr(publish, "check_opens", verify)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    directory = tmp_path / "files"
    directory.mkdir()
    for name, content in CONTENTS.items():
        (directory / name).write_bytes(content)
    return directory


def command(name: str, *words: object) -> int:
    parser = argparse.ArgumentParser()
    chosen = next(command for command in COMMANDS if command.name == name)
    chosen.add_arguments(parser)
    return chosen.run(parser.parse_args([str(word) for word in words]))


def test_a_written_bundle_is_whole_and_not_current_yet(tmp_path: Path, files: Path) -> None:
    """Writing and publishing are two steps, so that an operator can look in between."""
    bundle = publish.write_bundle(tmp_path / "data", DRAFT, files)
    verify(bundle)
    assert list_wikis(tmp_path / "data") == []
    assert publish.publish(tmp_path / "data", "kwwiki") == bundle
    assert open_bundle(tmp_path / "data", "kwwiki") == bundle


def test_versions_grow_even_within_a_second(tmp_path: Path, files: Path) -> None:
    """Two runs never get the same version, and the later one sorts behind."""
    written = [publish.write_bundle(tmp_path / "data", DRAFT, files).manifest.version for _ in range(3)]
    assert written == sorted(set(written))
    assert list_versions(tmp_path / "data", "kwwiki") == written


def test_a_draft_that_breaks_a_rule_is_not_written(tmp_path: Path, files: Path) -> None:
    """The trainer is held to the same rules as a bundle from outside."""
    (files / "Report.HTML").write_bytes(b"")
    with pytest.raises(NameInvalidError, match=r"Report\.HTML"):
        publish.write_bundle(tmp_path / "data", DRAFT, files)
    assert list_versions(tmp_path / "data", "kwwiki") == []


def test_a_bundle_that_the_service_could_not_open_is_not_written(
    tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is opened as in serving first."""

    def refuse(_: Bundle) -> None:
        raise LinkingError("no such model")

    monkeypatch.setattr(publish, "check_opens", refuse)
    with pytest.raises(LinkingError, match="no such model"):
        publish.write_bundle(tmp_path / "data", DRAFT, files)
    assert list_versions(tmp_path / "data", "kwwiki") == []


def test_publish_checks_checksums(tmp_path: Path) -> None:
    """A byte that changed on the disk never becomes current."""
    write_bundle_files(tmp_path, version=NEW)
    write_bundle_files(tmp_path, version=VERSION)
    (tmp_path / "kwwiki" / NEW / "model.ubj").write_bytes(b"x" * len(CONTENTS["model.ubj"]))
    with pytest.raises(ChecksumError):
        publish.publish(tmp_path, "kwwiki")
    assert open_bundle(tmp_path, "kwwiki").manifest.version == VERSION


def test_publishing_into_another_directory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every wiki is current there afterwards and in its index; publishing again copies nothing."""
    source, target = tmp_path / "source", tmp_path / "target"
    for wiki in ("arcwiki", "kwwiki"):
        write_bundle_files(source, wiki)
    assert command("publish", "--data-dir", source, "--to", target) == 0
    assert capsys.readouterr().out.count("is current in") == 2
    assert parse_index((target / INDEX).read_bytes()) == {"arcwiki": VERSION, "kwwiki": VERSION}
    place = open_bundle(target, "kwwiki").path("model.ubj")
    assert not place.samefile(source / "kwwiki" / VERSION / "model.ubj")
    inode = place.stat().st_ino
    assert command("publish", "--data-dir", source, "--to", target, "--wiki", "kwwiki") == 0
    assert place.stat().st_ino == inode


def test_one_wiki_that_fails_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is reported, and the exit code says so."""
    source, target = tmp_path / "source", tmp_path / "target"
    for wiki in ("arcwiki", "kwwiki"):
        write_bundle_files(source, wiki)
    (source / "arcwiki" / VERSION / "model.ubj").unlink()
    assert command("publish", "--data-dir", source, "--to", target) == 1
    captured = capsys.readouterr()
    assert captured.err == "arcwiki: no file model.ubj in the bundle of arcwiki\n"
    assert list_wikis(target) == ["kwwiki"]


def test_list_marks_the_current_version_and_names_damage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line a version; the exit code tells scripts that one is damaged."""
    write_bundle_files(tmp_path, version=VERSION)
    write_bundle_files(tmp_path, version=NEW)
    assert command("list", "--data-dir", tmp_path) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"  kwwiki  {VERSION}")
    assert second.startswith(f"* kwwiki  {NEW}")
    assert second.endswith("0.0 MB  2026-01-01 kwwiki-pages-articles.xml.bz2")
    (tmp_path / "kwwiki" / VERSION / "model.ubj").unlink()
    assert command("list", "--data-dir", tmp_path, "--wiki", "kwwiki") == 1
    assert "damaged: no file model.ubj in the bundle of kwwiki" in capsys.readouterr().out


def test_rollback_goes_to_the_version_before_and_publish_forward_again(tmp_path: Path) -> None:
    """Without an older version it says so."""
    write_bundle_files(tmp_path, version=VERSION)
    write_bundle_files(tmp_path, version=NEW)
    assert command("rollback", "--data-dir", tmp_path, "--wiki", "kwwiki") == 0
    assert open_bundle(tmp_path, "kwwiki").manifest.version == VERSION
    with pytest.raises(BundleMissingError, match=f"before {VERSION}"):
        command("rollback", "--data-dir", tmp_path, "--wiki", "kwwiki")
    assert command("publish", "--data-dir", tmp_path, "--wiki", "kwwiki") == 0
    assert open_bundle(tmp_path, "kwwiki").manifest.version == NEW


def test_prune_keeps_the_newest_and_the_current(tmp_path: Path) -> None:
    """The current version stays even when it is the oldest."""
    versions = [f"2026010{day}T000000Z" for day in range(1, 6)]
    for version in reversed(versions):
        write_bundle_files(tmp_path, version=version)
    assert open_bundle(tmp_path, "kwwiki").manifest.version == versions[0]
    assert command("prune", "--data-dir", tmp_path, "--keep", 2) == 0
    assert list_versions(tmp_path, "kwwiki") == [versions[0], *versions[3:]]


@pytest.mark.parametrize("keep", ["0", "-1", "x"])
def test_prune_keeps_at_least_one(tmp_path: Path, keep: str) -> None:
    """A number that would remove everything is a usage error."""
    with pytest.raises(SystemExit) as caught:
        command("prune", "--data-dir", tmp_path, "--keep", keep)
    assert caught.value.code == 2


def test_unpublish_takes_the_wiki_away(tmp_path: Path) -> None:
    """Its files too, and it is out of the index; the other wikis stay."""
    for wiki in ("arcwiki", "kwwiki"):
        write_bundle_files(tmp_path, wiki)
    assert command("unpublish", "--data-dir", tmp_path, "--wiki", "arcwiki") == 0
    assert not (tmp_path / "arcwiki").exists()
    assert parse_index((tmp_path / INDEX).read_bytes()) == {"kwwiki": VERSION}
    with pytest.raises(BundleError, match="no bundle for arcwiki"):
        command("unpublish", "--data-dir", tmp_path, "--wiki", "arcwiki")


@pytest.mark.parametrize("wiki", ["../etc", "KW", ""])
def test_a_name_that_is_no_wiki_is_a_usage_error(tmp_path: Path, wiki: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It never reaches a path."""
    with pytest.raises(SystemExit) as caught:
        command("unpublish", "--data-dir", tmp_path, "--wiki", wiki)
    assert caught.value.code == 2
    assert "not a wiki's database name" in capsys.readouterr().err
