"""Where an HTTP/1.1 request ends in the bytes of a connection. gunicorn's parser alone interprets the request.

References:
    https://www.rfc-editor.org/rfc/rfc9112#section-6
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_HEADER_END = b"\r\n\r\n"
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,15})[ \t]*(?:;[^\r\n]*)?")
_LINE_END = b"\r\n"


@dataclass(frozen=True, slots=True)
class FramingLimits:
    """Sizes in bytes beyond which a request is handed over as it is, because it will be refused anyway.

    Attributes:
        header: Maximum size of the request line and all header fields.
        announced_body: Maximum `Content-Length`.
        chunked_body: Maximum size of the decoded chunks.
        streamed: Matches the request line of requests that are handed over as soon as their header has arrived, because
            a thread reads their body while it answers.
    """

    header: int
    announced_body: int
    chunked_body: int
    streamed: re.Pattern[bytes] | None = None


@dataclass(slots=True)
class RequestBytes:
    """The bytes of a request that have arrived.

    Attributes:
        limits: The limits.
        data: The bytes. They may include the start of the next request.
        expects_continue: True if the client waits for "100 Continue" before it sends the body.
        is_streamed: True if the header has arrived and the body is read while the request is answered.
    """

    limits: FramingLimits
    data: bytearray = field(default_factory=bytearray)
    expects_continue: bool = False
    is_streamed: bool = False
    _searched: int = 0
    _end: int | None = None  # of the body; None until the header has arrived, and always if the body is chunked
    _chunk: int = 0  # position of the next line with a chunk's size; 0 if the body is not chunked
    _decoded: int = 0
    _too_large: bool = False
    _in_trailers: bool = False

    @property
    def in_body(self) -> bool:
        """True if the whole header has arrived."""
        return self._end is not None or self._chunk > 0

    def is_whole(self) -> bool:
        """Return True if the whole request has arrived."""
        if not self.in_body and not self._read_header():
            return False
        return len(self.data) >= self._end if self._end is not None else self._read_chunks()

    def is_refused(self) -> bool:
        """Return True if the request exceeds a limit, so that waiting for the rest of it is useless."""
        if not self.in_body:
            return len(self.data) > self.limits.header
        if self._end is not None:
            return self._end > self.limits.header + self.limits.announced_body
        return self._too_large

    def _read_header(self) -> bool:
        end = self.data.find(_HEADER_END, max(0, self._searched - len(_HEADER_END) + 1))
        self._searched = len(self.data)
        if end < 0:
            return False
        start = end + len(_HEADER_END)
        self.is_streamed = self.limits.streamed is not None and self.limits.streamed.match(self.data) is not None
        lengths, encodings = [], []
        for line in bytes(self.data[:end]).split(_LINE_END)[1:]:
            name, _, value = line.partition(b":")
            name, value = name.lower(), value.strip().lower()
            if name == b"content-length":
                lengths.append(value)
            elif name == b"transfer-encoding":
                encodings.append(value)
            elif name == b"expect":
                self.expects_continue = value == b"100-continue"
        if encodings == [b"chunked"] and not lengths:
            self._chunk = start
        elif len(lengths) == 1 and not encodings and re.fullmatch(rb"[0-9]{1,18}", lengths[0]):
            self._end = start + int(lengths[0])
        else:
            self._end = start  # no body, or a header that gunicorn refuses
        return True

    def _read_chunks(self) -> bool:
        while not self._in_trailers:
            end = self.data.find(_LINE_END, self._chunk, self._chunk + self.limits.header)
            if end < 0:
                return len(self.data) - self._chunk >= self.limits.header  # no such line: gunicorn refuses it
            size = _CHUNK_SIZE.fullmatch(self.data, self._chunk, end)
            if size is None:
                return True  # gunicorn refuses it
            length = int(size[1], 16)
            if length == 0:
                self._in_trailers, self._chunk = True, end
                break
            if len(self.data) < end + length + 2 * len(_LINE_END):
                self._too_large = self._decoded + len(self.data) - end > self.limits.chunked_body
                return False
            self._decoded += length
            self._chunk = end + length + 2 * len(_LINE_END)
        # The line end of the last chunk's size and an empty line: with or without trailers, the blank line ends it.
        return self.data.find(_HEADER_END, self._chunk) >= 0 or len(self.data) - self._chunk > self.limits.header


class ReceivedSource:
    """Bytes that were received, in the place of the socket that gunicorn's parser reads from."""

    def __init__(self, data: bytes | bytearray) -> None:
        self._data = memoryview(data)
        self._position = 0

    def recv(self, size: int) -> bytes:
        """Return the next bytes; nothing at the end, as if the client had closed the connection."""
        block = bytes(self._data[self._position : self._position + size])
        self._position += len(block)
        return block

    def rest(self) -> bytes:
        """Return the bytes that were not read."""
        return self.recv(len(self._data))
