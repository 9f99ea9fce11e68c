"""Where bundles go."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from api.stores.catalog import open_for_serving
from api.sync.sources import Source
from linking.bundle.atomic_files import locked, storage_errors
from linking.bundle.bundle import Bundle, list_versions, list_wikis, open_version
from linking.bundle.errors import BundleError
from linking.bundle.installer import Installer
from linking.bundle.manifest import FileEntry, Manifest
from linking.bundle.wiki_index import current_versions, write_index

PARTIAL = ".partial"


@dataclass(slots=True)
class Fetched:
    """What had to be fetched."""

    files: int = 0
    size: int = 0

    def add(self, entry: FileEntry) -> None:
        """Count one file."""
        self.files += 1
        self.size += entry.size


class Target(Protocol):
    """A store that serves bundles. Its methods need its lock and raise BundleError."""

    def lock(self) -> AbstractContextManager[None]:
        """Keep other runs out. Raises BusyError at once where another run is at it."""
        ...

    def wikis(self) -> Sequence[str]:
        """The wikis that the store serves."""
        ...

    def is_current(self, manifest: Manifest) -> bool:
        """Whether the store serves just this."""
        ...

    def install(self, source: Source, manifest: Manifest) -> Fetched:
        """Put a version in place, verified, and switch the wiki over to it in one step."""
        ...

    def prune(self, wiki: str, keep: int) -> None:
        """Remove all but the newest `keep` versions and the current one, and what killed runs left of others."""
        ...

    def finish(self, all_arrived: bool) -> None:
        """End the run. all_arrived: nothing is to be resumed by the next one."""
        ...


@dataclass(frozen=True, slots=True)
class DirectoryTarget:
    """A data directory."""

    directory: Path

    def lock(self) -> AbstractContextManager[None]:
        return locked(self.directory)

    def wikis(self) -> Sequence[str]:
        return list_wikis(self.directory)

    def is_current(self, manifest: Manifest) -> bool:
        if current_versions(self.directory).get(manifest.wiki) != manifest.version:
            return False
        try:
            return open_version(self.directory, manifest.wiki, manifest.version).manifest == manifest
        except BundleError:
            return False  # damaged: to be installed again

    def install(self, source: Source, manifest: Manifest) -> Fetched:
        fetched = Fetched()

        def fetch(name: str, entry: FileEntry, destination: Path) -> None:
            source.fetch(manifest, name, destination)
            fetched.add(entry)

        installer = Installer(self.directory)
        installer.clean(manifest.wiki)
        installer.make_current(installer.install(manifest, fetch, check_opens))
        return fetched

    def prune(self, wiki: str, keep: int) -> None:
        Installer(self.directory).clean(wiki)
        current = current_versions(self.directory).get(wiki)
        for version in list_versions(self.directory, wiki)[:-keep]:
            if version != current:
                Installer(self.directory).remove(wiki, version)

    def finish(self, all_arrived: bool) -> None:
        with storage_errors(self.directory):
            write_index(self.directory)  # a killed run may have switched a wiki and not come to this
            if all_arrived:
                shutil.rmtree(self.directory / PARTIAL, ignore_errors=True)


def check_opens(bundle: Bundle) -> None:
    """Open the bundle as the service would. Raises LinkingError where this version of the service cannot."""
    open_for_serving(bundle).recommender.close()
