"""DuckDB, which groups and joins tables. It spills to disk, so its memory does not grow with the wiki."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb


@contextmanager
def database(
    path: Path, *, memory_mb: int, threads: int, read_only: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a DuckDB file with bounded memory. Several processes can open a file at once if all of them only read.

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
    connection = duckdb.connect(str(path), read_only=read_only, config=settings)
    try:
        yield connection
    finally:
        connection.close()


def fetch_rows(cursor: duckdb.DuckDBPyConnection, batch_size: int = 20_000) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of an executed query, with no more than `batch_size` of them in memory."""
    while rows := cursor.fetchmany(batch_size):
        yield from rows


NULL = "["
"""How CSV files spell NULL. No title, link text or word contains this character, so that empty texts are not NULL."""

_WILDCARD = re.compile(r"[*?\[]")


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
