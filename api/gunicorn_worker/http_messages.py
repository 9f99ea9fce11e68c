"""gunicorn's requests and responses, with less work for each."""

from __future__ import annotations

import time
from functools import lru_cache

from gunicorn.config import Config
from gunicorn.http import message, wsgi
from gunicorn.http.message import Request
from gunicorn.http.wsgi import Response
from gunicorn.util import http_date

MAX_KNOWN_PEERS = 1024


class KnownPeerRequest(Request):
    """A request that remembers of each client whether it is a trusted proxy.

    gunicorn parses the client's address and compares it with those of the proxies for each request.
    """

    def _peer_is_trusted_proxy(self) -> bool:
        peer = self.peer_addr
        return _is_trusted(self.cfg, peer[0]) if isinstance(peer, tuple) else True


@lru_cache(MAX_KNOWN_PEERS)
def _is_trusted(cfg: Config, host: str) -> bool:
    trusted: bool = message._ip_in_allow_list(  # type: ignore[attr-defined]
        host, cfg.forwarded_allow_ips, cfg.forwarded_allow_networks()
    )
    return trusted


class OnePieceResponse(Response):
    """A response that is sent at once, with its header, if the application returns its body in one piece.

    The client is then woken once. gunicorn sends the header first.
    """

    _omits_body: bool

    def write(self, arg: bytes) -> None:
        """Send a part of the body, after the header if that has not been sent. gunicorn calls this."""
        if self.headers_sent or self.response_length != len(arg) or self._omits_body or self.upgrade:
            super().write(arg)
            return
        self.headers_sent = True
        self.sent = len(arg)
        self.sock.sendall(self._head() + arg)

    def _head(self) -> bytes:
        assert self.req.version is not None, "the request has been parsed"
        major, minor = self.req.version
        connection = "close" if self.should_close() else "keep-alive"
        lines = [
            f"HTTP/{major}.{minor} {self.status}",
            f"Server: {self.version}",
            f"Date: {_date(int(time.time()))}",
            f"Connection: {connection}",
            *[f"{name}: {value}" for name, value in self.headers],
            "\r\n",
        ]
        return "\r\n".join(lines).encode("latin-1")


@lru_cache(1)
def _date(second: int) -> str:
    return http_date(second)


def use_faster_parts(cfg: Config) -> None:
    """Replace parts of gunicorn that it asks for with each request, in this process and for good.

    Settings are looked up by functions, about twenty times for a request, although their values no longer change. The
    class of the response is a parameter of `wsgi.create` that the worker has no way to set.
    """
    vars(cfg).update({name: setting.get() for name, setting in cfg.settings.items()})
    wsgi.Response = OnePieceResponse  # type: ignore[misc]
