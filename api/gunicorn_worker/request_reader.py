"""Reading whole requests before they take a thread, so that slow or silent clients cannot take the threads.

The worker's main loop reads all connections without blocking. A request must arrive within time limits that no trickle
of bytes extends. The number of unfinished requests and their total size are limited: the oldest makes room.
"""

from __future__ import annotations

import logging
import selectors
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from api.errors import PROBLEM_TYPE, RETRY_AFTER_SECONDS, problem_for_status
from api.gunicorn_worker.http_framing import FramingLimits, ReceivedSource, RequestBytes
from api.gunicorn_worker.streamed_requests import StreamedSocket

HEADER_TIMEOUT, BODY_TIMEOUT, TOO_MANY = "header_timeout", "body_timeout", "too_many"

LINGER_SECONDS = 2.0
"""How long a closed connection is read on, so that the client gets the answer instead of a reset.

References:
    https://www.rfc-editor.org/rfc/rfc9112#section-9.6
"""

_BLOCK_BYTES = 1 << 18
_STATUS = {HEADER_TIMEOUT: 408, BODY_TIMEOUT: 408, TOO_MANY: 503}
_DETAIL = {
    HEADER_TIMEOUT: "the header of the request did not arrive in time",
    BODY_TIMEOUT: "the body of the request did not arrive in time",
    TOO_MANY: "too many other requests are arriving",
}

_log = logging.getLogger("linkrecommendation.connections")


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """The limits of a reader.

    Attributes:
        header_seconds: Time for the header, from the connection or the first byte of a further request.
        body_seconds: Time for the body, from the end of the header.
        requests: Maximum number of unfinished requests.
        total_bytes: Maximum size of all unfinished requests.
        framing: Sizes beyond which a request is handed over unfinished.
        send_seconds: Time for which a client may take no bytes of the answer to a streamed request.
        waiting_bytes: Maximum size of the part of a streamed request that waits to be read.
    """

    header_seconds: float
    body_seconds: float
    requests: int
    total_bytes: int
    framing: FramingLimits
    send_seconds: float = 10.0
    waiting_bytes: int = 1 << 30


@dataclass(slots=True)
class _Unfinished:
    request: RequestBytes
    deadline: float
    in_body: bool = False
    registered: bool = False  # at the poller


@dataclass(slots=True)
class RequestReader:
    """The connections of one worker whose requests have not arrived completely. Only the main loop may use it.

    Attributes:
        limits: The limits.
        poller: The main loop's selector.
        hand_over: Called with a connection whose request has arrived.
        dropped: Called with each connection that is closed before its request has arrived.
        count: Called with the reason for which a connection is closed.
    """

    limits: ReaderLimits
    poller: selectors.BaseSelector
    hand_over: Callable[[Any], None]
    dropped: Callable[[Any], None]
    count: Callable[[str], None]
    _unfinished: dict[Any, _Unfinished] = field(default_factory=dict)
    _lingering: dict[socket.socket, float] = field(default_factory=dict)
    _bytes: int = 0

    def read(self, connection: Any) -> None:
        """Read a request from a connection of gunicorn, and hand the connection over as soon as it is whole."""
        data = b"" if connection.parser is None else connection.parser.unreader.take_buffered()
        deadline = time.monotonic() + self.limits.header_seconds
        unfinished = _Unfinished(RequestBytes(self.limits.framing, bytearray(data)), deadline)
        self._unfinished[connection] = unfinished
        self._bytes += len(data)
        connection.sock.setblocking(False)
        self._receive(connection, unfinished)
        if connection in self._unfinished:
            self.poller.register(connection.sock, selectors.EVENT_READ, partial(self._on_readable, connection))
            unfinished.registered = True
            self._make_room()

    def linger(self, sock: socket.socket) -> None:
        """Close a connection after its answer, without a reset that could take the answer from the client."""
        try:
            sock.setblocking(False)
            sock.shutdown(socket.SHUT_WR)
            self.poller.register(sock, selectors.EVENT_READ, self._discard)
        except (OSError, ValueError):
            sock.close()
            return
        self._lingering[sock] = time.monotonic() + LINGER_SECONDS
        if len(self._lingering) > self.limits.requests:
            self._close(next(iter(self._lingering)))

    def check_deadlines(self) -> None:
        """Close the connections whose time is over. The main loop calls this at least every second."""
        now = time.monotonic()
        late = [connection for connection, unfinished in self._unfinished.items() if unfinished.deadline <= now]
        for connection in late:
            self._refuse(connection, BODY_TIMEOUT if self._unfinished[connection].in_body else HEADER_TIMEOUT)
        for sock in [sock for sock, deadline in self._lingering.items() if deadline <= now]:
            self._close(sock)

    def stop_waiting(self, seconds: float) -> None:
        """Limit the time for which connections without any byte of a request stay open."""
        deadline = time.monotonic() + seconds
        for unfinished in self._unfinished.values():
            if not unfinished.request.data:
                unfinished.deadline = min(unfinished.deadline, deadline)

    def _on_readable(self, connection: Any, _: object) -> None:
        unfinished = self._unfinished.get(connection)
        if unfinished is not None:  # else an earlier event of the same round has closed it
            self._receive(connection, unfinished)
            self._make_room()

    def _receive(self, connection: Any, unfinished: _Unfinished) -> None:
        request = unfinished.request
        try:
            block = connection.sock.recv(_BLOCK_BYTES)
        except (BlockingIOError, InterruptedError):
            block = None
        except OSError:
            self._drop(connection)
            return
        request.data += block or b""
        self._bytes += len(block or b"")
        whole = request.is_whole()
        if whole or request.is_streamed or request.is_refused() or (block == b"" and request.in_body):
            self._hand_over(connection, request, whole)
        elif block == b"":
            self._drop(connection)
        elif request.in_body and not unfinished.in_body:
            unfinished.in_body = True
            unfinished.deadline = time.monotonic() + self.limits.body_seconds
            if request.expects_continue:
                _send(connection.sock, b"HTTP/1.1 100 Continue\r\n\r\n")

    def _hand_over(self, connection: Any, request: RequestBytes, whole: bool) -> None:
        self._forget(connection)
        connection.init()
        connection.data_ready = True
        connection.whole = whole and not request.is_refused() and not request.is_streamed
        connection.streamed = self._streamed_socket(connection, request) if request.is_streamed else None
        connection.parser.unreader.sock = connection.streamed or ReceivedSource(request.data)
        self.hand_over(connection)

    def _streamed_socket(self, connection: Any, request: RequestBytes) -> StreamedSocket:
        return StreamedSocket(
            connection.sock,
            bytes(request.data),
            line_seconds=self.limits.body_seconds,
            send_seconds=self.limits.send_seconds,
            max_waiting=self.limits.waiting_bytes,
        )

    def _make_room(self) -> None:
        while len(self._unfinished) > self.limits.requests or self._bytes > self.limits.total_bytes:
            self._refuse(next(iter(self._unfinished)), TOO_MANY)

    def _refuse(self, connection: Any, reason: str) -> None:
        """Answer with an error, unless nothing of a request has arrived, and close the connection."""
        received = len(self._unfinished[connection].request.data)
        self._forget(connection)
        self.dropped(connection)
        if not received and reason == HEADER_TIMEOUT:
            connection.sock.close()  # an idle connection, such as a browser opens in advance
            return
        _log.warning(
            "request did not arrive completely",
            extra={"reason": reason, "received_bytes": received, "client.address": _address(connection)},
        )
        self.count(reason)
        _send(connection.sock, _answer(reason))
        self.linger(connection.sock)

    def _drop(self, connection: Any) -> None:
        self._forget(connection)
        self.dropped(connection)
        connection.sock.close()

    def _forget(self, connection: Any) -> None:
        unfinished = self._unfinished.pop(connection)
        self._bytes -= len(unfinished.request.data)
        if unfinished.registered:
            self.poller.unregister(connection.sock)

    def _discard(self, sock: socket.socket) -> None:
        if sock not in self._lingering:
            return
        try:
            if sock.recv(_BLOCK_BYTES):
                return
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            pass
        self._close(sock)

    def _close(self, sock: socket.socket) -> None:
        del self._lingering[sock]
        self.poller.unregister(sock)
        sock.close()


def _address(connection: Any) -> str:
    return str(connection.client[0]) if isinstance(connection.client, tuple) else ""


def _answer(reason: str) -> bytes:
    problem = problem_for_status(_STATUS[reason], _DETAIL[reason], "")
    lines = [
        f"HTTP/1.1 {problem.status} {'Request Timeout' if problem.status == 408 else 'Service Unavailable'}",
        f"Content-Type: {PROBLEM_TYPE}",
        f"Content-Length: {len(problem.body)}",
        "Connection: close",
        *([f"Retry-After: {RETRY_AFTER_SECONDS}"] if problem.status == 503 else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + problem.body


def _send(sock: socket.socket, content: bytes) -> None:
    """Send a few bytes without waiting; a client that takes none gets none."""
    with suppress(OSError):
        sock.send(content)
