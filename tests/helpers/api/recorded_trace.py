"""A trace that records the names of stages, for tests of what serving reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from api.serving.request_trace import OutgoingRequest, current_trace
from linking.analysis import StageInterval


@dataclass
class RecordedTrace:
    """Records what is reported, in order: names of stages, and methods of requests."""

    names: list[str] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self.names.append(name)
        yield

    @contextmanager
    def outgoing(self, method: str, url: str) -> Iterator[OutgoingRequest]:
        self.names.append(method)
        yield OutgoingRequest({})

    def add_stages(self, intervals: Sequence[StageInterval]) -> None:
        self.names.extend(interval.stage for interval in intervals)


@contextmanager
def recorded_trace() -> Iterator[RecordedTrace]:
    """Make a recorded trace that of this thread's request until the block ends."""
    trace = RecordedTrace()
    token = current_trace.set(trace)
    try:
        yield trace
    finally:
        current_trace.reset(token)
