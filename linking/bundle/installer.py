"""Installing versions of bundles in a data directory, and removing them.

Readers see the old state or the new one at every moment: files are written under a temporary name, flushed to disk,
verified and renamed, and the manifest that names the current version is replaced last. All that a killed run leaves
behind has a temporary name. The next run removes it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from linking.bundle.atomic_files import (
    TEMPORARY_PREFIX,
    fsync_path,
    link_or_copy,
    storage_errors,
    write_atomically,
    write_file,
)
from linking.bundle.bundle import Bundle, list_versions, open_version, sha256_of, verify
from linking.bundle.errors import BundleError
from linking.bundle.manifest import FileEntry, Manifest
from linking.bundle.names import MANIFEST, RULES_FILE
from linking.bundle.wiki_index import current_versions, write_index

Fetch = Callable[[str, FileEntry, Path], None]
"""Writes the file of a name to a path, and flushes it to disk."""

Check = Callable[[Bundle], None]
"""Raises a BundleError if the bundle must not be published."""


class VersionTakenError(BundleError):
    """The wiki already has this version, with other content."""

    def __init__(self, wiki: str, version: str) -> None:
        super().__init__(f"{wiki} already has a version {version}, with other content")
        self.wiki = wiki
        self.version = version


class VersionInUseError(BundleError):
    """The version is the current one, which cannot be removed."""

    def __init__(self, wiki: str, version: str) -> None:
        super().__init__(f"cannot remove version {version} of {wiki}: it is the current one")
        self.wiki = wiki
        self.version = version


def _accept(_: Bundle) -> None:
    pass


@dataclass(frozen=True)
class Installer:
    """Installs and removes versions. The caller holds the lock of the data directory.

    All methods raise a StorageError if the disk refuses to write.

    Attributes:
        data_dir: The data directory.
    """

    data_dir: Path

    def install(self, manifest: Manifest, fetch: Fetch, check: Check = _accept) -> Bundle:
        """Install a version without making it current, unless it is installed already.

        Args:
            manifest: The manifest of the version.
            fetch: Gets a file. It is not called for files that another version has too.
            check: Checks the whole bundle before readers can see it.

        Raises:
            VersionTakenError: If the version is installed with another manifest.
            BundleError: If the files do not match the manifest, or if fetch or check raises it.
        """
        home = self.data_dir / manifest.wiki
        installed = self._find_installed(manifest)
        if installed is not None:
            return installed
        staged = Bundle(home / (TEMPORARY_PREFIX + manifest.version), manifest)
        with storage_errors(staged.directory):
            staged.directory.mkdir(parents=True)
        self._fill(staged, fetch)
        verify(staged)
        check(staged)
        with storage_errors(home):
            staged.directory.rename(home / manifest.version)
            fsync_path(home)
        return Bundle(home / manifest.version, manifest)

    def make_current(self, bundle: Bundle) -> None:
        """Make an installed version the current one."""
        home = self.data_dir / bundle.manifest.wiki
        with storage_errors(home):
            write_atomically(home / MANIFEST, bundle.manifest.dumps())
            write_index(self.data_dir)

    def remove(self, wiki: str, version: str) -> None:
        """Remove a version.

        Raises:
            VersionInUseError: If it is the current one.
        """
        if current_versions(self.data_dir).get(wiki) == version:
            raise VersionInUseError(wiki, version)
        home = self.data_dir / wiki
        with storage_errors(home):
            removed = home / f"{TEMPORARY_PREFIX}gone-{version}"
            (home / version).rename(removed)
            shutil.rmtree(removed)

    def withdraw(self, wiki: str) -> None:
        """Remove a wiki with all its versions.

        Its file of rules stays, because people wrote it. It takes effect again if the wiki is published again.
        """
        home = self.data_dir / wiki
        with storage_errors(home):
            write_index(self.data_dir, without=[wiki])
            removed = self._removed_home(wiki)
            home.rename(removed)
            fsync_path(self.data_dir)
            self._restore_rules(wiki)
            shutil.rmtree(removed)

    def clean(self, wiki: str) -> None:
        """Remove what killed runs left behind."""
        home = self.data_dir / wiki
        with storage_errors(home):
            self._restore_rules(wiki)
            for path in [*home.glob(TEMPORARY_PREFIX + "*"), self._removed_home(wiki)]:
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)

    def _removed_home(self, wiki: str) -> Path:
        return self.data_dir / f"{TEMPORARY_PREFIX}gone-{wiki}"

    def _restore_rules(self, wiki: str) -> None:
        """Move the rules of a wiki that is being withdrawn back to their place."""
        source, destination = self._removed_home(wiki) / RULES_FILE, self.data_dir / wiki / RULES_FILE
        if source.exists() and not destination.exists():
            destination.parent.mkdir(exist_ok=True)
            source.rename(destination)
            fsync_path(destination.parent)

    def _find_installed(self, manifest: Manifest) -> Bundle | None:
        """Return the version if it is installed. A damaged one, which no reader can open, is moved out of the way."""
        directory = self.data_dir / manifest.wiki / manifest.version
        if not directory.exists():
            return None
        try:
            bundle = open_version(self.data_dir, manifest.wiki, manifest.version)
        except BundleError:
            with storage_errors(directory):
                directory.rename(directory.with_name(f"{TEMPORARY_PREFIX}damaged-{manifest.version}"))
            return None
        if bundle.manifest != manifest:
            raise VersionTakenError(manifest.wiki, manifest.version)
        return bundle

    def _fill(self, staged: Bundle, fetch: Fetch) -> None:
        known = self._files_by_content(staged.manifest.wiki)
        for name, entry in staged.manifest.files.items():
            destination = staged.directory / name
            same = known.get((entry.size, entry.sha256))
            if same is None or not _link_if_intact(same, destination, entry):
                fetch(name, entry, destination)
        with storage_errors(staged.directory):
            write_file(staged.directory / MANIFEST, staged.manifest.dumps())
            fsync_path(staged.directory)

    def _files_by_content(self, wiki: str) -> dict[tuple[int, str], Path]:
        """Return the files of all versions by their size and checksum according to the manifests."""
        found = {}
        for version in list_versions(self.data_dir, wiki):
            try:
                bundle = open_version(self.data_dir, wiki, version)
            except BundleError:
                continue
            for name, entry in bundle.manifest.files.items():
                found[entry.size, entry.sha256] = bundle.directory / name
        return found


def _link_if_intact(source: Path, destination: Path, entry: FileEntry) -> bool:
    with storage_errors(destination):
        intact = sha256_of(source) == entry.sha256
        if intact:
            link_or_copy(source, destination)
    return intact
