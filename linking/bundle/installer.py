"""Putting versions of bundles into a data directory, and taking them out, so that a reader sees the old or the new one.

Everything is written under a temporary name, flushed, verified and renamed; the manifest that names the current version
is replaced last. Whatever a killed run leaves behind starts with ".tmp-" and is removed by the next.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from linking.bundle.atomic_files import TEMPORARY, flush, link_or_copy, storage_errors, write_atomically, write_file
from linking.bundle.bundle import Bundle, list_versions, open_version, sha256_of, verify
from linking.bundle.errors import BundleError
from linking.bundle.manifest import FileEntry, Manifest
from linking.bundle.names import MANIFEST, RULES_FILE
from linking.bundle.wiki_index import current_versions, write_index

Fetch = Callable[[str, FileEntry, Path], None]  # writes the named file to the path, flushed to disk
Check = Callable[[Bundle], None]  # raises BundleError for a bundle that must not be published


class VersionTakenError(BundleError):
    """The version is there already, with other content."""

    def __init__(self, wiki: str, version: str) -> None:
        super().__init__(f"{wiki}: version {version} is there already, with other content")
        self.wiki = wiki
        self.version = version


class VersionInUseError(BundleError):
    """The version is the current one and stays."""

    def __init__(self, wiki: str, version: str) -> None:
        super().__init__(f"{wiki}: version {version} is the current one")
        self.wiki = wiki
        self.version = version


def _nothing(_: object) -> None:
    pass


@dataclass(frozen=True)
class Installer:
    """Changes one data directory; the caller holds its lock. All methods raise StorageError where the disk refuses."""

    data_dir: Path

    def install(self, manifest: Manifest, fetch: Fetch, check: Check = _nothing) -> Bundle:
        """Put a version in place without making it current. Files that another version has are not fetched.

        Raises VersionTakenError, what verify raises, and what fetch and check raise.
        """
        home = self.data_dir / manifest.wiki
        present = self._present(manifest)
        if present is not None:
            return present
        staged = home / (TEMPORARY + manifest.version)
        with storage_errors(staged):
            staged.mkdir(parents=True)
        self._fill(Bundle(staged, manifest), fetch)
        verify(Bundle(staged, manifest))
        check(Bundle(staged, manifest))
        with storage_errors(home):
            staged.rename(home / manifest.version)
            flush(home)
        return Bundle(home / manifest.version, manifest)

    def make_current(self, bundle: Bundle) -> None:
        """Let the wiki's manifest and the index name this version."""
        home = self.data_dir / bundle.manifest.wiki
        with storage_errors(home):
            write_atomically(home / MANIFEST, bundle.manifest.dumps())
            write_index(self.data_dir)

    def remove(self, wiki: str, version: str) -> None:
        """Take one version away. Raises VersionInUseError for the current one."""
        if current_versions(self.data_dir).get(wiki) == version:
            raise VersionInUseError(wiki, version)
        home = self.data_dir / wiki
        with storage_errors(home):
            aside = home / f"{TEMPORARY}gone-{version}"
            (home / version).rename(aside)
            shutil.rmtree(aside)

    def withdraw(self, wiki: str) -> None:
        """Take the wiki away with all its versions: out of the index, then out of sight, then for good.

        Its rules, which people wrote, stay for the day when it comes back.
        """
        home = self.data_dir / wiki
        with storage_errors(home):
            write_index(self.data_dir, without=[wiki])
            aside = self._aside(wiki)
            home.rename(aside)
            flush(self.data_dir)
            self._put_rules_back(wiki)
            shutil.rmtree(aside)

    def clean(self, wiki: str) -> None:
        """Remove what killed runs left behind."""
        home = self.data_dir / wiki
        with storage_errors(home):
            self._put_rules_back(wiki)
            for path in [*home.glob(TEMPORARY + "*"), self._aside(wiki)]:
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)

    def _put_rules_back(self, wiki: str) -> None:
        kept, place = self._aside(wiki) / RULES_FILE, self.data_dir / wiki / RULES_FILE
        if kept.exists() and not place.exists():
            place.parent.mkdir(exist_ok=True)
            kept.rename(place)
            flush(place.parent)

    def _aside(self, wiki: str) -> Path:
        return self.data_dir / f"{TEMPORARY}gone-{wiki}"

    def _present(self, manifest: Manifest) -> Bundle | None:
        """The same version where it is in place; a damaged one, which no reader can open, is put aside."""
        place = self.data_dir / manifest.wiki / manifest.version
        if not place.exists():
            return None
        try:
            bundle = open_version(self.data_dir, manifest.wiki, manifest.version)
        except BundleError:
            with storage_errors(place):
                place.rename(place.with_name(f"{TEMPORARY}damaged-{manifest.version}"))
            return None
        if bundle.manifest != manifest:
            raise VersionTakenError(manifest.wiki, manifest.version)
        return bundle

    def _fill(self, staged: Bundle, fetch: Fetch) -> None:
        present = self._files_by_checksum(staged.manifest.wiki)
        for name, entry in staged.manifest.files.items():
            destination = staged.directory / name
            same = present.get((entry.size, entry.sha256))
            if same is None or not _link_if_same(same, destination, entry):
                fetch(name, entry, destination)
        with storage_errors(staged.directory):
            write_file(staged.directory / MANIFEST, staged.manifest.dumps())
            flush(staged.directory)

    def _files_by_checksum(self, wiki: str) -> dict[tuple[int, str], Path]:
        found = {}
        for version in list_versions(self.data_dir, wiki):
            try:
                bundle = open_version(self.data_dir, wiki, version)
            except BundleError:
                continue
            for name, entry in bundle.manifest.files.items():
                found[entry.size, entry.sha256] = bundle.directory / name
        return found


def _link_if_same(source: Path, destination: Path, entry: FileEntry) -> bool:
    with storage_errors(destination):
        same = sha256_of(source) == entry.sha256
        if same:
            link_or_copy(source, destination)
    return same
