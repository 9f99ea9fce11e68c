"""A web server for tests that serves a directory, supports ranges, and fails on demand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class WebRoot:
    """A served directory, its faults, and what was requested.

    Attributes:
        directory: The directory.
        url: Its address.
        ranges: Whether the server honours Range.
        cuts: By file name, after how many bytes the next answers break off.
        statuses: By file name, the error statuses of the next answers.
        requests: Path and Range of each request.
    """

    directory: Path
    url: str = ""
    ranges: bool = True
    cuts: dict[str, list[int]] = field(default_factory=dict)
    statuses: dict[str, list[int]] = field(default_factory=dict)
    requests: list[tuple[str, str | None]] = field(default_factory=list)

    def paths(self) -> list[str]:
        """The requested paths, without the leading slash."""
        return [path.lstrip("/") for path, _ in self.requests]


@contextmanager
def serve(directory: Path) -> Iterator[WebRoot]:
    """Serve a directory on a free port of the loopback interface."""
    root = WebRoot(directory)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range")
            root.requests.append((self.path, wanted))
            path = root.directory / self.path.lstrip("/")
            status = next(iter(root.statuses.get(path.name, [])), 0)
            if status:
                root.statuses[path.name].pop(0)
            if status or not path.is_file():
                self.send_error(status or 404)
                return
            self._send(path.name, path.read_bytes(), wanted if root.ranges else None)

        def _send(self, name: str, content: bytes, wanted: str | None) -> None:
            start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
            self.send_response(206 if wanted else 200)
            if wanted:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            cuts = root.cuts.get(name, [])
            end = start + cuts.pop(0) if cuts else len(content)
            self.wfile.write(content[start:end])

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    root.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield root
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
