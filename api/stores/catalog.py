"""The published bundles, and how the service opens one: the interface of a store, and its implementation on disk."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from api.stores.rules import FileRulesStore, RulesStore, file_signature
from linking.bundle.bundle import Bundle, BundleError, list_versions, list_wikis, open_bundle, open_version
from linking.bundle.errors import DataDirectoryError, FileMissingError, ManifestError
from linking.bundle.manifest import FileEntry, Manifest
from linking.bundle.names import MANIFEST, is_wiki_name
from linking.bundle.wiki_index import INDEX, current_versions, parse_index
from linking.dataset_checksums import dataset_checksums
from linking.recommender import Answer, RecommendationQuery, Recommender
from linking.rules.matcher import CompiledRules
from linking.rules.model import EffectiveRules, Rule
from linking.store.lookups import OpenLookups, open_sqlite
from linking.text.titles import Site, normalise

SITE_FILE = "site.json"

MAX_READ_BYTES = 32 << 20
"""Size of the largest file that `Catalog.read` returns. A report has less than 1 MB."""

# What SQLite, the tries, XGBoost (a ValueError) and the JSON parser raise for damaged files.
_DAMAGED_FILE_ERRORS = (OSError, ValueError, RuntimeError, KeyError, AttributeError, sqlite3.Error)
_MAX_ERROR_LENGTH = 500


class UnreadableError(BundleError):
    """A file of the bundle has the right name and size, but its content is damaged.

    Attributes:
        wiki: The wiki's database name.
    """

    def __init__(self, wiki: str, cause: Exception) -> None:
        super().__init__(f"{wiki}: {type(cause).__name__}: {cause}"[:_MAX_ERROR_LENGTH])
        self.wiki = wiki


class ArticleRecommender(Protocol):
    """A wiki's recommender, as linking.recommender.Recommender implements it."""

    def recommend(self, query: RecommendationQuery) -> Answer:
        """Recommend links for one article."""
        ...

    def compile_rules(self, rules: Iterable[Rule], parent: CompiledRules | None = None) -> CompiledRules:
        """Compile rules for this wiki, in addition to `parent`."""
        ...

    def example_titles(self, count: int) -> Sequence[str]:
        """Return titles of articles to try."""
        ...

    def close(self) -> None:
        """Close files and connections."""
        ...


@dataclass(frozen=True, slots=True)
class LoadedBundle:
    """A bundle that is ready to serve.

    Attributes:
        manifest: The bundle's manifest.
        site: The wiki's configuration.
        recommender: The open recommender.
        checksums: The checksums that answers report; see `linking.dataset_checksums`.
        rules: The rules in force on the wiki; None if there are none.
    """

    manifest: Manifest
    site: Site
    recommender: ArticleRecommender
    checksums: Mapping[str, str]
    rules: CompiledRules | None = None

    def normalise_title(self, raw: str) -> str:
        """Return the title as the wiki displays it; empty if no character of it remains."""
        return normalise(self.site, raw)


class Catalog(Protocol):
    """The published bundles by wiki. An invalid wiki name counts as a wiki without a bundle."""

    @property
    def rules(self) -> RulesStore:
        """The store of the wikis' rules."""
        ...

    def wikis(self) -> Sequence[str]:
        """Return the wikis that have a bundle, sorted.

        Raises:
            LinkingError: If the store cannot be read.
        """
        ...

    def signature(self, wiki: str) -> Hashable | None:
        """Return a value that changes whenever a version is published; None if the wiki has no bundle.

        Raises:
            LinkingError: If the store cannot be read, or has lost the bundle: nobody has withdrawn it.
        """
        ...

    def is_withdrawn(self, wiki: str) -> bool:
        """Return True if a wiki without bundle was withdrawn on purpose, or False if nobody can know."""
        ...

    def manifest(self, wiki: str) -> Manifest:
        """Return the current manifest, without opening the bundle's files.

        Raises:
            LinkingError: If there is none, or it is invalid.
        """
        ...

    def read(self, manifest: Manifest, name: str) -> bytes:
        """Return the content of a file of a bundle that is small, such as a report.

        Raises:
            LinkingError: If the bundle has no such file, it has more than MAX_READ_BYTES, or it cannot be read.
        """
        ...

    def open(self, wiki: str) -> LoadedBundle:
        """Open the current bundle.

        Raises:
            LinkingError: If there is none, or it cannot be used.
        """
        ...

    def older_versions(self, wiki: str) -> Sequence[str]:
        """Return the versions that could take the place of an unusable current one, newest first.

        Raises:
            LinkingError: If the store cannot be read.
        """
        ...

    def open_older(self, wiki: str, version: str) -> LoadedBundle:
        """Open one of the older versions.

        Raises:
            LinkingError: If it cannot be used.
        """
        ...


@dataclass(frozen=True, slots=True)
class DataDirectory:
    """The catalog of bundles in a directory."""

    path: Path

    @property
    def rules(self) -> RulesStore:
        """The rules in the same directory."""
        return FileRulesStore(self.path)

    def wikis(self) -> Sequence[str]:
        """Return the wikis that have a manifest, sorted."""
        return list_wikis(self.path)

    def signature(self, wiki: str) -> Hashable | None:
        """Return the file signature of the wiki's manifest, or None if there is none.

        Raises:
            DataDirectoryError: If the directory cannot be read or is empty, as a volume that is not mounted, or if the
                wiki is missing although the index lists it.
        """
        if not is_wiki_name(wiki):
            return None
        signature = file_signature(self.path / wiki / MANIFEST)
        if signature is None:
            index = self._index()
            if index is None and not list_wikis(self.path):
                raise DataDirectoryError(self.path, "it has no bundles and no index: is the volume mounted?")
            if index is not None and wiki in index:
                raise DataDirectoryError(self.path / wiki / MANIFEST, "the index lists the wiki, but it is missing")
        return signature

    def is_withdrawn(self, wiki: str) -> bool:
        """Return True if the index lists no such wiki: publishing and withdrawing write it."""
        index = self._index()
        return index is not None and wiki not in index

    def _index(self) -> Mapping[str, str] | None:
        """Return the index; None if the directory has none."""
        path = self.path / INDEX
        try:
            return parse_index(path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DataDirectoryError(path, error.strerror or str(error)) from error

    def manifest(self, wiki: str) -> Manifest:
        """Return the current manifest, after checking that the files exist with the right sizes."""
        return open_bundle(self.path, wiki).manifest

    def read(self, manifest: Manifest, name: str) -> bytes:
        """Return the content of a file."""
        check_readable(manifest, name)
        path = Bundle(self.path / manifest.wiki / manifest.version, manifest).path(name)
        try:
            return path.read_bytes()
        except OSError as error:
            raise DataDirectoryError(path, error.strerror or str(error)) from error

    def open(self, wiki: str) -> LoadedBundle:
        """Open the current bundle."""
        return load_bundle(open_bundle(self.path, wiki))

    def older_versions(self, wiki: str) -> Sequence[str]:
        """Return the versions in the directory except the current one, newest first."""
        current = current_versions(self.path).get(wiki)
        return [version for version in reversed(list_versions(self.path, wiki)) if version != current]

    def open_older(self, wiki: str, version: str) -> LoadedBundle:
        """Open a version that is not the current one."""
        return load_bundle(open_version(self.path, wiki, version))


def check_readable(manifest: Manifest, name: str) -> FileEntry:
    """Return what the manifest says of a file that is to be read as a whole.

    Raises:
        FileMissingError: If the manifest does not list the file.
        ManifestError: If the file is too large.
    """
    entry = manifest.files.get(name)
    if entry is None:
        raise FileMissingError(manifest.wiki, name)
    if entry.size > MAX_READ_BYTES:
        raise ManifestError(f"files.{name}.size", f"is larger than {MAX_READ_BYTES}, too large to show")
    return entry


def load_bundle(bundle: Bundle, open_lookups: OpenLookups = open_sqlite) -> LoadedBundle:
    """Open a bundle's files.

    Args:
        bundle: The bundle.
        open_lookups: Opens its lookups; by default SQLite files.

    Raises:
        LinkingError: If this version of the service cannot use the bundle.
    """
    try:
        site = Site.from_json(json.loads(bundle.path(SITE_FILE).read_bytes()))
        checksums = dataset_checksums(bundle.manifest, ())
        return LoadedBundle(bundle.manifest, site, Recommender.open(bundle, open_lookups), checksums)
    except _DAMAGED_FILE_ERRORS as error:
        raise UnreadableError(bundle.manifest.wiki, error) from error


def with_compiled_rules(bundle: LoadedBundle, rules: EffectiveRules) -> LoadedBundle:
    """Return the bundle with these rules compiled for it.

    Raises:
        LinkingError: If the lookups that the rules refer to cannot be read.
    """
    return replace(
        bundle,
        rules=bundle.recommender.compile_rules(rules.rules) if rules.rules else None,
        checksums=dataset_checksums(bundle.manifest, rules.rules),
    )
