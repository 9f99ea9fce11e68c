"""A web server for tests: a directory over HTTP, with ranges, and with faults on request."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class WebRoot:
    """directory: what is served. ranges: whether Range is honoured. cuts: by file name, after how many bytes the next
    answers break off. statuses: by file name, the next answers' error statuses. requests: (path, Range) seen."""

    directory: Path
    url: str = ""
    ranges: bool = True
    cuts: dict[str, list[int]] = field(default_factory=dict)
    statuses: dict[str, list[int]] = field(default_factory=dict)
    requests: list[tuple[str, str | None]] = field(default_factory=list)

    def paths(self) -> list[str]:
        """The paths that were asked for, without the leading slash."""
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
