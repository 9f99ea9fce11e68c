"""Writing bundles into the database: datasets first, marked complete once they are verified, then one row switches."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pymysql.connections import Connection

from api.settings.mysql_dsn import Address
from api.stores.mysql.connection_pool import DATABASE_ERRORS, Row, connect
from api.stores.mysql.schema import STATEMENTS
from linking.bundle.atomic_files import BusyError
from linking.bundle.manifest import FileEntry, Manifest, parse_manifest
from linking.errors import LinkingError

_TIMEOUT = 600.0
"""Seconds for one statement: a large batch on a busy server."""

_STATEMENT_CHARACTERS = 900_000
"""Less than the smallest max_allowed_packet in use."""

_ROWS_TO_DELETE = 10_000
"""So few that replicas keep up."""

Entry = tuple[int, bytes]


class DatabaseError(LinkingError):
    """The database refused, or went away."""

    def __init__(self, address: Address, reason: object) -> None:
        super().__init__(f"{address.shown}: {reason}"[:500])
        self.address = address


class DatasetDamagedError(LinkingError):
    """What the database holds of a file is not what was written."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"the database holds other rows of {sha256} than were written")
        self.sha256 = sha256


@contextmanager
def writing(address: Address) -> Iterator[Writer]:
    """A writer, with the tables made and other writers kept out. Raises BusyError, DatabaseError.

    The lock is the server's and goes with the connection that also writes: without the lock nothing can be written.
    """
    with _errors(address):
        connection = connect(address, _TIMEOUT)
    writer = Writer(address, connection)
    try:
        if writer.rows("SELECT GET_LOCK(%s, 0)", (f"linkrecommendation.{address.database}"[:64],))[0][0] != 1:
            raise BusyError(address.shown)
        for statement in ("SET SESSION wait_timeout = 86400", *STATEMENTS):
            writer.execute(statement)
        yield writer
    finally:
        connection.close()


@contextmanager
def _errors(address: Address) -> Iterator[None]:
    try:
        yield
    except DATABASE_ERRORS as error:
        raise DatabaseError(address, error.args[-1] if error.args else type(error).__name__) from error


class Writer:
    """One connection that may write. All methods raise DatabaseError."""

    def __init__(self, address: Address, connection: Connection[Any]) -> None:
        self._address = address
        self._connection = connection

    def rows(self, statement: str, arguments: Sequence[object] = ()) -> Sequence[Row]:
        """All rows of a query."""
        with _errors(self._address), self._connection.cursor() as cursor:
            cursor.execute(statement, arguments or None)
            rows: Sequence[Row] = cursor.fetchall()
            return rows

    def execute(self, statement: str, arguments: Sequence[object] = ()) -> int:
        """Run a statement; returns the number of rows that it changed."""
        with _errors(self._address), self._connection.cursor() as cursor:
            return int(cursor.execute(statement, arguments or None))

    def current(self) -> dict[str, str]:
        """Version served by wiki."""
        return dict(self.rows("SELECT wiki, version FROM lr_current"))

    def manifest(self, wiki: str, version: str) -> bytes | None:
        """The manifest of a version as it was written; None where it is not there."""
        rows = self.rows("SELECT manifest FROM lr_bundle WHERE wiki = %s AND version = %s", (wiki, version))
        return rows[0][0] if rows else None

    def has(self, entry: FileEntry) -> bool:
        """Whether a file is there in full."""
        return bool(self.rows("SELECT 1 FROM lr_dataset WHERE sha256 = %s AND complete", (entry.sha256,)))

    def write_dataset(self, entry: FileEntry, entries: Iterable[Entry]) -> None:
        """Write a file's entries and verify them. Raises DatasetDamagedError."""
        for (leftover,) in self.rows("SELECT id FROM lr_dataset WHERE sha256 = %s", (entry.sha256,)):
            self._delete(leftover)
        self.execute("INSERT INTO lr_dataset (sha256) VALUES (%s)", (entry.sha256,))
        dataset = int(self.rows("SELECT id FROM lr_dataset WHERE sha256 = %s", (entry.sha256,))[0][0])
        count, check = 0, 0
        for batch in _batches(entries):
            self.execute(_insert(dataset, batch))
            count += len(batch)
            for _, value in batch:
                check ^= zlib.crc32(value)
        found = self.rows("SELECT COUNT(*), BIT_XOR(CRC32(value)) FROM lr_entry WHERE dataset = %s", (dataset,))[0]
        if tuple(found) != (count, check):
            raise DatasetDamagedError(entry.sha256)
        self.execute("UPDATE lr_dataset SET complete = TRUE WHERE id = %s", (dataset,))

    def switch(self, manifest: Manifest) -> None:
        """Serve this version from now on: one transaction."""
        row = (manifest.wiki, manifest.version)
        with _errors(self._address):
            self._connection.begin()
            self.execute(
                "REPLACE INTO lr_bundle (wiki, version, manifest) VALUES (%s, %s, %s)", (*row, manifest.dumps())
            )
            self.execute("REPLACE INTO lr_current (wiki, version) VALUES (%s, %s)", row)
            self._connection.commit()

    def prune(self, wiki: str, keep: int) -> None:
        """Remove all but the wiki's newest `keep` versions and the current one, then the datasets that none has."""
        current = self.current().get(wiki)
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
                self._delete(dataset)

    def _delete(self, dataset: int) -> None:
        self.execute("UPDATE lr_dataset SET complete = FALSE WHERE id = %s", (dataset,))
        while self.execute(f"DELETE FROM lr_entry WHERE dataset = %s LIMIT {_ROWS_TO_DELETE}", (dataset,)):  # noqa: S608
            pass
        self.execute("DELETE FROM lr_dataset WHERE id = %s", (dataset,))


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """The entries in lists, each short enough for one statement."""
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        length = 2 * len(entry[1]) + 30
        if batch and size + length > _STATEMENT_CHARACTERS:
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += length
    if batch:
        yield batch


def _insert(dataset: int, batch: Iterable[Entry]) -> str:
    """One INSERT: numbers and hexadecimal digits alone, three times as fast as parameters."""
    rows = ",".join([f"({dataset:d},{number:d},x'{value.hex()}')" for number, value in batch])
    return f"INSERT INTO lr_entry (dataset, number, value) VALUES {rows}"  # noqa: S608


def pieces(content: Iterable[bytes]) -> Iterator[Entry]:
    """Blocks of a file as entries, numbered from 0."""
    return zip(itertools.count(), content, strict=False)
