"""A database as the target of a sync."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from api.settings.mysql_dsn import Address
from api.stores.mysql.catalog import DatabaseCatalog
from api.stores.mysql.connection_pool import Pool
from api.stores.mysql.schema import is_table
from api.stores.mysql.writer import Entry, Writer, pieces, writing
from api.sync.sources import Source
from api.sync.targets import Fetched
from linking.bundle.atomic_files import storage_errors
from linking.bundle.bundle import sha256_of
from linking.bundle.errors import BundleError, ChecksumError
from linking.bundle.installer import VersionTakenError
from linking.bundle.manifest import FileEntry, Manifest

_PIECE = 1 << 18
"""Bytes of a row of a file that is no look-up: twice that in hexadecimal fits into any server's packet."""


class TableUnreadableError(BundleError):
    """A look-up is not the SQLite table that it should be."""

    def __init__(self, path: Path, error: Exception) -> None:
        super().__init__(f"{path.name}: not a table of whole numbers and bytes: {error}")
        self.path = path


class DatabaseTarget:
    """A database, with a local directory for what is under way. api.sync.targets.Target says what the methods do."""

    def __init__(self, address: Address, staging: Path) -> None:
        self._address = address
        self._staging = staging
        self._writer: Writer | None = None

    @contextmanager
    def lock(self) -> Iterator[None]:
        with storage_errors(self._staging):
            self._staging.mkdir(parents=True, exist_ok=True, mode=0o700)
        with writing(self._address) as writer:
            self._writer = writer
            yield

    def wikis(self) -> Sequence[str]:
        return sorted(self._open.current())

    def is_current(self, manifest: Manifest) -> bool:
        writer = self._open
        if writer.current().get(manifest.wiki) != manifest.version:
            return False
        if writer.manifest(manifest.wiki, manifest.version) != manifest.dumps():
            return False
        return all(map(writer.has, manifest.files.values()))

    def install(self, source: Source, manifest: Manifest) -> Fetched:
        present = self._open.manifest(manifest.wiki, manifest.version)
        if present is not None and present != manifest.dumps():
            raise VersionTakenError(manifest.wiki, manifest.version)
        fetched = Fetched()
        for name, entry in manifest.files.items():
            if not self._open.has(entry):
                self._bring(source, manifest, name)
                fetched.add(entry)
        self._check_opens(manifest)
        self._open.switch(manifest)
        return fetched

    def prune(self, wiki: str, keep: int) -> None:
        self._open.prune(wiki, keep)

    def finish(self, all_arrived: bool) -> None:
        if all_arrived:
            shutil.rmtree(self._staging, ignore_errors=True)

    @property
    def _open(self) -> Writer:
        assert self._writer is not None, "only while the lock is held"
        return self._writer

    def _bring(self, source: Source, manifest: Manifest, name: str) -> None:
        entry = manifest.files[name]
        path = self._staging / entry.sha256
        source.fetch(manifest, name, path)
        _verify(path, entry)
        self._open.write_dataset(entry, _table(path) if is_table(name) else pieces(_blocks(path)))
        with storage_errors(path):
            path.unlink()

    def _check_opens(self, manifest: Manifest) -> None:
        """Open the version from the database as the service would. Raises LinkingError where it could not."""
        pool = Pool(self._address)
        cache = self._staging / "opened"
        try:
            DatabaseCatalog(pool, cache).open_manifest(manifest).recommender.close()
        finally:
            pool.close()
            shutil.rmtree(cache, ignore_errors=True)


def _verify(path: Path, entry: FileEntry) -> None:
    with storage_errors(path):
        found = sha256_of(path)
    if found != entry.sha256:
        raise ChecksumError(path, found, entry.sha256)


def _table(path: Path) -> Iterator[Entry]:
    uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            for key, value in connection.execute("SELECT key, value FROM unnamed ORDER BY key"):
                yield int(key), bytes(value)
    except (sqlite3.Error, TypeError, ValueError) as error:
        raise TableUnreadableError(path, error) from error


def _blocks(path: Path) -> Iterator[bytes]:
    with storage_errors(path), path.open("rb") as file:
        while block := file.read(_PIECE):
            yield block
