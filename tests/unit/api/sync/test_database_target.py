"""Files on their way to a database. The integration tests use a real one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from api.settings.mysql_dsn import MysqlDsn
from api.sync import database_target
from api.sync.database_target import DatabaseTarget, TableUnreadableError
from linking.bundle.errors import ChecksumError
from linking.bundle.manifest import FileEntry


def test_a_lookup_table_has_one_entry_per_key(tmp_path: Path) -> None:
    path = tmp_path / "pages.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE unnamed (key INTEGER PRIMARY KEY, value BLOB)")
        connection.executemany("INSERT INTO unnamed VALUES (?, ?)", [(7, b"b"), (3, b"a")])
    assert list(database_target._table_entries(path)) == [(3, b"a"), (7, b"b")]


def test_a_file_that_is_not_a_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pages.sqlite"
    path.write_bytes(b"not SQLite" * 100)
    with pytest.raises(TableUnreadableError, match=r"^pages\.sqlite: not a table"):
        list(database_target._table_entries(path))


def test_any_other_file_is_split_into_numbered_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_target, "_BLOCK_BYTES", 4)
    (tmp_path / "model.ubj").write_bytes(b"0123456789")
    entries = list(database_target._block_entries(tmp_path / "model.ubj"))
    assert entries == [(0, b"0123"), (1, b"4567"), (2, b"89")]


def test_a_file_with_another_checksum_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    with pytest.raises(ChecksumError):
        database_target._verify(tmp_path / "a", FileEntry(1, "ab" * 32))


def test_nothing_works_without_the_lock(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="needs the lock"):
        DatabaseTarget(MysqlDsn("h", "d"), tmp_path).wikis()
