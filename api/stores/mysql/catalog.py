"""The catalog of bundles in a database.

Lookup tables stay in the database; a local cache holds the other files, such as the model.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from api.stores.catalog import LoadedBundle, check_readable, load_bundle
from api.stores.mysql.connection_pool import ConnectionPool
from api.stores.mysql.rules import DatabaseRulesStore
from api.stores.mysql.schema import is_table
from api.stores.mysql.tables import DatabaseTable, find_dataset, read_blocks, read_file
from linking.bundle.bundle import Bundle, list_versions
from linking.bundle.errors import BundleMissingError, ManifestError
from linking.bundle.installer import Installer
from linking.bundle.locks import locked
from linking.bundle.manifest import FileEntry, Manifest, parse_manifest
from linking.bundle.names import is_wiki_name
from linking.store.lookups import ANCHORS, CLASSES, PAGES, LookupFailedError, Lookups, open_tries

_FRESH_SECONDS = 1.0
"""How long the current versions of all wikis are reused without another query."""

_CACHE_TIMEOUT_SECONDS = 120.0
"""How long to wait while another worker fills the cache."""

_VERSIONS_IN_CACHE = 2
"""The previous version stays because other workers may have it open, or be about to open it."""

_UNREACHABLE = "unreachable"
"""Signature of every wiki while the database has not answered yet."""


class DatabaseCatalog:
    """A Catalog on a database.

    Args:
        pool: Connections to the database.
        cache: Directory for the files that are not lookup tables. It has the layout of a data directory, and all
            workers of a host share it.
    """

    def __init__(self, pool: ConnectionPool, cache: Path) -> None:
        self._pool = pool
        self._cache = cache
        self._lock = threading.Lock()
        self._versions: Mapping[str, Hashable] | None = None
        self._expires = 0.0
        self.rules = DatabaseRulesStore(pool)

    def wikis(self) -> Sequence[str]:
        """Return the wikis that have a current version, sorted."""
        return sorted(filter(is_wiki_name, self._current_versions()))

    def signature(self, wiki: str) -> Hashable | None:
        """Return the wiki's version, or the last known one while the database does not answer.

        Otherwise the service would close a bundle that it can use again as soon as the database is back.

        Raises:
            LookupFailedError: If the database has no bundle at all, as one that was restored without its rows.
        """
        try:
            versions = self._current_versions()
        except LookupFailedError:
            return self._versions.get(wiki) if self._versions else _UNREACHABLE
        if not versions:
            raise LookupFailedError(self._pool.dsn.redacted, "there are no bundles in it")
        return versions.get(wiki)

    def is_withdrawn(self, wiki: str) -> bool:
        """Return True if the wiki's row was removed."""
        return wiki not in self._current_versions()

    def manifest(self, wiki: str) -> Manifest:
        """Return the manifest of the current version."""
        rows = self._pool.query(
            "SELECT manifest FROM lr_bundle JOIN lr_current USING (wiki, version) WHERE wiki = %s", (wiki,)
        )
        if not rows:
            raise BundleMissingError(wiki, self._pool.dsn.redacted)
        manifest = parse_manifest(rows[0][0])
        if manifest.wiki != wiki:
            raise ManifestError("wiki", f"is {manifest.wiki} in the row of {wiki}")
        return manifest

    def read(self, manifest: Manifest, name: str) -> bytes:
        """Return the content of a file that is not a lookup table."""
        entry = check_readable(manifest, name)
        return b"".join(read_blocks(self._pool, find_dataset(self._pool, name, entry)))

    def open(self, wiki: str) -> LoadedBundle:
        """Open the current version."""
        return self.open_manifest(self.manifest(wiki))

    def older_versions(self, wiki: str) -> Sequence[str]:
        """Return the versions in the database except the current one, newest first."""
        rows = self._pool.query("SELECT version FROM lr_bundle WHERE wiki = %s ORDER BY version DESC", (wiki,))
        current = self._pool.query("SELECT version FROM lr_current WHERE wiki = %s", (wiki,))
        return [version for (version,) in rows if (version,) not in current]

    def open_older(self, wiki: str, version: str) -> LoadedBundle:
        """Open a version that is not the current one."""
        rows = self._pool.query("SELECT manifest FROM lr_bundle WHERE wiki = %s AND version = %s", (wiki, version))
        if not rows:
            raise BundleMissingError(wiki, self._pool.dsn.redacted)
        return self.open_manifest(parse_manifest(rows[0][0]))

    def open_manifest(self, manifest: Manifest) -> LoadedBundle:
        """Open a version, which need not be the current one.

        Raises:
            LinkingError: If the version cannot be used.
        """
        local = self._fill_cache(manifest)
        datasets = {
            name: find_dataset(self._pool, name, entry) for name, entry in manifest.files.items() if is_table(name)
        }

        def open_lookups(directory: Path) -> Lookups:
            anchors, pages = (DatabaseTable(self._pool, datasets[f"{name}.sqlite"]) for name in (ANCHORS, PAGES))
            dataset = datasets.get(f"{CLASSES}.sqlite")
            classes = DatabaseTable(self._pool, dataset) if dataset is not None else None
            return Lookups(anchors, pages, open_tries(directory), classes)

        return load_bundle(Bundle(local.directory, manifest), open_lookups)

    def _current_versions(self) -> Mapping[str, Hashable]:
        """Return version and switching time by wiki; the time changes if a version is removed and synced again."""
        with self._lock:
            if self._versions is not None and time.monotonic() < self._expires:
                return self._versions
        rows = self._pool.query("SELECT wiki, version, switched FROM lr_current")
        versions = {wiki: (version, switched) for wiki, version, switched in rows}
        with self._lock:
            self._versions, self._expires = versions, time.monotonic() + _FRESH_SECONDS
        return versions

    def _fill_cache(self, manifest: Manifest) -> Bundle:
        """Copy the files that are not lookup tables to the cache, and remove old versions from it."""
        files = {name: entry for name, entry in manifest.files.items() if not is_table(name)}

        def fetch(name: str, entry: FileEntry, destination: Path) -> None:
            read_file(self._pool, find_dataset(self._pool, name, entry), destination)

        installer = Installer(self._cache)
        with locked(self._cache, _CACHE_TIMEOUT_SECONDS):
            installer.clean(manifest.wiki)
            bundle = installer.install(replace(manifest, files=files), fetch)
            for version in list_versions(self._cache, manifest.wiki)[:-_VERSIONS_IN_CACHE]:
                if version != manifest.version:
                    installer.remove(manifest.wiki, version)
        return bundle
