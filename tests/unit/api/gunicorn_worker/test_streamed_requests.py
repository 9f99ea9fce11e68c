"""The socket and the body of a batch, over real sockets. The integration tests cover them in a worker."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from gunicorn.http.body import ChunkedReader, LengthReader
from gunicorn.http.unreader import SocketUnreader

from api.gunicorn_worker.streamed_requests import StreamedSocket, batch_pattern, open_body

PATH = b"/v1/linkrecommendations/"
Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """The server's and the client's end of a connection."""
    server, client = socket.socketpair()
    with server, client:
        client.settimeout(30)
        yield server, client


_OPEN: list[StreamedSocket] = []


@pytest.fixture(autouse=True)
def close_files() -> Iterator[None]:
    yield
    while _OPEN:
        _OPEN.pop().close()


def streamed(server: socket.socket, received: bytes = b"", *, seconds: float = 30, waiting: int = 1 << 30) -> Any:
    _OPEN.append(StreamedSocket(server, received, line_seconds=seconds, send_seconds=seconds, max_waiting=waiting))
    return _OPEN[-1]


@pytest.mark.parametrize(
    ("prefix", "line", "expected"),
    [
        ("", b"POST " + PATH + b"kwwiki:batch HTTP/1.1", True),
        ("", b"POST " + PATH + b"kwwiki:batch?threshold=0.6 HTTP/1.1", True),
        ("", b"POST " + PATH + b"kwwiki%3abatch HTTP/1.1", True),
        ("", b"POST /" + PATH + b"wikipedia/kw:batch HTTP/1.1", True),
        ("/a/b", b"POST /a/b" + PATH + b"kwwiki:batch HTTP/1.1", True),
        ("/a/b", b"POST " + PATH + b"kwwiki:batch HTTP/1.1", True),
        ("", b"POST /a" + PATH + b"kwwiki:batch HTTP/1.1", False),
        ("", b"GET " + PATH + b"kwwiki:batch HTTP/1.1", False),
        ("", b"POST " + PATH + b"kwwiki/Talk:batch HTTP/1.1", False),
        ("", b"POST " + PATH + b"wikipedia/kw/A:batch HTTP/1.1", False),
        ("", b"POST " + PATH + b"kwwiki/A?x=" + PATH + b"kwwiki:batch HTTP/1.1", False),
        ("", b"POST " + PATH + b"kwwiki:batches HTTP/1.1", False),
    ],
)
def test_only_batches_are_streamed(prefix: str, line: bytes, expected: bool) -> None:
    assert bool(batch_pattern(prefix).match(line + b"\r\nHost: a\r\n\r\n")) == expected


def test_what_had_arrived_comes_first(pair: Pair) -> None:
    server, client = pair
    sock = streamed(server, b"abc")
    client.sendall(b"def")
    client.shutdown(socket.SHUT_WR)
    assert [sock.recv(2), sock.recv(9), sock.recv(9), sock.recv(9)] == [b"ab", b"c", b"def", b""]


@pytest.mark.parametrize("size", [1, 3_000_000])
def test_a_client_that_sends_everything_before_it_reads_gets_its_answer(pair: Pair, size: int) -> None:
    """Both sides send more than the buffers of the connection hold."""
    server, client = pair
    sock, received = streamed(server), []

    def work() -> None:
        client.sendall(b"q" * size)
        client.shutdown(socket.SHUT_WR)
        while block := client.recv(1 << 16):
            received.append(block)

    thread = threading.Thread(target=work)
    thread.start()
    first = sock.recv(1)
    sock.sendall(b"a" * size)
    rest = b"".join(iter(lambda: sock.recv(1 << 16), b""))
    server.shutdown(socket.SHUT_WR)
    thread.join()
    assert first + rest == b"q" * size
    assert b"".join(received) == b"a" * size


def test_a_client_that_neither_sends_nor_takes_anything_is_given_up(pair: Pair) -> None:
    sock = streamed(pair[0], seconds=0.01)
    with pytest.raises(TimeoutError):
        sock.recv(1)
    with pytest.raises(TimeoutError):
        sock.sendall(b"a" * 10_000_000)


def test_no_more_than_the_limit_waits_to_be_read(pair: Pair) -> None:
    server, client = pair
    sock = streamed(server, seconds=0.05, waiting=100_000)
    client.setblocking(False)

    def send_from_both_sides() -> None:
        while True:
            try:
                client.send(b"q" * 65536)
            except BlockingIOError:
                sock.sendall(b"a" * 65536)

    with pytest.raises(TimeoutError):
        send_from_both_sides()
    assert 100_000 <= sock._written_to < 200_000


def test_a_client_that_is_gone_is_an_error(pair: Pair) -> None:
    server, client = pair
    sock = streamed(server)
    client.close()
    assert sock.recv(1) == b""
    with pytest.raises(OSError, match=r"Broken pipe|reset"):
        sock.sendall(b"a" * 1_000_000)


class FakeRequest:
    limit_request_field_size = max_buffer_headers = 8190


def body_of(server: socket.socket, framing: str, length: int = 0, seconds: float = 30):
    unreader = SocketUnreader(streamed(server, seconds=seconds))
    reader = ChunkedReader(FakeRequest(), unreader) if framing == "chunked" else LengthReader(unreader, length)
    return open_body(reader, seconds)


@pytest.mark.parametrize("framing", ["chunked", "length"])
def test_a_line_is_there_as_soon_as_it_has_arrived(pair: Pair, framing: str) -> None:
    server, client = pair
    sent = [b"one\n", b"two\nthr", b"ee\n"]
    body = body_of(server, framing, len(b"".join(sent)))
    found = []
    for piece, complete in zip(sent, (1, 1, 1), strict=True):
        client.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) if framing == "chunked" else piece)
        found += [body.readline(100) for _ in range(complete)]
    client.sendall(b"0\r\n\r\n" if framing == "chunked" else b"POST / HTTP/1.1")
    assert [*found, body.readline(100)] == [b"one\n", b"two\n", b"three\n", b""]


@pytest.mark.parametrize(
    ("framing", "content"),
    [("chunked", b"5\r\nab"), ("chunked", b"zz\r\nab"), ("chunked", b"2\r\nabXX"), ("length", b"ab")],
)
def test_a_body_that_is_cut_off_or_invalid_is_an_error(pair: Pair, framing: str, content: bytes) -> None:
    server, client = pair
    client.sendall(content)
    client.shutdown(socket.SHUT_WR)
    body = body_of(server, framing, 100)
    with pytest.raises(OSError):
        list(iter(lambda: body.readline(100), b""))


def test_a_trickle_does_not_extend_the_time_of_a_line(pair: Pair) -> None:
    server, client = pair
    stop = threading.Event()

    def trickle() -> None:
        while not stop.wait(0.01):
            client.sendall(b"1\r\na\r\n")

    thread = threading.Thread(target=trickle)
    thread.start()
    try:
        with pytest.raises(TimeoutError):
            body_of(server, "chunked", seconds=0.2).readline(1000)
    finally:
        stop.set()
        thread.join()
