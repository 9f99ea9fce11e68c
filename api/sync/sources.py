"""Where bundles come from. Whatever a source says is checked before it reaches a path, an address or a table."""

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
    """A data directory, near or far."""

    def wikis(self) -> Sequence[str]:
        """Names of the wikis that have a bundle, valid and sorted. Raises BundleError."""
        ...

    def manifest(self, wiki: str) -> Manifest:
        """The wiki's current manifest. Raises BundleError."""
        ...

    def fetch(self, manifest: Manifest, name: str, destination: Path) -> None:
        """Write a file of the bundle to a path, flushed to disk. Raises BundleError; checks no checksum."""
        ...


@dataclass(frozen=True, slots=True)
class DirectorySource:
    """A data directory that is mounted here."""

    directory: Path

    def wikis(self) -> Sequence[str]:
        return list_wikis(self.directory)

    def manifest(self, wiki: str) -> Manifest:
        return open_bundle(self.directory, wiki).manifest

    def fetch(self, manifest: Manifest, name: str, destination: Path) -> None:
        with storage_errors(destination):
            copy_file(self.directory / manifest.wiki / manifest.version / name, destination)


def parse_manifest_of(wiki: str, content: bytes) -> Manifest:
    """Read a manifest that should be this wiki's. Raises BundleError."""
    manifest = parse_manifest(content)
    if manifest.wiki != wiki:
        raise ManifestError("wiki", f"is {manifest.wiki} in the {MANIFEST} of {wiki}")
    return manifest
