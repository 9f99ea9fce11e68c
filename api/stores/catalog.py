"""Which bundles there are, and how one is opened: the data directory, behind the little that the registry needs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from api.stores.rules import RulesFiles, RulesStore
from linking.bundle.bundle import Bundle, BundleError, list_wikis, open_bundle
from linking.bundle.manifest import Manifest
from linking.bundle.names import MANIFEST, is_wiki
from linking.recommender import Answer, Recommender, Request
from linking.response import checksums
from linking.rules.matcher import RuleBook
from linking.rules.model import Merged, Rule
from linking.store.lookups import OpenLookups, open_sqlite
from linking.text.titles import Site, normalise

SITE_FILE = "site.json"


class Recommends(Protocol):
    """A wiki's recommender; linking.recommender.Recommender is the one."""

    def recommend(self, request: Request) -> Answer: ...
    def rule_book(self, rules: Iterable[Rule], beneath: RuleBook | None = None) -> RuleBook: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Opened:
    """A bundle that is ready to serve. checksums: SHA-256 by dataset. rules: that hold on the wiki; None: none do."""

    manifest: Manifest
    site: Site
    recommender: Recommends
    checksums: Mapping[str, str]
    rules: RuleBook | None = None

    def title(self, raw: str) -> str:
        """The title as the wiki would show it; empty where nothing is left of it."""
        return normalise(self.site, raw)


class Catalog(Protocol):
    """Bundles by wiki. Names that no wiki can have are wikis that are not there."""

    @property
    def rules(self) -> RulesStore:
        """Where the wikis' rules lie."""
        ...

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

    @property
    def rules(self) -> RulesStore:
        return RulesFiles(self.path)

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


def with_rules(opened: Opened, rules: Merged) -> Opened:
    """The bundle with these rules made ready. Raises LinkingError."""
    return replace(opened, rules=opened.recommender.rule_book(rules.rules) if rules.rules else None)


# What SQLite, the trie, XGBoost (a ValueError) and the JSON reader raise of files that are not what they should be.
_UNREADABLE = (OSError, ValueError, RuntimeError, KeyError, AttributeError, sqlite3.Error)


class UnreadableError(BundleError):
    """A file of the bundle has the right name and size and yet cannot be read."""

    def __init__(self, wiki: str, cause: Exception) -> None:
        super().__init__(f"{wiki}: {type(cause).__name__}: {cause}"[:500])
        self.wiki = wiki
