"""A bounded pool of database connections, with time limits, that recovers from lost connections."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pymysql
from pymysql.connections import Connection
from pymysql.constants import ER

from api.settings.mysql_dsn import MysqlDsn
from linking.store.lookups import LookupFailedError, LookupFailure

Row = tuple[Any, ...]

# What PyMySQL raises if the server is unavailable (the first two), or if its answer breaks off (the last two).
DATABASE_ERRORS = (pymysql.MySQLError, OSError, EOFError, IndexError)

_MAX_REASON_LENGTH = 300


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """The limits of a pool.

    Attributes:
        connections: Maximum number of connections of a process.
        wait_seconds: How long a query waits for a free connection.
        timeout_seconds: How long the server may take to accept a connection, and to answer a query.
    """

    connections: int = 8
    wait_seconds: float = 1.0
    timeout_seconds: float = 5.0


def is_missing_table(error: LookupFailedError) -> bool:
    """Return True if a query failed because a program that did not know the table has created the database."""
    cause = error.__cause__
    return isinstance(cause, pymysql.ProgrammingError) and cause.args[:1] == (ER.NO_SUCH_TABLE,)


def error_reason(error: Exception) -> str:
    """Return the message of one of DATABASE_ERRORS, without its number."""
    return str(error.args[-1] if error.args else type(error).__name__)


def connect(dsn: MysqlDsn, timeout: float) -> Connection[Any]:
    """Open a connection on which each statement is a transaction.

    Args:
        dsn: The database.
        timeout: Seconds allowed for the connection, and for each statement.

    Raises:
        One of DATABASE_ERRORS.
    """
    return pymysql.connect(
        host=dsn.host,
        port=dsn.port,
        user=dsn.user,
        password=dsn.password,
        database=dsn.database,
        charset="utf8mb4",
        autocommit=True,
        connect_timeout=timeout,
        read_timeout=timeout,
        write_timeout=timeout,
        ssl={"ca": dsn.ssl_ca} if dsn.ssl_ca else None,
    )


class ConnectionPool:
    """Database connections that threads share. Use it only after the fork: connections do not survive a fork."""

    def __init__(self, dsn: MysqlDsn, limits: PoolLimits | None = None) -> None:
        self.dsn = dsn
        self._limits = limits or PoolLimits()
        self._slots = threading.BoundedSemaphore(self._limits.connections)
        self._lock = threading.Lock()
        self._idle: list[Connection[Any]] = []

    def query(self, statement: str, arguments: Sequence[object] = ()) -> Sequence[Row]:
        """Run a query.

        The server may have closed an idle connection (a failover, wait_timeout), so a query that fails on an idle
        connection runs once more on a new one.

        Returns:
            All rows.

        Raises:
            LookupFailedError: If all connections are in use, or the database does not answer.
        """
        with self._slot():
            with self._lock:
                connection = self._idle.pop() if self._idle else None
            if connection is not None:
                try:
                    return self._run(connection, statement, arguments)
                except pymysql.ProgrammingError as error:
                    raise self._failure(error) from error
                except DATABASE_ERRORS:
                    self.close()  # the other idle connections are probably lost too
            try:
                return self._run(connect(self.dsn, self._limits.timeout_seconds), statement, arguments)
            except DATABASE_ERRORS as error:
                raise self._failure(error) from error

    def close(self) -> None:
        """Close the idle connections. A connection in use becomes idle again after its query."""
        with self._lock:
            connections, self._idle = self._idle, []
        for connection in connections:
            _close(connection)

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if not self._slots.acquire(timeout=self._limits.wait_seconds):
            reason = f"all {self._limits.connections} connections are in use"
            raise LookupFailedError(self.dsn.redacted, reason, LookupFailure.BUSY)
        try:
            yield
        finally:
            self._slots.release()

    def _run(self, connection: Connection[Any], statement: str, arguments: Sequence[object]) -> Sequence[Row]:
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, arguments or None)
                rows: Sequence[Row] = cursor.fetchall()
        except BaseException:
            _close(connection)  # an answer may still arrive on it
            raise
        with self._lock:
            self._idle.append(connection)
        return rows

    def _failure(self, error: Exception) -> LookupFailedError:
        reason = error_reason(error)[:_MAX_REASON_LENGTH]
        return LookupFailedError(self.dsn.redacted, reason, LookupFailure.UNREACHABLE)


def _close(connection: Connection[Any]) -> None:
    # Unlike `close`, this sends no farewell to the server, which could block.
    connection._force_close()  # type: ignore[attr-defined]
