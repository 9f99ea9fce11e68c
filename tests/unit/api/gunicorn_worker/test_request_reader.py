"""When connections are handed over, refused or closed. The integration tests cover it with clients."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import pytest

from api.gunicorn_worker.http_framing import FramingLimits, ReceivedSource
from api.gunicorn_worker.request_reader import BODY_TIMEOUT, HEADER_TIMEOUT, TOO_MANY, ReaderLimits, RequestReader

LIMITS = ReaderLimits(60, 60, requests=2, total_bytes=1000, framing=FramingLimits(500, 500, 500))
WHOLE = b"GET / HTTP/1.1\r\n\r\n"
HALF_BODY = b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc"


@dataclass
class Reading:
    """A reader, and what it has done."""

    poller: selectors.BaseSelector
    handed_over: list[bytes] = field(default_factory=list)
    dropped: list[Any] = field(default_factory=list)
    counted: list[str] = field(default_factory=list)
    clients: list[socket.socket] = field(default_factory=list)
    ours: list[socket.socket] = field(default_factory=list)

    def reader(self, **limits: Any) -> RequestReader:
        return RequestReader(
            replace(LIMITS, **limits), self.poller, self.hand_over, self.dropped.append, self.counted.append
        )

    def hand_over(self, connection: Any) -> None:
        self.handed_over.append(connection.parser.unreader.sock.rest())

    def connection(self, content: bytes) -> Any:
        ours, client = socket.socketpair()
        self.clients.append(client)
        self.ours.append(ours)
        client.sendall(content)
        connection = SimpleNamespace(sock=ours, client=("192.0.2.1", 1), parser=None)

        def init() -> None:
            connection.parser = SimpleNamespace(unreader=SimpleNamespace(sock=ReceivedSource(b"")))

        connection.init = init
        return HashableConnection(connection)

    def poll(self) -> None:
        for key, _ in self.poller.select(0):
            key.data(key.fileobj)


class HashableConnection:
    def __init__(self, members: SimpleNamespace) -> None:
        self.__dict__ = members.__dict__


@pytest.fixture
def reading() -> Iterator[Reading]:
    with closing(selectors.DefaultSelector()) as poller:
        reading = Reading(poller)
        yield reading
        for end in (*reading.clients, *reading.ours):
            end.close()


def answer(client: socket.socket) -> bytes:
    return client.recv(1000)


def test_a_whole_request_is_handed_over_at_once(reading: Reading) -> None:
    reading.reader().read(reading.connection(WHOLE))
    assert reading.handed_over == [WHOLE]


def test_a_request_is_handed_over_when_its_last_byte_arrives(reading: Reading) -> None:
    reading.reader().read(reading.connection(WHOLE[:5]))
    assert reading.handed_over == []
    reading.clients[0].sendall(WHOLE[5:])
    reading.poll()
    assert reading.handed_over == [WHOLE]


@pytest.mark.parametrize(("content", "reason"), [(WHOLE[:5], HEADER_TIMEOUT), (HALF_BODY, BODY_TIMEOUT)])
def test_a_late_request_is_refused(reading: Reading, content: bytes, reason: str) -> None:
    reader = reading.reader(header_seconds=0, body_seconds=0)
    reader.read(reading.connection(content))
    reader.check_deadlines()
    assert reading.counted == [reason]
    assert len(reading.dropped) == 1
    assert answer(reading.clients[0]).startswith(b"HTTP/1.1 408 ")


def test_a_silent_connection_is_closed_without_an_answer(reading: Reading) -> None:
    reader = reading.reader()
    reader.read(reading.connection(b""))
    reader.stop_waiting(0)
    reader.check_deadlines()
    assert (reading.counted, len(reading.dropped), answer(reading.clients[0])) == ([], 1, b"")


@pytest.mark.parametrize("limits", [{"requests": 2}, {"total_bytes": 100}], ids=str)
def test_the_oldest_request_makes_room(reading: Reading, limits: dict[str, int]) -> None:
    reader = reading.reader(**limits)
    for _ in range(3):
        reader.read(reading.connection(HALF_BODY))
    assert reading.counted == [TOO_MANY]
    assert answer(reading.clients[0]).startswith(b"HTTP/1.1 503 ")
    reading.clients[2].sendall(b"defghi")
    reading.poll()
    assert reading.handed_over == [HALF_BODY + b"defghi"]


def test_a_client_that_leaves_in_the_header_is_forgotten(reading: Reading) -> None:
    reader = reading.reader()
    reader.read(reading.connection(WHOLE[:5]))
    reading.clients[0].close()
    reading.poll()
    assert (len(reading.dropped), reading.handed_over, reading.counted) == (1, [], [])


def test_a_closed_connection_is_read_until_the_client_has_closed_it_too(reading: Reading) -> None:
    reader = reading.reader()
    connection = reading.connection(b"more")
    reader.linger(connection.sock)
    assert answer(reading.clients[0]) == b""
    reading.poll()
    assert connection.sock.fileno() >= 0
    reading.clients[0].close()
    reading.poll()
    assert connection.sock.fileno() < 0
