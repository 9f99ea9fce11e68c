"""Which bundles there are, and how one is opened: the data directory, behind the little that the registry needs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from linking.answers import checksums
from linking.bundle import Bundle, BundleError, list_wikis, open_bundle
from linking.lookups import OpenLookups, open_sqlite
from linking.manifest import Manifest
from linking.names import MANIFEST, is_wiki
from linking.recommend import Answer, Recommender, Request
from linking.titles import Site, normalise

SITE_FILE = "site.json"


class Recommends(Protocol):
    """A wiki's recommender; linking.recommend.Recommender is the one."""

    def recommend(self, request: Request) -> Answer: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle that is ready to serve. checksums: SHA-256 by dataset."""

    manifest: Manifest
    site: Site
    recommender: Recommends
    checksums: Mapping[str, str]

    def title(self, raw: str) -> str:
        """The title as the wiki would show it; empty where nothing is left of it."""
        return normalise(self.site, raw)


class Catalog(Protocol):
    """Bundles by wiki. Names that no wiki can have are wikis that are not there."""

    def wikis(self) -> Sequence[str]:
        """The wikis that have a bundle, sorted. Raises BundleError."""
        ...

    def signature(self, wiki: str) -> Hashable | None:
        """Something that is another value once a new version is published; None where there is no bundle."""
        ...

    def manifest(self, wiki: str) -> Manifest:
        """The current manifest, its files checked but not opened. Raises BundleError."""
        ...

    def open(self, wiki: str) -> Opened:
        """Open the current bundle. Raises LinkingError."""
        ...


@dataclass(frozen=True, slots=True)
class DataDirectory:
    """The catalog of bundles on disk."""

    path: Path

    def wikis(self) -> Sequence[str]:
        return list_wikis(self.path)

    def signature(self, wiki: str) -> Hashable | None:
        if not is_wiki(wiki):
            return None
        try:
            found = (self.path / wiki / MANIFEST).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            return error.errno
        return found.st_mtime_ns, found.st_ino, found.st_size

    def manifest(self, wiki: str) -> Manifest:
        return open_bundle(self.path, wiki).manifest

    def open(self, wiki: str) -> Opened:
        return open_for_serving(open_bundle(self.path, wiki))


def open_for_serving(bundle: Bundle, open_lookups: OpenLookups = open_sqlite) -> Opened:
    """Open a bundle. Raises LinkingError where this version of the service cannot serve it."""
    try:
        site = Site.from_json(json.loads(bundle.path(SITE_FILE).read_bytes()))
        return Opened(bundle.manifest, site, Recommender.open(bundle, open_lookups), checksums(bundle))
    except _UNREADABLE as error:
        raise UnreadableError(bundle.manifest.wiki, error) from error


# What SQLite, the trie, XGBoost (a ValueError) and the JSON reader raise of files that are not what they should be.
_UNREADABLE = (OSError, ValueError, RuntimeError, KeyError, AttributeError, sqlite3.Error)


class UnreadableError(BundleError):
    """A file of the bundle has the right name and size and yet cannot be read."""

    def __init__(self, wiki: str, cause: Exception) -> None:
        super().__init__(f"{wiki}: {type(cause).__name__}: {cause}"[:500])
        self.wiki = wiki
