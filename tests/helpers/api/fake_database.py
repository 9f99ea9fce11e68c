"""Connections to a database that exists only in a test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from api.settings.mysql_dsn import MysqlDsn

Rows = Sequence[tuple[Any, ...]]

DSN = MysqlDsn("db.example", "linkrec", "user", "secret")


@dataclass
class FakePool:
    """A pool that answers queries from a function.

    Attributes:
        answer: Returns the rows of a statement with its arguments, or raises.
        queries: The statements that were run, with their arguments.
    """

    answer: Callable[[str, Sequence[object]], Rows]
    queries: list[tuple[str, tuple[object, ...]]] = field(default_factory=list)
    dsn: MysqlDsn = DSN

    def query(self, statement: str, arguments: Sequence[object] = ()) -> Rows:
        self.queries.append((statement, tuple(arguments)))
        return self.answer(statement, arguments)


@dataclass
class FakeConnection:
    """A connection of PyMySQL's that answers or fails.

    Attributes:
        rows: The rows of every query.
        error: Raised by every query instead.
        statements: The statements that were run.
        closed: Whether the connection was closed.
    """

    rows: Rows = ()
    error: Exception | None = None
    statements: list[str] = field(default_factory=list)
    closed: bool = False

    @contextmanager
    def cursor(self) -> Any:
        yield self

    def execute(self, statement: str, arguments: Sequence[object] | None = None) -> int:
        self.statements.append(statement)
        if self.error is not None:
            raise self.error
        return len(self.rows)

    def fetchall(self) -> Rows:
        return self.rows

    def begin(self) -> None:
        self.statements.append("BEGIN")

    def commit(self) -> None:
        self.statements.append("COMMIT")

    def close(self) -> None:
        self.closed = True

    _force_close = close
