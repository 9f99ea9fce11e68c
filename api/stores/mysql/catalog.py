"""The catalog of bundles in a database: look-ups stay there, all other files are kept in a local directory."""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from api.stores.catalog import Opened, open_for_serving
from api.stores.mysql.connection_pool import Pool
from api.stores.mysql.rules import DatabaseRules
from api.stores.mysql.schema import is_table
from api.stores.mysql.tables import StoredTable, find_dataset, read_file
from linking.bundle.atomic_files import locked
from linking.bundle.bundle import Bundle, list_versions
from linking.bundle.errors import BundleMissingError, ManifestError
from linking.bundle.installer import Installer
from linking.bundle.manifest import FileEntry, Manifest, parse_manifest
from linking.bundle.names import is_wiki
from linking.store.lookups import ANCHORS, CLASSES, PAGES, LookupFailed, Lookups, open_tries

_FRESH = 1.0
"""Seconds for which one look at the current versions serves all wikis."""

_PATIENCE = 120.0
"""Seconds to wait while another worker fills the cache."""

_VERSIONS_KEPT = 2
"""The version before may still be open, or be opened, by another worker."""

_UNREACHABLE = "unreachable"


class DatabaseCatalog:
    """A Catalog on a database. cache: local directory for the files that have to be files, such as the model.

    The cache is a data directory, filled by checksum, and shared by the workers of a host.
    """

    def __init__(self, pool: Pool, cache: Path) -> None:
        self._pool = pool
        self._cache = cache
        self._lock = threading.Lock()
        self._versions: Mapping[str, Hashable] | None = None
        self._at = 0.0
        self.rules = DatabaseRules(pool)

    def wikis(self) -> Sequence[str]:
        return sorted(filter(is_wiki, self._current()))

    def signature(self, wiki: str) -> Hashable | None:
        """While the database does not answer, what was known last: what is loaded goes on serving when it is back."""
        try:
            return self._current().get(wiki)
        except LookupFailed:
            known = self._versions
            return known.get(wiki) if known is not None else _UNREACHABLE

    def manifest(self, wiki: str) -> Manifest:
        rows = self._pool.query(
            "SELECT manifest FROM lr_bundle JOIN lr_current USING (wiki, version) WHERE wiki = %s", (wiki,)
        )
        if not rows:
            raise BundleMissingError(wiki, self._pool.address.shown)
        manifest = parse_manifest(rows[0][0])
        if manifest.wiki != wiki:
            raise ManifestError("wiki", f"is {manifest.wiki} in the row of {wiki}")
        return manifest

    def open(self, wiki: str) -> Opened:
        return self.open_manifest(self.manifest(wiki))

    def open_manifest(self, manifest: Manifest) -> Opened:
        """Open one version, current or not. Raises LinkingError."""
        local = self._local_files(manifest)
        datasets = {
            name: find_dataset(self._pool, name, entry) for name, entry in manifest.files.items() if is_table(name)
        }

        def look_up(directory: Path) -> Lookups:
            anchors, pages = (StoredTable(self._pool, datasets[f"{name}.sqlite"]) for name in (ANCHORS, PAGES))
            known = datasets.get(f"{CLASSES}.sqlite")
            classes = StoredTable(self._pool, known) if known is not None else None
            return Lookups(anchors, pages, open_tries(directory), classes)

        return open_for_serving(Bundle(local.directory, manifest), look_up)

    def _current(self) -> Mapping[str, Hashable]:
        """By wiki: the version, and when it was switched to, for a version may be removed and come again."""
        with self._lock:
            versions = self._versions
            if versions is not None and time.monotonic() - self._at < _FRESH:
                return versions
        rows = self._pool.query("SELECT wiki, version, switched FROM lr_current")
        fresh = {wiki: (version, switched) for wiki, version, switched in rows}
        with self._lock:
            self._versions, self._at = fresh, time.monotonic()
        return fresh

    def _local_files(self, manifest: Manifest) -> Bundle:
        files = {name: entry for name, entry in manifest.files.items() if not is_table(name)}

        def fetch(name: str, entry: FileEntry, destination: Path) -> None:
            read_file(self._pool, find_dataset(self._pool, name, entry), destination)

        installer = Installer(self._cache)
        with locked(self._cache, _PATIENCE):
            installer.clean(manifest.wiki)
            bundle = installer.install(replace(manifest, files=files), fetch)
            for version in list_versions(self._cache, manifest.wiki)[:-_VERSIONS_KEPT]:
                if version != manifest.version:
                    installer.remove(manifest.wiki, version)
        return bundle
