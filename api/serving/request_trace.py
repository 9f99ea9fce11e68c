"""What a trace learns while a request is served. Serving reports it; it knows no tracing library."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol

from linking.analysis import StageInterval


@dataclass(frozen=True, slots=True)
class OutgoingRequest:
    """A request that the service sends.

    Attributes:
        headers: Headers by which other services' logs and traces name the request that the service answers.
        set_status: Called with the HTTP status of the response.
    """

    headers: Mapping[str, str]
    set_status: Callable[[int], None] = lambda _: None


class RequestTrace(Protocol):
    """The trace of the request that is being served."""

    def stage(self, name: str) -> AbstractContextManager[None]:
        """Return a context in which a stage runs that may send requests."""
        ...

    def outgoing(self, method: str, url: str) -> AbstractContextManager[OutgoingRequest]:
        """Return a context in which the service sends a request and reads the response."""
        ...

    def add_stages(self, intervals: Sequence[StageInterval]) -> None:
        """Add stages that have run."""
        ...


@dataclass(frozen=True, slots=True)
class Untraced:
    """A request that is not traced.

    Attributes:
        headers: The headers to hand on.
    """

    headers: Mapping[str, str] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:  # noqa: ARG002
        """Record nothing."""
        yield

    @contextmanager
    def outgoing(self, method: str, url: str) -> Iterator[OutgoingRequest]:  # noqa: ARG002
        """Hand the caller's headers on."""
        yield OutgoingRequest(self.headers)

    def add_stages(self, intervals: Sequence[StageInterval]) -> None:
        """Record nothing."""


current_trace: ContextVar[RequestTrace] = ContextVar("current_trace", default=Untraced())  # noqa: B039 - it is frozen
"""Trace of the request that this thread serves."""
