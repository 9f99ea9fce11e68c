"""Installing and removing versions: what readers see at every moment, and what stays on the disk."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from linking.bundle.atomic_files import StorageError, copy_file
from linking.bundle.bundle import Bundle, list_versions, list_wikis, open_bundle, verify
from linking.bundle.errors import BundleError, ChecksumError
from linking.bundle.installer import Installer, VersionInUseError, VersionTakenError
from linking.bundle.locks import locked
from linking.bundle.manifest import FileEntry
from linking.bundle.names import MANIFEST, RULES_FILE
from linking.bundle.wiki_index import INDEX, parse_index, write_index
from tests.helpers.linking.bundles import CONTENTS, VERSION, make_manifest, write_bundle_files
from tests.helpers.programs.killing import killed_at_each_step

NEW = "20260202T000000Z"
FILES = {*CONTENTS, MANIFEST}
COMPLETE = {f"kwwiki/{version}/{name}" for version in (VERSION, NEW) for name in FILES} | {
    "kwwiki/manifest.json",
    INDEX,
    ".lock",
}


@pytest.fixture
def source(tmp_path: Path) -> Bundle:
    """A newer version, in a directory of its own; only its model differs."""
    return write_bundle_files(tmp_path / "source", version=NEW, contents=CONTENTS | {"model.ubj": b"better"})


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A data directory in which an old version is current."""
    write_bundle_files(tmp_path / "target")
    write_index(tmp_path / "target")
    return tmp_path / "target"


def copying(source: Bundle) -> Callable[[str, FileEntry, Path], None]:
    return lambda name, _, destination: copy_file(source.path(name), destination)


def install(source: Bundle, target: Path) -> None:
    """Install a version and make it current, as every caller does."""
    with locked(target):
        installer = Installer(target)
        installer.clean("kwwiki")
        installer.make_current(installer.install(source.manifest, copying(source)))


def files_in(directory: Path) -> set[str]:
    return {str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file()}


def test_an_installed_version_is_complete_and_current(source: Bundle, target: Path) -> None:
    """The old version stays, and the index names the new one."""
    install(source, target)
    bundle = open_bundle(target, "kwwiki")
    verify(bundle)
    assert bundle.manifest == source.manifest
    assert list_versions(target, "kwwiki") == [VERSION, NEW]
    assert parse_index((target / INDEX).read_bytes()) == {"kwwiki": NEW}
    assert files_in(target) == COMPLETE


def test_only_changed_files_are_fetched(source: Bundle, target: Path) -> None:
    """Files that another version has too are hard-linked."""
    fetched = []

    def fetch(name: str, entry: FileEntry, destination: Path) -> None:
        fetched.append(name)
        copying(source)(name, entry, destination)

    new = Installer(target).install(source.manifest, fetch)
    assert fetched == ["model.ubj"]
    assert new.path("anchors.sqlite").samefile(target / "kwwiki" / VERSION / "anchors.sqlite")


def test_an_equal_file_that_is_damaged_is_fetched_again(source: Bundle, target: Path) -> None:
    """The checksum in a manifest is not trusted; the file is read."""
    old = target / "kwwiki" / VERSION / "anchors.sqlite"
    old.write_bytes(b"x" * len(CONTENTS["anchors.sqlite"]))
    install(source, target)
    verify(open_bundle(target, "kwwiki"))


def test_a_kill_at_any_step_leaves_the_old_version_or_the_new_one(source: Bundle, target: Path) -> None:
    """After every kill the current bundle is complete, and the next run removes what the killed one left."""
    seen = []
    for _ in killed_at_each_step(lambda: install(source, target), target):
        bundle = open_bundle(target, "kwwiki")
        verify(bundle)
        seen.append(bundle.manifest.version)
        parse_index((target / INDEX).read_bytes())
        install(source, target)
        assert files_in(target) == COMPLETE
    assert set(seen) == {VERSION, NEW}
    assert seen == sorted(seen)
    assert len(seen) > 15


def test_a_kill_at_any_step_leaves_a_complete_first_bundle_or_none(source: Bundle, tmp_path: Path) -> None:
    """The first version of a wiki, in a data directory that does not exist yet."""
    target = tmp_path / "new"
    for _ in killed_at_each_step(lambda: install(source, target), target):
        for wiki in list_wikis(target) if target.exists() else []:
            verify(open_bundle(target, wiki))
    verify(open_bundle(target, "kwwiki"))


def test_a_kill_at_any_step_leaves_a_removed_version_complete_or_gone(source: Bundle, target: Path) -> None:
    """An incomplete version is never listed, and the current one does not change."""
    install(source, target)

    def remove() -> None:
        installer = Installer(target)
        installer.clean("kwwiki")
        if VERSION in list_versions(target, "kwwiki"):
            installer.remove("kwwiki", VERSION)

    for _ in killed_at_each_step(remove, target):
        verify(open_bundle(target, "kwwiki"))
        for version in list_versions(target, "kwwiki"):
            assert files_in(target / "kwwiki" / version) == FILES
    assert list_versions(target, "kwwiki") == [NEW]


def test_a_kill_at_any_step_leaves_a_withdrawn_wiki_complete_or_gone(target: Path) -> None:
    """A wiki that is listed is complete."""

    def withdraw() -> None:
        installer = Installer(target)
        installer.clean("kwwiki")
        if "kwwiki" in list_wikis(target):
            installer.withdraw("kwwiki")

    for _ in killed_at_each_step(withdraw, target):
        for wiki in list_wikis(target):
            verify(open_bundle(target, wiki))
    assert files_in(target) == {INDEX}
    assert parse_index((target / INDEX).read_bytes()) == {}


def test_a_kill_at_any_step_keeps_the_rules_of_a_withdrawn_wiki(target: Path) -> None:
    """People wrote them. They take effect again if the wiki is published again."""
    (target / "kwwiki" / RULES_FILE).write_text("rules: []", encoding="utf-8")

    def withdraw() -> None:
        installer = Installer(target)
        installer.clean("kwwiki")
        if "kwwiki" in list_wikis(target):
            installer.withdraw("kwwiki")

    for _ in killed_at_each_step(withdraw, target):
        assert "rules: []" in {path.read_text(encoding="utf-8") for path in target.rglob(RULES_FILE)}
    assert files_in(target) == {INDEX, f"kwwiki/{RULES_FILE}"}


def test_a_file_that_arrives_damaged_is_not_installed(source: Bundle, target: Path) -> None:
    """Checksums are verified after every transfer."""

    def fetch(name: str, entry: FileEntry, destination: Path) -> None:
        destination.write_bytes(b"x" * entry.size)

    with pytest.raises(ChecksumError):
        Installer(target).install(source.manifest, fetch)
    assert open_bundle(target, "kwwiki").manifest.version == VERSION
    assert list_versions(target, "kwwiki") == [VERSION]


def test_a_bundle_that_fails_the_check_is_not_installed(source: Bundle, target: Path) -> None:
    """The check sees the complete bundle before readers do."""

    def refuse(bundle: Bundle) -> None:
        verify(bundle)
        raise BundleError("no")

    with pytest.raises(BundleError, match="no"):
        Installer(target).install(source.manifest, copying(source), refuse)
    assert list_versions(target, "kwwiki") == [VERSION]


def test_the_same_version_again_is_left_alone_and_other_content_refused(source: Bundle, target: Path) -> None:
    """A published version never changes."""
    install(source, target)
    before = open_bundle(target, "kwwiki").path("model.ubj").stat().st_ino
    install(source, target)
    assert open_bundle(target, "kwwiki").path("model.ubj").stat().st_ino == before
    source.path("model.ubj").write_bytes(b"other")
    other = Bundle(source.directory, make_manifest(source.directory, version=NEW))
    with pytest.raises(VersionTakenError, match=NEW):
        install(other, target)


def test_a_damaged_version_is_replaced(source: Bundle, target: Path) -> None:
    """A version that no reader can open does not prevent its own installation."""
    install(source, target)
    open_bundle(target, "kwwiki").path("model.ubj").unlink()
    install(source, target)
    verify(open_bundle(target, "kwwiki"))


def test_the_current_version_cannot_be_removed(target: Path) -> None:
    """Not even if it is damaged."""
    (target / "kwwiki" / VERSION / "model.ubj").unlink()
    with pytest.raises(VersionInUseError):
        Installer(target).remove("kwwiki", VERSION)


def test_a_full_disk_is_a_one_line_error(source: Bundle, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the path and the reason, and the old version stays current."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("linking.bundle.installer.write_file", full)
    with pytest.raises(StorageError, match=rf"cannot write .*{NEW}: No space left on device") as caught:
        install(source, target)
    assert caught.value.errno == errno.ENOSPC
    assert "\n" not in str(caught.value)
    verify(open_bundle(target, "kwwiki"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_directory_is_a_one_line_error(source: Bundle, target: Path) -> None:
    """The message names the path and the reason."""
    (target / "kwwiki").chmod(0o555)
    try:
        with pytest.raises(StorageError, match="Permission denied"):
            install(source, target)
    finally:
        (target / "kwwiki").chmod(0o755)


def test_a_data_directory_below_a_file_is_a_one_line_error(source: Bundle, tmp_path: Path) -> None:
    """A mistyped path does not end in a traceback."""
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=r"cannot write .*file/data: Not a directory"):
        install(source, tmp_path / "file" / "data")
