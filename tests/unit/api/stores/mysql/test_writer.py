"""Writing to a database. The integration tests use a real one."""

from __future__ import annotations

from typing import Any

import pymysql
import pytest

from api.stores.mysql import writer as module
from api.stores.mysql.writer import DatabaseError, Writer, batches, insert_statement, open_writer
from linking.bundle.locks import BusyError
from tests.helpers.api.fake_database import DSN, FakeConnection
from tests.helpers.api.fakes import make_manifest


def writer_on(connection: Any) -> Writer:
    return Writer(DSN, connection)


def connect_to(connection: FakeConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "connect", lambda *_: connection)


def test_entries_are_grouped_into_statements_of_limited_length() -> None:
    entries = [(number, b"x" * 100_000) for number in range(10)]
    grouped = list(batches(entries))
    assert [entry for batch in grouped for entry in batch] == entries
    assert [len(batch) for batch in grouped] == [4, 4, 2]
    assert all(len(insert_statement(1, batch)) < 1 << 20 for batch in grouped)


def test_an_entry_over_the_limit_gets_a_statement_of_its_own() -> None:
    assert [len(batch) for batch in batches([(0, b"a"), (1, b"x" * 500_000), (2, b"a")])] == [1, 1, 1]
    assert list(batches([])) == []


def test_a_statement_has_only_integers_and_hexadecimal_digits() -> None:
    statement = insert_statement(7, [(0, b"'; DROP"), (1, b"")])
    assert statement.endswith("VALUES (7,0,x'273b2044524f50'),(7,1,x'')")


def test_a_switch_is_one_transaction() -> None:
    connection = FakeConnection()
    writer_on(connection).switch(make_manifest("kwwiki"))
    assert [statement.partition(" (")[0] for statement in connection.statements] == [
        "BEGIN",
        "REPLACE INTO lr_bundle",
        "REPLACE INTO lr_current",
        "COMMIT",
    ]


def test_an_error_of_the_database_does_not_show_the_password() -> None:
    writer = writer_on(FakeConnection(error=pymysql.OperationalError(1142, "denied")))
    with pytest.raises(DatabaseError, match=r"^mysql://db\.example:3306/linkrec: denied$"):
        writer.execute("DELETE FROM lr_current")


def test_the_writer_holds_the_lock_and_creates_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = FakeConnection([(1,)])
    connect_to(connection, monkeypatch)
    with open_writer(DSN) as writer:
        writer.write_rules("*", "rules: []")
        assert not connection.closed
    assert connection.closed
    assert connection.statements[0].startswith("SELECT GET_LOCK")
    assert sum("CREATE TABLE IF NOT EXISTS" in statement for statement in connection.statements) == 5
    assert connection.statements[-1].startswith("REPLACE INTO lr_rules")


def test_there_is_only_one_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = FakeConnection([(0,)])
    connect_to(connection, monkeypatch)
    with pytest.raises(BusyError), open_writer(DSN):
        pass
    assert connection.closed
