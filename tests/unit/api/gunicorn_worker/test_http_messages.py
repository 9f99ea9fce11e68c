"""The faster requests and responses do what gunicorn's do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.http import message, wsgi
from gunicorn.http.message import Request
from gunicorn.http.parser import RequestParser
from gunicorn.http.wsgi import Response

from api.gunicorn_worker import http_messages
from api.gunicorn_worker.http_messages import KnownPeerRequest, OnePieceResponse, use_faster_parts

LENGTH = ("Content-Length", "4")


class Sent:
    """A socket that keeps what is sent."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        self.pieces.append(data)


def request(head: str, cfg: Config, made: type[Request] = Request, peer: object = ("192.0.2.1", 1)) -> Request:
    parser = RequestParser(cfg, [f"{head}\r\n\r\n".encode()], peer)
    parser.mesg_class = made
    return next(parser)


def answer(
    made: type[Response], head: str, status: str, headers: Sequence[tuple[str, str]], pieces: Sequence[bytes]
) -> tuple[list[bytes], Response]:
    cfg, sent = Config(), Sent()
    response: Any = made(request(head, cfg), sent, cfg)  # type: ignore[arg-type]
    response.start_response(status, list(headers))
    for piece in pieces:
        response.write(piece)
    response.close()
    return sent.pieces, response


@pytest.fixture(autouse=True)
def _fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_800_000_000.7)


@pytest.mark.parametrize(
    "head", ["GET / HTTP/1.1", "GET / HTTP/1.0", "HEAD / HTTP/1.1", "GET / HTTP/1.1\r\nConnection: close"]
)
@pytest.mark.parametrize("status", ["200 OK", "404 NOT FOUND", "204 NO CONTENT", "304 NOT MODIFIED"])
@pytest.mark.parametrize(
    "headers",
    [
        [LENGTH],
        [LENGTH, ("X-A", "ä"), ("X-A", "2")],
        [],
        [("Content-Length", "0")],
        [LENGTH, ("Connection", "Upgrade")],
    ],
    ids=str,
)
def test_the_same_bytes_are_sent(head: str, status: str, headers: Sequence[tuple[str, str]]) -> None:
    for pieces in ([b"text"], [b"te", b"xt"], [], [b""], [b"longer text"]):
        ours, our_response = answer(OnePieceResponse, head, status, headers, pieces)
        theirs, their_response = answer(Response, head, status, headers, pieces)
        assert b"".join(ours) == b"".join(theirs)
        assert (our_response.sent, our_response.headers_sent) == (their_response.sent, their_response.headers_sent)


def test_a_body_in_one_piece_is_sent_with_its_header() -> None:
    pieces, _ = answer(OnePieceResponse, "POST / HTTP/1.1", "200 OK", [LENGTH], [b"text"])
    assert [piece.endswith(b"\r\n\r\ntext") for piece in pieces] == [True]


@pytest.mark.parametrize(
    "peer", [("192.0.2.1", 1), ("10.1.2.3", 1), ("::1", 1, 0, 0), ("no address", 1), "/run/socket", b""]
)
@pytest.mark.parametrize("allowed", ["192.0.2.1", "10.0.0.0/8", "*", "::1"])
def test_the_same_peers_are_trusted(peer: object, allowed: str) -> None:
    cfg = Config()
    cfg.set("forwarded_allow_ips", allowed)
    head = "GET / HTTP/1.1\r\nX-Forwarded-Proto: https"
    for _ in range(2):
        assert request(head, cfg, KnownPeerRequest, peer).scheme == request(head, cfg, Request, peer).scheme


def test_a_peer_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up = []
    monkeypatch.setattr(message, "_ip_in_allow_list", lambda host, *_: looked_up.append(host))
    cfg = Config()
    for peer in ("192.0.2.1", "192.0.2.2", "192.0.2.1"):
        request("GET / HTTP/1.1\r\nHost: a", cfg, KnownPeerRequest, (peer, 1))
    assert looked_up == ["192.0.2.1", "192.0.2.2"]


def test_settings_keep_their_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wsgi, "Response", Response)
    plain, fast = Config(), Config()
    for cfg in (plain, fast):
        cfg.set("keepalive", 75)
        cfg.set("bind", "127.0.0.1:8123")
    use_faster_parts(fast)
    assert wsgi.Response is http_messages.OnePieceResponse
    for name in (*plain.settings, "address", "is_ssl", "worker_class_str", "env"):
        assert getattr(fast, name) == getattr(plain, name), name
