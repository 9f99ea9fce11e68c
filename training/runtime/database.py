"""The embedded engine that groups and joins: DuckDB, which spills to disk instead of growing with the wiki."""

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
    """A DuckDB file, opened with bounded memory; what does not fit is spilled beside it.

    Several processes may have it open at once, if all of them only read.
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


def fetched(cursor: duckdb.DuckDBPyConnection, at_once: int = 20_000) -> Iterator[tuple[Any, ...]]:
    """The rows of what was executed, of which only so many are in memory."""
    while rows := cursor.fetchmany(at_once):
        yield from rows


NULL = "["
"""Stands in no title, link text or word, so that empty texts are texts and nothing is NULL."""

_WILD = re.compile(r"[*?\[]")


def csv_source(directory: Path, stem: str, columns: dict[str, str]) -> str:
    """The SQL that reads all `stem-*.csv.gz` files of a directory; the names are the program's own."""
    described = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    pattern = str(Path(_WILD.sub(r"[\g<0>]", str(directory))) / f"{stem}-*.csv.gz").replace("'", "''")
    return (
        f"read_csv('{pattern}', columns = {{{described}}}, header = false, delim = ',', quote = '\"', escape = '\"',"
        f" auto_detect = false, compression = 'gzip', nullstr = '{NULL}', new_line = '\\n')"
    )
