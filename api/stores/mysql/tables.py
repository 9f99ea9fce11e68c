"""Reading a bundle's lookup tables and files from the database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.stores.mysql.connection_pool import ConnectionPool, Row
from linking.bundle.atomic_files import fsync_path, storage_errors
from linking.bundle.errors import BundleError
from linking.bundle.manifest import FileEntry
from linking.store.lookups import LookupFailedError, LookupFailure


class DatasetMissingError(BundleError):
    """The database lacks a file of the bundle, or part of it.

    Attributes:
        name: Name of the file.
        store: Address of the database.
    """

    def __init__(self, name: str, store: str) -> None:
        super().__init__(f"{name} is not in {store}; sync again")
        self.name = name
        self.store = store


@dataclass(frozen=True, slots=True)
class DatabaseTable:
    """A lookup table in the database, which implements linking.store.lookups.Table.

    Attributes:
        pool: Connections to the database.
        dataset: Id of the dataset.
    """

    pool: ConnectionPool
    dataset: int

    def get_many(self, keys: Collection[int]) -> dict[int, bytes]:
        """Return the values of those keys that exist, in one query."""
        if not keys:
            return {}
        # Integers cannot inject SQL; escaping thousands of parameters would take longer than the query.
        numbers = ",".join(map(str, map(int, keys)))
        statement = f"SELECT number, value FROM lr_entry WHERE dataset = {self.dataset:d} AND number IN ({numbers})"  # noqa: S608
        found: dict[int, bytes] = dict(self.pool.query(statement))
        if not found and not self.pool.query("SELECT 1 FROM lr_dataset WHERE id = %s AND complete", (self.dataset,)):
            raise LookupFailedError(
                self.pool.dsn.redacted,
                f"dataset {self.dataset} does not exist any more: its version was removed",
                LookupFailure.REMOVED,
            )
        return found

    def close(self) -> None:
        """Do nothing: the pool owns the connections."""


def find_dataset(pool: ConnectionPool, name: str, entry: FileEntry) -> int:
    """Return the id of a file's dataset.

    Raises:
        DatasetMissingError: If the database lacks the file.
        LookupFailedError: If the database does not answer.
    """
    rows = pool.query("SELECT id FROM lr_dataset WHERE sha256 = %s AND complete", (entry.sha256,))
    if not rows:
        raise DatasetMissingError(name, pool.dsn.redacted)
    return int(rows[0][0])


def read_file(pool: ConnectionPool, dataset: int, destination: Path) -> None:
    """Write the content of a dataset to a file, and flush it to disk.

    Raises:
        LookupFailedError: If the database does not answer.
        StorageError: If the file cannot be written.
    """
    with storage_errors(destination):
        with destination.open("wb") as file:
            file.writelines(read_blocks(pool, dataset))
        fsync_path(destination)


def read_blocks(pool: ConnectionPool, dataset: int) -> Iterator[bytes]:
    """Yield the content of a dataset that is not a lookup table, block by block.

    Raises:
        LookupFailedError: If the database does not answer.
    """
    rows: Sequence[Row] = [(-1, b"")]
    while rows:
        yield from (block for _, block in rows)
        statement = "SELECT number, value FROM lr_entry WHERE dataset = %s AND number > %s ORDER BY number LIMIT 8"
        rows = pool.query(statement, (dataset, rows[-1][0]))
