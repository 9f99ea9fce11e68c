"""A bundle on disk: `<data dir>/<wiki>/<version>/...`; `<data dir>/<wiki>/manifest.json` names the current version."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from linking.bundle.errors import (
    BundleError,
    BundleMissingError,
    ChecksumError,
    DataDirectoryError,
    FileMissingError,
    FileSizeError,
    ManifestError,
)
from linking.bundle.manifest import FileEntry, Manifest, parse_manifest
from linking.bundle.names import MANIFEST, is_version, is_wiki, version_name, wiki_name

__all__ = ["Bundle", "BundleError", "list_versions", "list_wikis", "open_bundle", "open_version", "verify"]


@dataclass(frozen=True, slots=True)
class Bundle:
    """One version of a wiki's bundle. directory: where its files are."""

    directory: Path
    manifest: Manifest

    def path(self, name: str) -> Path:
        """Where a file of the bundle is. Raises FileMissingError where the manifest does not list it."""
        if name not in self.manifest.files:
            raise FileMissingError(self.manifest.wiki, name)
        return self.directory / name


def list_wikis(data_dir: Path) -> list[str]:
    """Names of the wikis that have a current bundle, sorted. Raises DataDirectoryError."""
    try:
        return sorted(entry.name for entry in data_dir.iterdir() if is_wiki(entry.name) and (entry / MANIFEST).exists())
    except OSError as error:
        raise DataDirectoryError(data_dir, error.strerror or str(error)) from error


def list_versions(data_dir: Path, wiki: str) -> list[str]:
    """Versions of the wiki that are published in full, oldest first; empty where there is none."""
    directory = data_dir / wiki_name(wiki)
    try:
        return sorted(e.name for e in directory.iterdir() if is_version(e.name) and (e / MANIFEST).exists())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise DataDirectoryError(directory, error.strerror or str(error)) from error


def open_bundle(data_dir: Path, wiki: str) -> Bundle:
    """Open the wiki's current bundle. Checks names, format, presence and sizes of files, not their checksums.

    Raises NameInvalidError, BundleMissingError, FormatError, ManifestError, FileMissingError, FileSizeError.
    """
    directory = data_dir / wiki_name(wiki)
    manifest = _read_manifest(directory / MANIFEST, wiki)
    return _checked(Bundle(directory / manifest.version, manifest), wiki)


def open_version(data_dir: Path, wiki: str, version: str) -> Bundle:
    """Open one version of a wiki's bundle, current or not. Checks and errors as open_bundle."""
    directory = data_dir / wiki_name(wiki) / version_name(version)
    manifest = _read_manifest(directory / MANIFEST, wiki)
    if manifest.version != version:
        raise ManifestError("version", f"is {manifest.version} in the directory of {version}")
    return _checked(Bundle(directory, manifest), wiki)


def verify(bundle: Bundle) -> None:
    """Compare each file with its size and checksum. Raises FileMissingError, FileSizeError, ChecksumError, and
    DataDirectoryError where a file cannot be read."""
    for name, entry in bundle.manifest.files.items():
        path = bundle.directory / name
        _check_size(bundle.manifest.wiki, path, entry)
        try:
            found = sha256_of(path)
        except OSError as error:
            raise DataDirectoryError(path, error.strerror or str(error)) from error
        if found != entry.sha256:
            raise ChecksumError(path, found, entry.sha256)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's content, in lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def describe_files(directory: Path, names: list[str]) -> Mapping[str, FileEntry]:
    """Sizes and checksums of files as they are, for a new manifest."""
    return {name: FileEntry((directory / name).stat().st_size, sha256_of(directory / name)) for name in sorted(names)}


def _read_manifest(path: Path, wiki: str) -> Manifest:
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BundleMissingError(wiki, path.parent) from error
    except OSError as error:
        raise DataDirectoryError(path, error.strerror or str(error)) from error
    return parse_manifest(content)


def _checked(bundle: Bundle, wiki: str) -> Bundle:
    if bundle.manifest.wiki != wiki:
        raise ManifestError("wiki", f"is {bundle.manifest.wiki} in the directory of {wiki}")
    for name, entry in bundle.manifest.files.items():
        _check_size(wiki, bundle.directory / name, entry)
    return bundle


def _check_size(wiki: str, path: Path, entry: FileEntry) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise FileMissingError(wiki, path.name) from error
    if size != entry.size:
        raise FileSizeError(path, size, entry.size)
