"""A bundle's look-ups and files as the database holds them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.stores.mysql.connection_pool import Pool, Row
from linking.bundle.atomic_files import flush, storage_errors
from linking.bundle.errors import BundleError
from linking.bundle.manifest import FileEntry
from linking.store.lookups import LookupFailed


class DatasetMissingError(BundleError):
    """The database does not hold a file of the bundle, or not all of it."""

    def __init__(self, name: str, store: str) -> None:
        super().__init__(f"{name} is not in {store}; sync again")
        self.name = name
        self.store = store


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A look-up; linking.store.lookups.Table says what it does."""

    pool: Pool
    dataset: int

    def get_many(self, keys: Collection[int]) -> dict[int, bytes]:
        if not keys:
            return {}
        numbers = ",".join(map(str, map(int, keys)))
        # whole numbers and nothing else: as parameters they would cost more than the query
        statement = f"SELECT number, value FROM lr_entry WHERE dataset = {self.dataset:d} AND number IN ({numbers})"  # noqa: S608
        found: dict[int, bytes] = dict(self.pool.query(statement))
        if not found and not self.pool.query("SELECT 1 FROM lr_dataset WHERE id = %s AND complete", (self.dataset,)):
            raise LookupFailed(self.pool.address.shown, f"dataset {self.dataset} is gone: its version was removed")
        return found

    def close(self) -> None:
        """The connections are the pool's."""


def find_dataset(pool: Pool, name: str, entry: FileEntry) -> int:
    """The id of a file's dataset. Raises DatasetMissingError, LookupFailed."""
    rows = pool.query("SELECT id FROM lr_dataset WHERE sha256 = %s AND complete", (entry.sha256,))
    if not rows:
        raise DatasetMissingError(name, pool.address.shown)
    return int(rows[0][0])


def read_file(pool: Pool, dataset: int, destination: Path) -> None:
    """Write a file's content to a path, flushed to disk. Raises LookupFailed, StorageError."""
    with storage_errors(destination):
        with destination.open("wb") as file:
            for _, piece in _pieces(pool, dataset):
                file.write(piece)
        flush(destination)


def _pieces(pool: Pool, dataset: int) -> Iterator[Row]:
    rows: Sequence[Row] = [(-1, b"")]
    while rows:
        yield from rows
        statement = "SELECT number, value FROM lr_entry WHERE dataset = %s AND number > %s ORDER BY number LIMIT 8"
        rows = pool.query(statement, (dataset, rows[-1][0]))
