"""The pool of database connections, with connections that fail on demand."""

from __future__ import annotations

import pymysql
import pytest
from pymysql.constants import ER

from api.stores.mysql import connection_pool
from api.stores.mysql.connection_pool import ConnectionPool, PoolLimits, error_reason, is_missing_table
from linking.store.lookups import LookupFailedError
from tests.helpers.api.fake_database import DSN, FakeConnection

LOST = pymysql.OperationalError(2013, "Lost connection")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[FakeConnection]:
    """The connections that the pool has opened."""
    connections: list[FakeConnection] = []

    def connect(*_: object) -> FakeConnection:
        connections.append(FakeConnection([(1,)]))
        return connections[-1]

    monkeypatch.setattr(connection_pool, "connect", connect)
    return connections


def test_a_connection_is_used_again(opened: list[FakeConnection]) -> None:
    pool = ConnectionPool(DSN)
    assert [pool.query("SELECT 1"), pool.query("SELECT 1")] == [[(1,)], [(1,)]]
    assert len(opened) == 1
    pool.close()
    assert opened[0].closed


def test_a_query_on_a_lost_idle_connection_runs_again_on_a_new_one(opened: list[FakeConnection]) -> None:
    pool = ConnectionPool(DSN)
    pool.query("SELECT 1")
    opened[0].error = LOST
    assert pool.query("SELECT 2") == [(1,)]
    assert [connection.closed for connection in opened] == [True, False]


def test_a_query_that_fails_on_a_new_connection_is_an_error_without_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection_pool, "connect", lambda *_: FakeConnection(error=LOST))
    with pytest.raises(LookupFailedError, match="Lost connection") as caught:
        ConnectionPool(DSN).query("SELECT 1")
    assert "mysql://db.example:3306/linkrec" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_wrong_statement_does_not_run_again(opened: list[FakeConnection]) -> None:
    pool = ConnectionPool(DSN)
    pool.query("SELECT 1")
    opened[0].error = pymysql.ProgrammingError(ER.NO_SUCH_TABLE, "no lr_rules")
    with pytest.raises(LookupFailedError) as caught:
        pool.query("SELECT 2")
    assert is_missing_table(caught.value)
    assert len(opened) == 1


def test_a_query_waits_for_a_connection_only_so_long(opened: list[FakeConnection]) -> None:
    pool = ConnectionPool(DSN, PoolLimits(connections=1, wait_seconds=0.0))
    with pool._slot(), pytest.raises(LookupFailedError, match="all 1 connections are in use"):
        pool.query("SELECT 1")
    assert pool.query("SELECT 1") == [(1,)]


def test_another_failure_is_not_a_missing_table() -> None:
    assert not is_missing_table(LookupFailedError("store", "reason"))


@pytest.mark.parametrize(
    ("error", "reason"), [(LOST, "Lost connection"), (EOFError(), "EOFError"), (OSError(1, "no"), "no")]
)
def test_the_reason_of_an_error_is_its_message(error: Exception, reason: str) -> None:
    assert error_reason(error) == reason
