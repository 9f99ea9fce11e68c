"""A database as the target of a sync."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from api.settings.mysql_dsn import MysqlDsn
from api.stores.mysql.catalog import DatabaseCatalog
from api.stores.mysql.connection_pool import ConnectionPool
from api.stores.mysql.schema import is_table
from api.stores.mysql.writer import Entry, Writer, open_writer
from api.sync.sources import Source
from api.sync.targets import FetchedFiles
from linking.bundle.atomic_files import storage_errors
from linking.bundle.bundle import sha256_of
from linking.bundle.errors import BundleError, ChecksumError
from linking.bundle.installer import VersionTakenError
from linking.bundle.manifest import FileEntry, Manifest

_BLOCK_BYTES = 1 << 18
"""Size of the blocks into which files other than lookup tables are split: small enough for one statement."""


class TableUnreadableError(BundleError):
    """A file that should be a lookup table in SQLite is not.

    Attributes:
        path: The file.
    """

    def __init__(self, path: Path, error: Exception) -> None:
        super().__init__(f"{path.name}: not a table of whole numbers and bytes: {error}")
        self.path = path


class DatabaseTarget:
    """A Target on a database.

    Args:
        dsn: The database.
        staging: Local directory for files on their way to the database.
    """

    def __init__(self, dsn: MysqlDsn, staging: Path) -> None:
        self._dsn = dsn
        self._staging = staging
        self._open_writer: Writer | None = None

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Create the staging directory and hold the lock of the database."""
        with storage_errors(self._staging):
            self._staging.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open_writer(self._dsn) as writer:
            self._open_writer = writer
            yield

    def wikis(self) -> Sequence[str]:
        """Return the wikis that have a current version, sorted."""
        return sorted(self._writer.current_versions())

    def is_current(self, manifest: Manifest) -> bool:
        """Return True if the database serves exactly this version, with all of its files."""
        writer = self._writer
        if writer.current_versions().get(manifest.wiki) != manifest.version:
            return False
        if writer.manifest(manifest.wiki, manifest.version) != manifest.dumps():
            return False
        return all(map(writer.has_file, manifest.files.values()))

    def install(self, source: Source, manifest: Manifest) -> FetchedFiles:
        """Transfer the files that the database lacks, then switch the wiki to the version."""
        present = self._writer.manifest(manifest.wiki, manifest.version)
        if present is not None and present != manifest.dumps():
            raise VersionTakenError(manifest.wiki, manifest.version)
        fetched = FetchedFiles()
        for name, entry in manifest.files.items():
            if not self._writer.has_file(entry):
                self._transfer(source, manifest, name)
                fetched.add(entry)
        self._check_opens(manifest)
        self._writer.switch(manifest)
        return fetched

    def prune(self, wiki: str, keep: int) -> None:
        """Remove all versions except the newest `keep` and the current one."""
        self._writer.prune(wiki, keep)

    def finish(self, all_arrived: bool) -> None:
        """Remove the staging directory, unless the next run may resume downloads in it."""
        if all_arrived:
            shutil.rmtree(self._staging, ignore_errors=True)

    @property
    def _writer(self) -> Writer:
        assert self._open_writer is not None, "needs the lock"
        return self._open_writer

    def _transfer(self, source: Source, manifest: Manifest, name: str) -> None:
        """Fetch a file, verify its checksum, and write it to the database."""
        entry = manifest.files[name]
        path = self._staging / entry.sha256
        source.fetch(manifest, name, path)
        _verify(path, entry)
        self._writer.write_dataset(entry, _table_entries(path) if is_table(name) else _block_entries(path))
        with storage_errors(path):
            path.unlink()

    def _check_opens(self, manifest: Manifest) -> None:
        """Open a version from the database as the service does; raise LinkingError if that fails."""
        pool = ConnectionPool(self._dsn)
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


def _table_entries(path: Path) -> Iterator[Entry]:
    """Yield the rows of a lookup table by key."""
    uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            for key, value in connection.execute("SELECT key, value FROM unnamed ORDER BY key"):
                yield int(key), bytes(value)
    except (sqlite3.Error, TypeError, ValueError) as error:
        raise TableUnreadableError(path, error) from error


def _block_entries(path: Path) -> Iterator[Entry]:
    """Yield the blocks of a file, numbered from 0."""
    with storage_errors(path), path.open("rb") as file:
        number = 0
        while block := file.read(_BLOCK_BYTES):
            yield number, block
            number += 1
