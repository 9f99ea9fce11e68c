"""Writing bundles to the database.

A dataset is marked as complete only after its rows have been verified. One row then switches a wiki to the new version.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pymysql.connections import Connection

from api.settings.mysql_dsn import MysqlDsn
from api.stores.mysql.connection_pool import DATABASE_ERRORS, Row, connect, error_reason
from api.stores.mysql.schema import BUNDLE_TABLES, TABLES
from linking.bundle.locks import BusyError
from linking.bundle.manifest import FileEntry, Manifest, parse_manifest
from linking.errors import LinkingError

_TIMEOUT_SECONDS = 600.0
"""Time limit of one statement: a large batch on a busy server."""

_MAX_STATEMENT_LENGTH = 900_000
"""Characters; below the smallest max_allowed_packet in use, 1 MiB."""

_ROW_OVERHEAD = 30
"""Upper bound of the characters of a row besides its hexadecimal digits."""

_ROWS_PER_DELETE = 10_000
"""Small enough for replicas to keep up."""

_MAX_LOCK_NAME_LENGTH = 64
_MAX_MESSAGE_LENGTH = 500

Entry = tuple[int, bytes]
"""Number and value of a row of `lr_entry`."""


class DatabaseError(LinkingError):
    """The database refused a statement, or the connection was lost.

    Attributes:
        dsn: The database.
    """

    def __init__(self, dsn: MysqlDsn, reason: str) -> None:
        super().__init__(f"{dsn.redacted}: {reason}"[:_MAX_MESSAGE_LENGTH])
        self.dsn = dsn


class DatasetDamagedError(LinkingError):
    """The rows of a dataset differ from those that were written.

    Attributes:
        sha256: Checksum of the dataset's file.
    """

    def __init__(self, sha256: str) -> None:
        super().__init__(f"the database holds other rows of {sha256} than were written")
        self.sha256 = sha256


@contextmanager
def open_writer(dsn: MysqlDsn, tables: Sequence[str] = BUNDLE_TABLES) -> Iterator[Writer]:
    """Create missing tables, and provide the only writer until the block ends.

    The account needs the privilege CREATE only if one of `tables` is missing.

    The connection that writes also holds the server's lock. If the connection is lost, so is the lock, and the writer
    cannot write any more.

    Raises:
        BusyError: If another process writes to the database.
        DatabaseError: If the database cannot be used.
    """
    with _database_errors(dsn):
        connection = connect(dsn, _TIMEOUT_SECONDS)
    writer = Writer(dsn, connection)
    lock_name = f"linkrecommendation.{dsn.database}"[:_MAX_LOCK_NAME_LENGTH]
    try:
        if writer.rows("SELECT GET_LOCK(%s, 0)", (lock_name,))[0][0] != 1:
            raise BusyError(dsn.redacted)
        writer.execute("SET SESSION wait_timeout = 86400")
        present = {name for (name,) in writer.rows("SHOW TABLES")}
        for name in TABLES.keys() - present:
            try:
                writer.execute(TABLES[name])
            except DatabaseError:
                if name in tables:
                    raise
        yield writer
    finally:
        connection.close()


@contextmanager
def _database_errors(dsn: MysqlDsn) -> Iterator[None]:
    try:
        yield
    except DATABASE_ERRORS as error:
        raise DatabaseError(dsn, error_reason(error)) from error


class Writer:
    """A connection that may write. All methods raise DatabaseError."""

    def __init__(self, dsn: MysqlDsn, connection: Connection[Any]) -> None:
        self._dsn = dsn
        self._connection = connection

    def rows(self, statement: str, arguments: Sequence[object] = ()) -> Sequence[Row]:
        """Run a query and return all rows."""
        with _database_errors(self._dsn), self._connection.cursor() as cursor:
            cursor.execute(statement, arguments or None)
            rows: Sequence[Row] = cursor.fetchall()
            return rows

    def execute(self, statement: str, arguments: Sequence[object] = ()) -> int:
        """Run a statement and return the number of rows that it changed."""
        with _database_errors(self._dsn), self._connection.cursor() as cursor:
            return int(cursor.execute(statement, arguments or None))

    def current_versions(self) -> dict[str, str]:
        """Return the version that is served, by wiki."""
        return dict(self.rows("SELECT wiki, version FROM lr_current"))

    def manifest(self, wiki: str, version: str) -> bytes | None:
        """Return the manifest of a version as it was written, or None if there is no such version."""
        rows = self.rows("SELECT manifest FROM lr_bundle WHERE wiki = %s AND version = %s", (wiki, version))
        return rows[0][0] if rows else None

    def has_file(self, entry: FileEntry) -> bool:
        """Return True if the database holds the complete file."""
        return bool(self.rows("SELECT 1 FROM lr_dataset WHERE sha256 = %s AND complete", (entry.sha256,)))

    def write_dataset(self, entry: FileEntry, entries: Iterable[Entry]) -> None:
        """Write a file's entries and verify them.

        Raises:
            DatasetDamagedError: If the database holds other entries afterwards.
        """
        for (incomplete,) in self.rows("SELECT id FROM lr_dataset WHERE sha256 = %s", (entry.sha256,)):
            self._delete_dataset(incomplete)
        self.execute("INSERT INTO lr_dataset (sha256) VALUES (%s)", (entry.sha256,))
        dataset = int(self.rows("SELECT id FROM lr_dataset WHERE sha256 = %s", (entry.sha256,))[0][0])
        count, checksum = 0, 0
        for batch in batches(entries):
            self.execute(insert_statement(dataset, batch))
            count += len(batch)
            for _, value in batch:
                checksum ^= zlib.crc32(value)
        found = self.rows("SELECT COUNT(*), BIT_XOR(CRC32(value)) FROM lr_entry WHERE dataset = %s", (dataset,))[0]
        if tuple(found) != (count, checksum):
            raise DatasetDamagedError(entry.sha256)
        self.execute("UPDATE lr_dataset SET complete = TRUE WHERE id = %s", (dataset,))

    def switch(self, manifest: Manifest) -> None:
        """Make a version the one that is served, in one transaction."""
        row = (manifest.wiki, manifest.version)
        with _database_errors(self._dsn):
            self._connection.begin()
            self.execute(
                "REPLACE INTO lr_bundle (wiki, version, manifest) VALUES (%s, %s, %s)", (*row, manifest.dumps())
            )
            self.execute("REPLACE INTO lr_current (wiki, version) VALUES (%s, %s)", row)
            self._connection.commit()

    def write_rules(self, name: str, content: str) -> None:
        """Replace the rules of a wiki, or those for all wikis."""
        self.execute("REPLACE INTO lr_rules (wiki, content) VALUES (%s, %s)", (name, content))

    def prune(self, wiki: str, keep: int) -> None:
        """Remove old versions of a wiki, then the datasets that no version of any wiki needs.

        Args:
            wiki: The wiki.
            keep: How many of the newest versions to keep. The current one always stays.
        """
        current = self.current_versions().get(wiki)
        rows = self.rows("SELECT version FROM lr_bundle WHERE wiki = %s ORDER BY version", (wiki,))
        for (version,) in rows[:-keep]:
            if version != current:
                self.execute("DELETE FROM lr_bundle WHERE wiki = %s AND version = %s", (wiki, version))
        needed = {
            entry.sha256
            for (content,) in self.rows("SELECT manifest FROM lr_bundle")
            for entry in parse_manifest(content).files.values()
        }
        for dataset, sha256 in self.rows("SELECT id, sha256 FROM lr_dataset"):
            if sha256 not in needed:
                self._delete_dataset(dataset)

    def _delete_dataset(self, dataset: int) -> None:
        self.execute("UPDATE lr_dataset SET complete = FALSE WHERE id = %s", (dataset,))
        while self.execute(f"DELETE FROM lr_entry WHERE dataset = %s LIMIT {_ROWS_PER_DELETE}", (dataset,)):  # noqa: S608
            pass
        self.execute("DELETE FROM lr_dataset WHERE id = %s", (dataset,))


def batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Group entries into lists that fit into one statement each."""
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        length = 2 * len(entry[1]) + _ROW_OVERHEAD
        if batch and size + length > _MAX_STATEMENT_LENGTH:
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += length
    if batch:
        yield batch


def insert_statement(dataset: int, batch: Iterable[Entry]) -> str:
    """Return an INSERT of integers and hexadecimal digits, which is three times as fast as one with parameters."""
    rows = ",".join([f"({dataset:d},{number:d},x'{value.hex()}')" for number, value in batch])
    return f"INSERT INTO lr_entry (dataset, number, value) VALUES {rows}"  # noqa: S608
