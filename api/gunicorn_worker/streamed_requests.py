"""Batches: requests that a thread reads while it answers, so that neither the body nor the answer is held in memory.

All other requests are read completely before they take a thread. Batches have threads of their own, as many as there
are batch slots.
"""

from __future__ import annotations

import io
import re
import select
import socket
import tempfile
import time
from collections.abc import Iterator
from typing import Any

from gunicorn.http.body import ChunkedReader, LengthReader
from gunicorn.http.errors import ParseException

_BLOCK_BYTES = 1 << 16
_BYTES_IN_MEMORY = 1 << 20


def batch_pattern(url_prefix: str) -> re.Pattern[bytes]:
    """Return a pattern that matches the request line of a batch.

    Args:
        url_prefix: Path under which a gateway exposes the service; it may leave the path out.
    """
    prefix = re.escape(url_prefix.encode())
    path = rb"/v1/linkrecommendations/(?:wikipedia/)?[^/ ?]+(?::|%3[aA])batch"
    return re.compile(rb"POST /*(?:" + prefix + rb")?" + path + rb"[? ]")


class StreamedSocket:
    """The socket of a batch, as gunicorn's parser and response use it.

    Many clients send the whole body before they read the answer. If both sides only sent, both would wait for ever.
    So while the client takes nothing, this goes on receiving, into a temporary file beyond a megabyte.

    Args:
        sock: The connection, in blocking mode.
        received: Bytes that have arrived already.
        line_seconds: How long to wait for bytes.
        send_seconds: How long to wait for a client that neither takes nor sends any.
        max_waiting: Maximum number of bytes that wait to be read.
    """

    def __init__(
        self, sock: socket.socket, received: bytes, *, line_seconds: float, send_seconds: float, max_waiting: int
    ) -> None:
        self._sock = sock
        self._line_seconds, self._send_seconds, self._max_waiting = line_seconds, send_seconds, max_waiting
        self._file = tempfile.SpooledTemporaryFile(_BYTES_IN_MEMORY)  # noqa: SIM115 - closed with the socket
        self._read_at = self._written_to = 0
        self._ended = False
        self._keep(received)

    def recv(self, size: int) -> bytes:
        """Return the next bytes; nothing at the end.

        Raises:
            TimeoutError: If the client sends nothing for too long.
        """
        if self._read_at < self._written_to:
            return self._take(size)
        if self._ended:
            return b""
        if not _wait(self._sock, select.POLLIN, self._line_seconds):
            raise TimeoutError("no further bytes of the request have arrived")
        return self._sock.recv(size)

    def sendall(self, data: bytes) -> None:
        """Send bytes, and receive others meanwhile.

        Raises:
            TimeoutError: If the client takes nothing for too long.
        """
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[self._sock.send(rest, socket.MSG_DONTWAIT) :]
            except BlockingIOError:
                self._wait_to_send()

    def send(self, data: bytes) -> int:
        """Send a few bytes."""
        return self._sock.send(data)

    def fileno(self) -> int:
        """Return the number of the connection's file descriptor."""
        return self._sock.fileno()

    def shutdown(self, how: int) -> None:
        """Shut the connection down."""
        self._sock.shutdown(how)

    def close(self) -> None:
        """Drop what has not been read. The worker closes the connection itself."""
        self._file.close()

    def _wait_to_send(self) -> None:
        receives = not self._ended and self._written_to - self._read_at < self._max_waiting
        events = _wait(self._sock, select.POLLOUT | (select.POLLIN if receives else 0), self._send_seconds)
        if not events:
            raise TimeoutError("the client takes no more of its answer")
        if receives and events & select.POLLIN:
            block = self._sock.recv(_BLOCK_BYTES)
            self._ended = not block
            self._keep(block)

    def _keep(self, block: bytes) -> None:
        self._file.seek(self._written_to)
        self._file.write(block)
        self._written_to += len(block)

    def _take(self, size: int) -> bytes:
        self._file.seek(self._read_at)
        block = self._file.read(min(size, self._written_to - self._read_at))
        self._read_at += len(block)
        if self._read_at == self._written_to:
            self._file.seek(0)
            self._file.truncate()
            self._read_at = self._written_to = 0
        return block


def open_body(reader: Any, line_seconds: float) -> io.BufferedReader:
    """Return the body of a request as a stream that returns each line as soon as it has arrived.

    gunicorn's own stream waits for a kilobyte.

    Args:
        reader: gunicorn's reader of the body, which interprets the framing.
        line_seconds: How long a line may take to arrive.
    """
    return _LineReader(_PieceStream(_pieces(reader)), line_seconds)


class _LineReader(io.BufferedReader):
    """Limits the time of each line, which no trickle of bytes extends."""

    def __init__(self, raw: _PieceStream, line_seconds: float) -> None:
        super().__init__(raw, _BLOCK_BYTES)
        self._pieces, self._seconds = raw, line_seconds

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return the next line; see `LineStream`."""
        self._pieces.deadline = time.monotonic() + self._seconds
        return super().readline(size)


class _PieceStream(io.RawIOBase):
    """The pieces of a body as a stream. Raises OSError if the body is invalid, ends early, or is late."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")
        self.deadline = float("inf")

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fill a buffer with what has arrived, and return the number of bytes; 0 at the end."""
        while not self._rest:
            if time.monotonic() > self.deadline:
                raise TimeoutError("the line has not arrived completely")
            try:
                self._rest = memoryview(next(self._pieces))
            except StopIteration:
                return 0
            except ParseException as error:
                raise ConnectionError("the body of the request is invalid or incomplete") from error
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _pieces(reader: Any) -> Iterator[bytes]:
    """Yield the parts of a body as they arrive."""
    if isinstance(reader, ChunkedReader):
        yield from reader.parser or ()
    elif isinstance(reader, LengthReader):
        left = reader.length
        while left > 0:
            unreader: Any = reader.unreader
            block = unreader.read(None, read_ahead=left)
            if not block:
                raise ConnectionError("the body of the request is incomplete")
            yield block[:left]
            left -= len(block)


def _wait(sock: socket.socket, events: int, seconds: float) -> int:
    """Wait for one of some events on a socket, and return those that have happened; 0 if the time is over."""
    poll = select.poll()
    poll.register(sock, events)
    happened = poll.poll(1000 * seconds)
    return happened[0][1] if happened else 0
