"""The targets of a sync: the interface, and its implementation for a data directory."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from api.stores.catalog import load_bundle
from api.sync.sources import Source
from linking.bundle.atomic_files import storage_errors
from linking.bundle.bundle import Bundle, list_versions, list_wikis, open_version
from linking.bundle.errors import BundleError
from linking.bundle.installer import Installer
from linking.bundle.locks import locked
from linking.bundle.manifest import FileEntry, Manifest
from linking.bundle.wiki_index import current_versions, write_index

PARTIAL_DIRECTORY = ".partial"
"""Subdirectory for unfinished downloads."""


@dataclass(slots=True)
class FetchedFiles:
    """The number of files that an installation fetched, and their total size in bytes."""

    files: int = 0
    size: int = 0

    def add(self, entry: FileEntry) -> None:
        """Count one file."""
        self.files += 1
        self.size += entry.size


class Target(Protocol):
    """A store from which bundles are served.

    Call all other methods while holding the lock. All methods raise BundleError.
    """

    def lock(self) -> AbstractContextManager[None]:
        """Exclude other runs until the block ends; raise BusyError at once if another run is active."""
        ...

    def wikis(self) -> Sequence[str]:
        """Return the wikis that the store serves."""
        ...

    def is_current(self, manifest: Manifest) -> bool:
        """Return True if the store serves exactly this version, undamaged."""
        ...

    def install(self, source: Source, manifest: Manifest) -> FetchedFiles:
        """Fetch and verify a version, then switch the wiki to it in one step."""
        ...

    def prune(self, wiki: str, keep: int) -> None:
        """Remove what interrupted runs left, and all versions except the newest `keep` and the current one."""
        ...

    def finish(self, all_arrived: bool) -> None:
        """End the run.

        Args:
            all_arrived: True if no wiki failed, so that the next run has no download to resume.
        """
        ...


@dataclass(frozen=True, slots=True)
class DirectoryTarget:
    """A data directory."""

    directory: Path

    def lock(self) -> AbstractContextManager[None]:
        """Hold the lock of the directory."""
        return locked(self.directory)

    def wikis(self) -> Sequence[str]:
        """Return the wikis that have a manifest, sorted."""
        return list_wikis(self.directory)

    def is_current(self, manifest: Manifest) -> bool:
        """Return True if the directory serves exactly this version, undamaged."""
        if current_versions(self.directory).get(manifest.wiki) != manifest.version:
            return False
        try:
            return open_version(self.directory, manifest.wiki, manifest.version).manifest == manifest
        except BundleError:
            return False  # damaged: install it again

    def install(self, source: Source, manifest: Manifest) -> FetchedFiles:
        """Fetch the files that no other version of the wiki has, then switch the wiki to the version."""
        fetched = FetchedFiles()

        def fetch(name: str, entry: FileEntry, destination: Path) -> None:
            source.fetch(manifest, name, destination)
            fetched.add(entry)

        installer = Installer(self.directory)
        installer.clean(manifest.wiki)
        installer.make_current(installer.install(manifest, fetch, check_opens))
        return fetched

    def prune(self, wiki: str, keep: int) -> None:
        """Remove what interrupted runs left, and old versions."""
        installer = Installer(self.directory)
        installer.clean(wiki)
        current = current_versions(self.directory).get(wiki)
        for version in list_versions(self.directory, wiki)[:-keep]:
            if version != current:
                installer.remove(wiki, version)

    def finish(self, all_arrived: bool) -> None:
        """Write the index; remove unfinished downloads if nothing is left to resume."""
        with storage_errors(self.directory):
            write_index(self.directory)  # always, because an interrupted run may have switched a wiki without it
            if all_arrived:
                shutil.rmtree(self.directory / PARTIAL_DIRECTORY, ignore_errors=True)


def check_opens(bundle: Bundle) -> None:
    """Open a bundle as the service does, and close it.

    Raises:
        LinkingError: If this version of the service cannot use the bundle.
    """
    load_bundle(bundle).recommender.close()
