"""Bundles on disk.

The files of a version are in `<data dir>/<wiki>/<version>/`, with their manifest. `<data dir>/<wiki>/manifest.json` is
a copy of the current version's manifest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
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
from linking.bundle.names import MANIFEST, check_version_name, check_wiki_name, is_version_name, is_wiki_name

__all__ = ["Bundle", "BundleError", "list_versions", "list_wikis", "open_bundle", "open_version", "verify"]


@dataclass(frozen=True, slots=True)
class Bundle:
    """One version of a wiki's bundle.

    Attributes:
        directory: The directory of its files.
        manifest: Its manifest.
    """

    directory: Path
    manifest: Manifest

    def path(self, name: str) -> Path:
        """Return the path of a file.

        Raises:
            FileMissingError: If the manifest does not list the file.
        """
        if name not in self.manifest.files:
            raise FileMissingError(self.manifest.wiki, name)
        return self.directory / name


def list_wikis(data_dir: Path) -> list[str]:
    """Return the names of the wikis that have a current bundle, sorted.

    Raises:
        DataDirectoryError: If the data directory cannot be read.
    """
    try:
        return _list_with_manifest(data_dir, is_wiki_name)
    except OSError as error:
        raise DataDirectoryError(data_dir, error.strerror or str(error)) from error


def list_versions(data_dir: Path, wiki: str) -> list[str]:
    """Return the published versions of a wiki's bundle, oldest first.

    Raises:
        InvalidNameError: If the wiki's name is invalid.
        DataDirectoryError: If the wiki's directory cannot be read.
    """
    directory = data_dir / check_wiki_name(wiki)
    try:
        return _list_with_manifest(directory, is_version_name)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise DataDirectoryError(directory, error.strerror or str(error)) from error


def open_bundle(data_dir: Path, wiki: str) -> Bundle:
    """Open the current version of a wiki's bundle.

    This checks the manifest and the sizes of the files. It does not read the files: `verify` compares their checksums.

    Raises:
        InvalidNameError: If the wiki's name is invalid.
        BundleMissingError: If the wiki has no current bundle.
        DataDirectoryError: If the manifest cannot be read.
        FormatError: If the bundle has another format.
        ManifestError: If the manifest is invalid or of another wiki.
        FileMissingError: If a listed file does not exist.
        FileSizeError: If a file has another size than the manifest says.
    """
    directory = data_dir / check_wiki_name(wiki)
    manifest = _read_manifest(directory / MANIFEST, wiki)
    bundle = Bundle(directory / manifest.version, manifest)
    _check(bundle, wiki)
    return bundle


def open_version(data_dir: Path, wiki: str, version: str) -> Bundle:
    """Open a version of a wiki's bundle, whether it is the current one or not. Checks and raises as `open_bundle`."""
    directory = data_dir / check_wiki_name(wiki) / check_version_name(version)
    manifest = _read_manifest(directory / MANIFEST, wiki)
    if manifest.version != version:
        raise ManifestError("version", f"is {manifest.version}, but the directory is that of {version}")
    bundle = Bundle(directory, manifest)
    _check(bundle, wiki)
    return bundle


def verify(bundle: Bundle) -> None:
    """Compare the size and the checksum of every file with the manifest.

    Raises:
        FileMissingError: If a file does not exist.
        FileSizeError: If a file has another size.
        ChecksumError: If a file has another checksum.
        DataDirectoryError: If a file cannot be read.
    """
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
    """Return the SHA-256 of a file's content, in lower-case hexadecimal.

    Raises:
        OSError: If the file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def describe_files(directory: Path, names: Iterable[str]) -> Mapping[str, FileEntry]:
    """Return the sizes and checksums of files for a new manifest.

    Raises:
        OSError: If a file cannot be read.
    """
    return {name: FileEntry((directory / name).stat().st_size, sha256_of(directory / name)) for name in sorted(names)}


def _list_with_manifest(directory: Path, is_name: Callable[[str], bool]) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir() if is_name(entry.name) and (entry / MANIFEST).exists())


def _read_manifest(path: Path, wiki: str) -> Manifest:
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BundleMissingError(wiki, path.parent) from error
    except OSError as error:
        raise DataDirectoryError(path, error.strerror or str(error)) from error
    return parse_manifest(content)


def _check(bundle: Bundle, wiki: str) -> None:
    if bundle.manifest.wiki != wiki:
        raise ManifestError("wiki", f"is {bundle.manifest.wiki}, but the directory is that of {wiki}")
    for name, entry in bundle.manifest.files.items():
        _check_size(wiki, bundle.directory / name, entry)


def _check_size(wiki: str, path: Path, entry: FileEntry) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise FileMissingError(wiki, path.name) from error
    if size != entry.size:
        raise FileSizeError(path, size, entry.size)
