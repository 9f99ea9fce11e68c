"""Creates, publishes and removes versions of a wiki's bundle."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linking.bundle.atomic_files import copy_file, link_or_copy, storage_errors
from linking.bundle.bundle import Bundle, describe_files, list_versions, open_version, verify
from linking.bundle.errors import BundleError, BundleMissingError
from linking.bundle.installer import Installer
from linking.bundle.locks import locked
from linking.bundle.manifest import DumpName, FileEntry, Limits, Manifest
from linking.bundle.names import check_file_name, check_wiki_name
from linking.bundle.wiki_index import current_versions
from linking.recommender import Recommender
from training.evaluation.report import add_version
from training.pipeline.publication import withheld

_LOCK_TIMEOUT = 3600.0
"""Seconds. A long run must not fail because another wiki is being published at the same time."""
_VERSION_FORMAT = "%Y%m%dT%H%M%SZ"


class VersionWithheldError(BundleError):
    """The newest version was not published by its run, because something speaks against it.

    Attributes:
        version: The version.
        objections: What speaks against it.
    """

    def __init__(self, wiki: str, version: str, objections: Sequence[str]) -> None:
        super().__init__(
            f"the newest version of {wiki}, {version}, should not be published: {'; '.join(objections)};"
            f" to publish it all the same, add --version {version}"
        )
        self.version, self.objections = version, tuple(objections)


@dataclass(frozen=True, slots=True)
class Draft:
    """The manifest of a bundle that is not written yet, without version, sizes and checksums.

    The attributes are those of Manifest.
    """

    wiki: str
    language: str
    features: tuple[str, ...]
    folding: int
    limits: Limits
    counts: Mapping[str, int]
    dump: DumpName
    training: Mapping[str, object] = field(default_factory=dict)


def write_bundle(data_dir: Path, draft: Draft, directory: Path) -> Bundle:
    """Install all files of a directory as a new version, without making it current.

    The files are hard-linked if possible, so they must not be changed afterwards.

    Raises:
        BundleError: Another process keeps the lock, a file cannot be written, or the bundle is invalid.
    """
    with _installer(data_dir, draft.wiki) as installer:
        version = _new_version(data_dir, draft.wiki)
        with storage_errors(directory):
            add_version(directory, version)
            files = describe_files(directory, [check_file_name(entry.name) for entry in directory.iterdir()])
        manifest = Manifest(
            wiki=draft.wiki,
            language=draft.language,
            version=version,
            features=draft.features,
            folding=draft.folding,
            limits=draft.limits,
            files=files,
            counts=draft.counts,
            dump=draft.dump,
            training=draft.training,
        )
        checked = Manifest.from_json(manifest.to_json())
        return installer.install(checked, _fetcher(directory, link_or_copy), check_opens)


def publish(data_dir: Path, wiki: str, version: str | None = None) -> Bundle:
    """Verify a version and make it current.

    Args:
        data_dir: The directory with all bundles.
        wiki: The wiki's database name.
        version: The version, or None for the newest.

    Raises:
        VersionWithheldError: The newest version is one that its run did not publish. Its name must be given.
        BundleError: There is no such version, it is invalid, or it cannot be published.
    """
    with _installer(data_dir, wiki) as installer:
        bundle = open_version(data_dir, wiki, version or _newest(data_dir, wiki))
        objections = withheld(bundle.manifest)
        if version is None and objections:
            raise VersionWithheldError(wiki, bundle.manifest.version, objections)
        verify(bundle)
        check_opens(bundle)
        installer.make_current(bundle)
        return bundle


def publish_to(bundle: Bundle, target: Path) -> Bundle:
    """Copy a bundle into another data directory and make it current there. Files that are already there are not copied.

    Raises:
        BundleError: The bundle is invalid or cannot be written.
    """
    with _installer(target, bundle.manifest.wiki) as installer:
        copy = installer.install(bundle.manifest, _fetcher(bundle.directory, copy_file), check_opens)
        installer.make_current(copy)
        return copy


def unpublish(data_dir: Path, wiki: str) -> None:
    """Remove the wiki from the index and delete all its versions.

    Raises:
        BundleMissingError: There is no such wiki.
        BundleError: Another process keeps the lock, or a file cannot be removed.
    """
    with _installer(data_dir, wiki) as installer:
        if not (data_dir / wiki).is_dir():
            raise BundleMissingError(wiki, data_dir)
        installer.withdraw(wiki)


def prune(data_dir: Path, wiki: str, keep: int) -> list[str]:
    """Delete old versions.

    Args:
        data_dir: The directory with all bundles.
        wiki: The wiki's database name.
        keep: How many of the newest versions to keep. The current version is kept too.

    Returns:
        The versions that were deleted.

    Raises:
        BundleError: Another process keeps the lock, or a file cannot be removed.
    """
    with _installer(data_dir, wiki) as installer:
        current = current_versions(data_dir).get(wiki)
        old = [version for version in list_versions(data_dir, wiki)[:-keep] if version != current]
        for version in old:
            installer.remove(wiki, version)
        return old


def check_opens(bundle: Bundle) -> None:
    """Open the bundle as the service does.

    Raises:
        LinkingError: The service cannot open it.
    """
    Recommender.open(bundle).close()


@contextlib.contextmanager
def _installer(data_dir: Path, wiki: str) -> Iterator[Installer]:
    check_wiki_name(wiki)
    with locked(data_dir, _LOCK_TIMEOUT):
        installer = Installer(data_dir)
        installer.clean(wiki)
        yield installer


def _fetcher(directory: Path, transfer: Callable[[Path, Path], None]) -> Callable[[str, FileEntry, Path], None]:
    """Return the function by which the installer gets files from a directory."""

    def fetch(name: str, _: FileEntry, destination: Path) -> None:
        with storage_errors(destination):
            transfer(directory / name, destination)

    return fetch


def _newest(data_dir: Path, wiki: str) -> str:
    versions = list_versions(data_dir, wiki)
    if not versions:
        raise BundleMissingError(wiki, data_dir)
    return versions[-1]


def _new_version(data_dir: Path, wiki: str) -> str:
    """Return the current time, or one second after the newest version if the clock is behind it."""
    now = datetime.now(UTC)
    for newest in list_versions(data_dir, wiki)[-1:]:
        now = max(now, datetime.strptime(newest, _VERSION_FORMAT).replace(tzinfo=UTC) + timedelta(seconds=1))
    return now.strftime(_VERSION_FORMAT)
