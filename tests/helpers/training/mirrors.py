"""A local web server with dumps that can fail in the ways in which real mirrors fail."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class FakeMirror:
    """A server's files, its faults and its log.

    Attributes:
        address: URL of the server.
        files: Content by path.
        requests: The requests so far, as (path, Range header, User-Agent header).
        cuts: By path, how many more responses end after half of their body.
        busy: By path, how many more responses have the status 503.
        retry_after: The Retry-After header of these responses, or "" for none.
        ranges: Whether the server supports range requests.
    """

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    requests: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    cuts: Counter[str] = field(default_factory=Counter)
    busy: Counter[str] = field(default_factory=Counter)
    retry_after: str = ""
    ranges: bool = True

    def add_dump(
        self,
        wiki: str,
        date: str,
        jobs: dict[str, list[str]],
        *,
        status: str = "done",
        contents_of: Mapping[str, bytes] | None = None,
    ) -> dict[str, bytes]:
        """Add a dump, and return the content of its files by name.

        Args:
            wiki: Database name.
            date: Date of the dump.
            jobs: Names of the files of each job, without the prefix.
            status: Status of all jobs.
            contents_of: Content by name; other files have made-up content.
        """
        given = contents_of or {}
        prefix, contents = f"{wiki}-{date}-", {}
        described: dict[str, Any] = {}
        for job, names in jobs.items():
            files = {prefix + name: given.get(name) or f"{date} {name} ".encode() * 5000 for name in names}
            contents.update(files)
            described[job] = {"status": status, "files": {name: {"size": len(data)} for name, data in files.items()}}
        lines = [f"{hashlib.sha1(data).hexdigest()}  {name}\n" for name, data in contents.items()]
        folder = f"/{wiki}/{date}/"
        self.files |= {folder + name: data for name, data in contents.items()}
        self.files[f"{folder}{prefix}sha1sums.txt"] = "".join(lines).encode()
        self.files[f"{folder}dumpstatus.json"] = json.dumps({"version": "0.8", "jobs": described}).encode()
        listing = self.files.get(f"/{wiki}/", b'<a href="../">../</a><a href="latest/">latest/</a>')
        self.files[f"/{wiki}/"] = listing + f'<a href="{date}/">{date}/</a>'.encode()
        return contents

    def paths(self, ending: str) -> list[tuple[str, str | None]]:
        """Return (path, Range header) of the requests for files with this ending."""
        return [(path, start) for path, start, _ in self.requests if path.endswith(ending)]


@contextmanager
def serve(mirror: FakeMirror) -> Iterator[FakeMirror]:
    """Run the server on a free port during the context."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            _answer(self, mirror)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    mirror.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield mirror
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answer(handler: BaseHTTPRequestHandler, mirror: FakeMirror) -> None:
    path, wanted = handler.path, handler.headers.get("Range")
    mirror.requests.append((path, wanted, handler.headers.get("User-Agent")))
    if mirror.busy[path]:
        mirror.busy[path] -= 1
        handler.send_response(503)
        if mirror.retry_after:
            handler.send_header("Retry-After", mirror.retry_after)
        handler.end_headers()
        return
    content = mirror.files.get(path)
    if content is None:
        handler.send_error(404)
        return
    start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and mirror.ranges else 0
    if start >= len(content) > 0:
        handler.send_error(416)
        return
    handler.send_response(206 if start else 200)
    handler.send_header("Content-Length", str(len(content) - start))
    handler.end_headers()
    rest = content[start:]
    if mirror.cuts[path]:
        mirror.cuts[path] -= 1
        rest = rest[: len(rest) // 2]
    handler.wfile.write(rest)
