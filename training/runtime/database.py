"""DuckDB, which groups and joins tables. It spills to disk, so its memory does not grow with the wiki."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from linking.bundle.atomic_files import FULL

_FULL = re.compile(
    "|".join(os.strerror(number) for number in sorted(FULL)) + "|failed to offload data block of size [0-9.]+ [A-Za-z]+"
)
"""The messages of DuckDB if a file cannot be written. It stops before the temporary files fill the disk."""
_FILE = re.compile(r'file "([^"]+)"')


@contextmanager
def database(
    path: Path, *, memory_mb: int, threads: int, read_only: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a DuckDB file with bounded memory. Several processes can open a file at once if all of them only read.

    Raises:
        OSError: The disk is full. It names the file.
        duckdb.Error: Another error of the block.

    Args:
        path: The file. Temporary files are created next to it.
        memory_mb: The memory limit in megabytes.
        threads: The number of threads.
        read_only: Whether to open it only for reading.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{memory_mb}MB",
        "threads": threads,
        "temp_directory": str(path.with_suffix(f".spill-{os.getpid()}")),
        "preserve_insertion_order": False,
    }
    with _naming_full_disk(path):
        connection = duckdb.connect(str(path), read_only=read_only, config=settings)
        try:
            yield connection
        finally:
            connection.close()


@contextmanager
def temporary_database(*, memory_mb: int = 1000) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in the directory for temporary files, and delete it afterwards.

    Raises:
        OSError: The disk is full.
        duckdb.Error: Another error of the block.
    """
    with (
        tempfile.TemporaryDirectory(prefix="linkrecommendation-") as directory,
        database(Path(directory) / "temporary.duckdb", memory_mb=memory_mb, threads=1) as connection,
    ):
        yield connection


@contextmanager
def _naming_full_disk(path: Path) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        reason = _FULL.search(str(error))
        if reason is None:
            raise
        named = _FILE.search(str(error))
        number = errno.EFBIG if reason[0] == os.strerror(errno.EFBIG) else errno.ENOSPC
        raise OSError(number, reason[0], named[1] if named else f"{path} and its temporary files") from error


def fetch_rows(cursor: duckdb.DuckDBPyConnection, batch_size: int = 20_000) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of an executed query, with no more than `batch_size` of them in memory."""
    while rows := cursor.fetchmany(batch_size):
        yield from rows


_ARRAYS: Mapping[str, type] = {"BIGINT": np.int64, "UBIGINT": np.uint64, "DOUBLE": np.float64, "VARCHAR": np.object_}


def create_table(
    connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]] = ()
) -> int:
    """Create a table and fill it, with few rows in memory.

    Args:
        connection: The database.
        name: The name of the table. It is inserted into the SQL as it is, like those of the columns.
        columns: The type of each column by name: BIGINT, UBIGINT, DOUBLE or VARCHAR.
        rows: The rows. None becomes NULL, but is not allowed for integers.

    Returns:
        The number of rows.
    """
    connection.execute(f"CREATE TABLE {name} ({', '.join(f'{column} {kind}' for column, kind in columns.items())})")
    return insert_rows(connection, name, columns, rows)


def insert_rows(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Mapping[str, str],
    rows: Iterable[Sequence[object]],
    batch_size: int = 20_000,
) -> int:
    """Insert rows into a table that `create_table` created. The arguments and the result are the same."""
    remaining, count = iter(rows), 0
    values = ", ".join(f"nullif({column}, 'nan')" if columns[column] == "DOUBLE" else column for column in columns)
    while batch := list(islice(remaining, batch_size)):
        arrays: dict[str, NDArray[Any]] = {
            column: np.array(cells, _ARRAYS[kind])  # None becomes NaN in an array of float
            for (column, kind), cells in zip(columns.items(), zip(*batch, strict=True), strict=True)
        }
        connection.register("inserted_rows", arrays)
        connection.execute(f"INSERT INTO {name} SELECT {values} FROM inserted_rows")
        connection.unregister("inserted_rows")
        count += len(batch)
    return count


NULL = "["
"""How CSV files spell NULL. No title, link text or word contains this character, so that empty texts are not NULL."""

_WILDCARD = re.compile(r"[*?\[]")


def quoted(path: Path) -> str:
    """Return a path as it is written between single quotes in SQL."""
    return str(path).replace("'", "''")


def csv_source(directory: Path, stem: str, columns: dict[str, str]) -> str:
    """Return the SQL that reads all `stem-*.csv.gz` files of a directory.

    Args:
        directory: The directory.
        stem: How the names of the files begin. It is inserted into the SQL as it is.
        columns: The SQL type of each column by name. Both are inserted into the SQL as they are.
    """
    described = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    pattern = str(Path(_WILDCARD.sub(r"[\g<0>]", str(directory))) / f"{stem}-*.csv.gz").replace("'", "''")
    return (
        f"read_csv('{pattern}', columns = {{{described}}}, header = false, delim = ',', quote = '\"', escape = '\"',"
        f" auto_detect = false, compression = 'gzip', nullstr = '{NULL}', new_line = '\\n')"
    )
