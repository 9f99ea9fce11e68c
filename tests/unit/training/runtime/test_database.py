"""DuckDB files, and the CSV files that are loaded into them."""

from __future__ import annotations

import errno
import gzip
import tempfile

import duckdb
import pytest

from tests.helpers.training.full_disk import file_size_limit, small_disk
from training.runtime.database import (
    NULL,
    create_table,
    csv_source,
    database,
    fetch_rows,
    insert_rows,
    temporary_database,
)


def test_a_database_can_be_opened_for_reading_several_times(tmp_path):
    path = tmp_path / "sums.duckdb"
    with database(path, memory_mb=64, threads=1) as connection:
        connection.execute("CREATE TABLE numbers AS SELECT 1 AS number")
    options = {"memory_mb": 64, "threads": 1, "read_only": True}
    with database(path, **options) as one, database(path, **options) as other:
        assert one.sql("FROM numbers").fetchall() == other.sql("FROM numbers").fetchall() == [(1,)]
        with pytest.raises(duckdb.Error, match="read-only"):
            one.execute("INSERT INTO numbers VALUES (2)")


def test_memory_is_limited(tmp_path):
    with database(tmp_path / "a.duckdb", memory_mb=100, threads=1) as connection:
        (limit,) = connection.execute("SELECT current_setting('memory_limit')").fetchone()
        assert limit == "95.3 MiB"


@pytest.mark.parametrize("batch_size", [1, 3, 10, 100])
def test_rows_come_in_batches(batch_size):
    with duckdb.connect() as connection:
        cursor = connection.execute("SELECT range FROM range(10)")
        assert [number for (number,) in fetch_rows(cursor, batch_size)] == list(range(10))


def test_csv_files_are_read_from_directories_with_any_name(tmp_path):
    directory = tmp_path / "it's [a] *directory?"
    directory.mkdir()
    rows = ['1,"a,b"', '2,""', f"3,{NULL}", '4,"say ""hi"""']
    for number, part in enumerate((rows[:2], rows[2:])):
        path = directory / f"texts-{number}.csv.gz"
        path.write_bytes(gzip.compress("".join(f"{row}\n" for row in part).encode()))
    source = csv_source(directory, "texts", {"id": "INTEGER", "text": "VARCHAR"})
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT * FROM {source} ORDER BY id").fetchall()
    assert found == [(1, "a,b"), (2, ""), (3, None), (4, 'say "hi"')]


SORTED = "SELECT hash(range) AS number, repeat('x', 50) || range AS text FROM range(2000000) ORDER BY number"
"""More than fits in 64 MB of memory, so that it is sorted in temporary files."""


def test_temporary_files_for_which_there_is_no_space_are_named(tmp_path):
    path = tmp_path / "a.duckdb"
    with (
        pytest.raises(OSError, match="failed to offload data block") as caught,
        database(path, memory_mb=64, threads=1) as connection,
    ):
        connection.execute(f"SET max_temp_directory_size = '1MB'; CREATE TABLE sorted AS {SORTED}")
    assert caught.value.errno == errno.ENOSPC
    assert str(caught.value.filename).startswith(str(path))


@pytest.mark.parametrize(("memory_mb", "name"), [(64, "a.spill-"), (1000, "a.duckdb")])
def test_a_file_that_becomes_too_large_is_named(tmp_path, memory_mb, name):
    with (
        pytest.raises(OSError, match="File too large") as caught,
        file_size_limit(1 << 20),
        database(tmp_path / "a.duckdb", memory_mb=memory_mb, threads=1) as connection,
    ):
        connection.execute(f"CREATE TABLE sorted AS {SORTED}")
    assert caught.value.errno == errno.EFBIG
    assert name in caught.value.filename


def test_a_full_disk_is_named(tmp_path):
    with small_disk(tmp_path / "disk", 2000) as directory:
        with (
            pytest.raises(OSError, match=r".") as caught,
            database(directory / "a.duckdb", memory_mb=64, threads=1) as connection,
        ):
            connection.execute(f"CREATE TABLE sorted AS {SORTED}")
        assert caught.value.errno == errno.ENOSPC
        assert str(directory) in caught.value.filename


def test_rows_are_inserted_in_batches():
    columns = {"a": "BIGINT", "b": "DOUBLE", "c": "VARCHAR", "d": "UBIGINT"}
    rows = [(-1, None, None, 2**63), (2, 0.5, "x\0é", 0), (3, 1.0, None, 1)]
    with temporary_database() as connection:
        assert create_table(connection, "t", columns) == 0
        assert insert_rows(connection, "t", columns, iter(rows), batch_size=1) == 3
        assert insert_rows(connection, "t", columns, rows[:1]) == 1
        assert connection.execute("SELECT * FROM t").fetchall() == [*rows, rows[0]]


def test_a_temporary_database_is_deleted(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with temporary_database():
        assert list(tmp_path.rglob("*.duckdb"))
    assert not list(tmp_path.iterdir())
