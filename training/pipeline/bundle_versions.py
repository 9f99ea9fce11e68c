"""Turning the files of a training run into a version of the wiki's bundle, and letting readers have it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linking.bundle.atomic_files import copy_file, link_or_copy, locked, storage_errors
from linking.bundle.bundle import Bundle, describe_files, list_versions, open_version, verify
from linking.bundle.errors import BundleMissingError
from linking.bundle.installer import Installer
from linking.bundle.manifest import DumpName, FileEntry, Limits, Manifest
from linking.bundle.names import file_name, wiki_name
from linking.bundle.wiki_index import current_versions
from linking.recommender import Recommender

# A run of hours must not fail because another wiki is being published just then.
_PATIENCE = 3600.0
_VERSION = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a training run knows of its bundle; version, sizes and checksums come when it is written."""

    wiki: str
    language: str
    features: tuple[str, ...]
    folding: int
    limits: Limits
    counts: Mapping[str, int]
    dump: DumpName
    training: Mapping[str, object] = field(default_factory=dict)


def write_bundle(data_dir: Path, draft: Draft, directory: Path) -> Bundle:
    """Install all files of a directory as a new version, which is not current yet.

    The files are hard-linked where that is possible, so do not change them afterwards. Raises BundleError: BusyError,
    StorageError, or what is wrong with the bundle.
    """
    with _installer(data_dir, draft.wiki) as installer:
        with storage_errors(directory):
            files = describe_files(directory, [file_name(entry.name) for entry in directory.iterdir()])
        manifest = Manifest(
            wiki=draft.wiki,
            language=draft.language,
            version=_new_version(data_dir, draft.wiki),
            features=draft.features,
            folding=draft.folding,
            limits=draft.limits,
            files=files,
            counts=draft.counts,
            dump=draft.dump,
            training=draft.training,
        )
        return installer.install(
            Manifest.from_json(manifest.to_json()), _Files(directory, link_or_copy).fetch, check_opens
        )


def publish(data_dir: Path, wiki: str, version: str | None = None) -> Bundle:
    """Check a version (the newest one) and make it the current one. Raises BundleError."""
    with _installer(data_dir, wiki) as installer:
        bundle = open_version(data_dir, wiki, version or _newest(data_dir, wiki))
        verify(bundle)
        check_opens(bundle)
        installer.make_current(bundle)
        return bundle


def publish_to(bundle: Bundle, target: Path) -> Bundle:
    """Copy a bundle into another data directory and make it current there; equal files are not copied again.

    Raises BundleError.
    """
    with _installer(target, bundle.manifest.wiki) as installer:
        copy = installer.install(bundle.manifest, _Files(bundle.directory, copy_file).fetch, check_opens)
        installer.make_current(copy)
        return copy


def unpublish(data_dir: Path, wiki: str) -> None:
    """Take the wiki and all its versions away. Raises BundleMissingError, BusyError, StorageError."""
    with _installer(data_dir, wiki) as installer:
        if not (data_dir / wiki).is_dir():
            raise BundleMissingError(wiki, data_dir)
        installer.withdraw(wiki)


def prune(data_dir: Path, wiki: str, keep: int) -> list[str]:
    """Remove all but the `keep` newest versions and the current one; returns those removed. Raises BundleError."""
    with _installer(data_dir, wiki) as installer:
        current = current_versions(data_dir).get(wiki)
        old = [version for version in list_versions(data_dir, wiki)[:-keep] if version != current]
        for version in old:
            installer.remove(wiki, version)
        return old


def check_opens(bundle: Bundle) -> None:
    """Open the bundle as the service would. Raises LinkingError where the service could not."""
    Recommender.open(bundle).close()


@contextlib.contextmanager
def _installer(data_dir: Path, wiki: str) -> Iterator[Installer]:
    wiki_name(wiki)
    with locked(data_dir, _PATIENCE):
        installer = Installer(data_dir)
        installer.clean(wiki)
        yield installer


@dataclass(frozen=True)
class _Files:
    """A directory to take files from. bring: copies or links one to a path."""

    directory: Path
    bring: Callable[[Path, Path], None]

    def fetch(self, name: str, _: FileEntry, destination: Path) -> None:
        with storage_errors(destination):
            self.bring(self.directory / name, destination)


def _newest(data_dir: Path, wiki: str) -> str:
    versions = list_versions(data_dir, wiki)
    if not versions:
        raise BundleMissingError(wiki, data_dir)
    return versions[-1]


def _new_version(data_dir: Path, wiki: str) -> str:
    """The time now, or a second after the newest version where the clock stands behind that."""
    now = datetime.now(UTC)
    for newest in list_versions(data_dir, wiki)[-1:]:
        now = max(now, datetime.strptime(newest, _VERSION).replace(tzinfo=UTC) + timedelta(seconds=1))
    return now.strftime(_VERSION)
