"""Connections to the database: a bounded pool, with time limits, that recovers by itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pymysql
from pymysql.connections import Connection
from pymysql.constants import ER

from api.settings.mysql_dsn import Address
from linking.store.lookups import LookupFailed

Row = tuple[Any, ...]

# What PyMySQL raises of a server that is away, and of an answer that ends in the middle.
DATABASE_ERRORS = (pymysql.MySQLError, OSError, EOFError, IndexError)


@dataclass(frozen=True, slots=True)
class Limits:
    """size: most connections of a process. wait: seconds to wait for one that is free. timeout: seconds that the
    server may take to accept a connection, and to answer a query."""

    size: int = 8
    wait: float = 1.0
    timeout: float = 5.0


def is_missing_table(error: LookupFailed) -> bool:
    """Whether a look-up failed because the database was last written by a program that did not know the table."""
    cause = error.__cause__
    return isinstance(cause, pymysql.ProgrammingError) and cause.args[:1] == (ER.NO_SUCH_TABLE,)


def connect(address: Address, timeout: float) -> Connection[Any]:
    """A new connection, each statement a transaction of its own. Raises one of DATABASE_ERRORS."""
    return pymysql.connect(
        host=address.host,
        port=address.port,
        user=address.user,
        password=address.password,
        database=address.database,
        charset="utf8mb4",
        autocommit=True,
        connect_timeout=timeout,
        read_timeout=timeout,
        write_timeout=timeout,
        ssl={"ca": address.ssl_ca} if address.ssl_ca else None,
    )


class Pool:
    """Connections that threads take and give back. Use it after the fork only: connections do not survive one."""

    def __init__(self, address: Address, limits: Limits | None = None) -> None:
        self.address = address
        self._limits = limits or Limits()
        self._places = threading.BoundedSemaphore(self._limits.size)
        self._lock = threading.Lock()
        self._idle: list[Connection[Any]] = []

    def query(self, statement: str, arguments: Sequence[object] = ()) -> Sequence[Row]:
        """All rows of a query. Raises LookupFailed where the pool is full or the database does not answer.

        A connection that was idle may have been closed meanwhile (a failover, wait_timeout), so the query is asked
        once more on a new one.
        """
        with self._place():
            connection = self._take()
            if connection is not None:
                try:
                    return self._ask(connection, statement, arguments)
                except pymysql.ProgrammingError as error:
                    raise self._failed(error) from error
                except DATABASE_ERRORS:
                    self._close_idle()
            try:
                return self._ask(connect(self.address, self._limits.timeout), statement, arguments)
            except DATABASE_ERRORS as error:
                raise self._failed(error) from error

    def close(self) -> None:
        """Close what is idle; what is in use is closed when it is given back broken, or stays for the next."""
        self._close_idle()

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=self._limits.wait):
            raise LookupFailed(self.address.shown, f"all {self._limits.size} connections are in use")
        try:
            yield
        finally:
            self._places.release()

    def _take(self) -> Connection[Any] | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _ask(self, connection: Connection[Any], statement: str, arguments: Sequence[object]) -> Sequence[Row]:
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, arguments or None)
                rows: Sequence[Row] = cursor.fetchall()
        except BaseException:
            _close(connection)  # its state is unknown: an answer may still be under way
            raise
        with self._lock:
            self._idle.append(connection)
        return rows

    def _close_idle(self) -> None:
        """After one was found broken the others most likely are."""
        with self._lock:
            connections, self._idle = self._idle, []
        for connection in connections:
            _close(connection)

    def _failed(self, error: Exception) -> LookupFailed:
        reason = error.args[-1] if error.args else type(error).__name__
        return LookupFailed(self.address.shown, f"{reason}"[:300])


def _close(connection: Connection[Any]) -> None:
    connection._force_close()  # type: ignore[attr-defined]  # without a farewell, which could block
