"""The sources of a sync: published data directories.

Names and versions from a source are validated before they become part of a path, an address or a statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from linking.bundle.atomic_files import copy_file, storage_errors
from linking.bundle.bundle import list_wikis, open_bundle
from linking.bundle.errors import ManifestError
from linking.bundle.manifest import Manifest, parse_manifest
from linking.bundle.names import MANIFEST


class Source(Protocol):
    """A data directory, local or remote. All methods raise BundleError."""

    def wikis(self) -> Sequence[str]:
        """Return the wikis that have a bundle, sorted; all names are valid."""
        ...

    def manifest(self, wiki: str) -> Manifest:
        """Return the wiki's current manifest."""
        ...

    def fetch(self, manifest: Manifest, name: str, destination: Path) -> None:
        """Copy a file of the bundle to a path, and flush it to disk. The caller verifies its checksum."""
        ...


@dataclass(frozen=True, slots=True)
class DirectorySource:
    """A local data directory."""

    directory: Path

    def wikis(self) -> Sequence[str]:
        """Return the wikis that have a manifest, sorted."""
        return list_wikis(self.directory)

    def manifest(self, wiki: str) -> Manifest:
        """Return the wiki's current manifest."""
        return open_bundle(self.directory, wiki).manifest

    def fetch(self, manifest: Manifest, name: str, destination: Path) -> None:
        """Copy a file of the bundle."""
        with storage_errors(destination):
            copy_file(self.directory / manifest.wiki / manifest.version / name, destination)


def parse_manifest_of(wiki: str, content: bytes) -> Manifest:
    """Parse a manifest and check that it is that of the wiki.

    Raises:
        BundleError: If the manifest is invalid, or that of another wiki.
    """
    manifest = parse_manifest(content)
    if manifest.wiki != wiki:
        raise ManifestError("wiki", f"is {manifest.wiki} in the {MANIFEST} of {wiki}")
    return manifest
