"""A wiki's action API that fails on demand: the requested title selects the answer.

The answers have the form of MediaWiki 1.39 with formatversion=2. tests/helpers/programs/mediawiki.py runs a real one.
"""

from __future__ import annotations

import json
import socket
import threading
import time
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TEXT = "From Paris to Rome."
REVISION = 77
TIMESTAMP = "2026-01-31T12:00:00Z"
IMAGE = b"\x89PNG\r\n\x1a\n"
TITLES = ("Paris", "Paris (mythology)", "Parish", "Parsley")
IMAGES = {
    "Paris": "/images/Paris.png",
    "Drawing": "/images/Drawing.svg",
    "Big": "/images/Big.png",
    "Foreign": "http://169.254.169.254/images/a.png",
}
"""Title -> the address of its image."""


@dataclass
class WikiApi:
    """The running server.

    Attributes:
        port: The port that it listens on.
        requests: Path, headers and parameters of each request.
    """

    port: int = 0
    requests: list[tuple[str, Mapping[str, str], Mapping[str, str]]] = field(default_factory=list)

    @property
    def pattern(self) -> str:
        """The value for MEDIAWIKI_API_URL."""
        return f"http://127.0.0.1:{self.port}/{{domain}}/api.php"


@contextmanager
def wiki_api() -> Iterator[WikiApi]:
    """Serve until the block ends."""
    api = WikiApi()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            """Print nothing."""

        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            parameters = dict(urllib.parse.parse_qsl(query))
            api.requests.append((path, {k.lower(): v for k, v in self.headers.items()}, parameters))
            if path.startswith("/images/"):
                _send_image(self, path)
            else:
                _answer(self, parameters)

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"])).decode()
            parameters = dict(urllib.parse.parse_qsl(content))
            api.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}, parameters))
            _answer(self, parameters)

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """Ignore clients that close the connection."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    api.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _send_image(handler: BaseHTTPRequestHandler, path: str) -> None:
    """Answer with an image, except that the name of the file selects another type or a large file."""
    content = IMAGE + b"x" * (2 << 20 if "Big" in path else 0)
    handler.send_response(200)
    handler.send_header("Content-Type", "image/svg+xml" if path.endswith(".svg") else "image/PNG; charset=binary")
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    with suppress(OSError):  # the client stops reading a file that is too large
        handler.wfile.write(content)


def _answer(handler: BaseHTTPRequestHandler, parameters: Mapping[str, str]) -> None:
    title = parameters.get("titles") or parameters.get("pssearch") or ""
    if title == "Slow":
        handler.connection.recv(1)  # until the client closes the connection
    if title == "Hang up":
        handler.connection.shutdown(socket.SHUT_RDWR)
        handler.close_connection = True
        return
    statuses = {"Fails": 500, "Busy": 429, "Elsewhere": 302}
    handler.send_response(statuses.get(title, 200))
    if title == "Elsewhere":
        handler.send_header("Location", "http://127.0.0.1:9/")
    content = _content(title, parameters)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    pieces = [content] if title != "Trickle" else [bytes([byte]) for byte in content]
    for piece in pieces:
        try:
            handler.wfile.write(piece)
        except OSError:
            return  # the client has closed the connection
        time.sleep(0.05 if len(pieces) > 1 else 0)


def _content(title: str, parameters: Mapping[str, str]) -> bytes:
    if title == "No JSON":
        return b"<html>"
    if title == "List":
        return b"[]"
    if title == "Denied":
        return json.dumps({"error": {"code": "readapidenied"}}).encode()
    if title == "Unknown revision":
        return json.dumps({"error": {"code": "badid_rvstartid"}}).encode()
    if title == "Large":
        return b'"' + b"x" * (2 << 20) + b'"'
    if title == "Odd":
        return json.dumps({"query": {"pages": [{"title": title, "pageid": 1, "revisions": [{}]}]}}).encode()
    if title.startswith("W:"):
        return json.dumps({"query": {"interwiki": [{"title": title, "iw": "w"}]}}).encode()
    if parameters.get("prop") == "pageprops":
        return json.dumps(_articles(title.split("|"), parameters)).encode()
    if "pssearch" in parameters:
        found = [{"ns": 0, "title": one} for one in TITLES if one.lower().startswith(title.lower())]
        return json.dumps({"query": {"prefixsearch": found[: int(parameters["pslimit"])]}}).encode()
    if parameters.get("list") == "random":
        titles = TITLES[: int(parameters["rnlimit"])]
        return json.dumps({"query": {"random": [{"id": 5, "ns": 0, "title": one} for one in titles]}}).encode()
    if "redirects" in parameters and title == "Redirect":
        title = "Paris"
    page = _page(title, parameters)
    if "pithumbsize" in parameters and title in IMAGES:
        page["thumbnail"] = {"source": IMAGES[title], "width": 320, "height": 200}
    return json.dumps({"query": {"pages": [page]}}).encode()


def _articles(titles: Sequence[str], parameters: Mapping[str, str]) -> dict[str, Any]:
    """What titles lead to. "Moved X" is a redirect to "X"; the first word of others says what is wrong with them.

    The properties of pages come in a second response, as MediaWiki does with long ones.
    """
    redirects = {title: title.removeprefix("Moved ") for title in titles if title.startswith("Moved ")}
    pages = []
    for title in {redirects.get(title, title): None for title in titles}:
        page: dict[str, Any] = {"ns": 118 if title.startswith("Draft:") else 0, "title": title}
        if title.startswith("Missing"):
            page["missing"] = True
        elif title.startswith("Ambiguous") and "ppcontinue" in parameters:
            page["pageprops"] = {"disambiguation": ""}
        pages.append(page)
    query = {"redirects": [{"from": source, "to": target} for source, target in redirects.items()], "pages": pages}
    more = {} if "ppcontinue" in parameters else {"continue": {"ppcontinue": "5", "continue": "||"}}
    return {"query": query, **more}


def _page(title: str, parameters: Mapping[str, str]) -> dict[str, Any]:
    if title == "Invalid":
        return {"title": title, "invalid": True, "invalidreason": "it is"}
    if title == "Missing":
        return {"ns": 0, "title": title, "missing": True}
    page: dict[str, Any] = {"ns": 0, "title": title, "pageid": 5, "lastrevid": REVISION}
    if title == "Redirect":
        page["redirect"] = True
    revision = int(parameters.get("rvstartid", REVISION))
    if revision not in (REVISION, 76):
        return page
    main = {"contentmodel": "wikitext", "contentformat": "text/x-wiki", "content": TEXT}
    if title == "Script":
        main["contentmodel"] = "javascript"
    if title == "Hidden":
        main = {"texthidden": True}
    return {**page, "revisions": [{"revid": revision, "parentid": 1, "timestamp": TIMESTAMP, "slots": {"main": main}}]}
