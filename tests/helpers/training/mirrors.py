"""A web server with dumps on a free port of this machine, which can misbehave as real ones do."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class FakeMirror:
    """files: path -> content. Every request is kept in `requests` as (path, Range header, User-Agent).

    cuts: path -> how many answers break off, each after half of what was asked for. busy: path -> how many answers are
    "503 busy". ranges: whether Range is understood.
    """

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    requests: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    cuts: Counter[str] = field(default_factory=Counter)
    busy: Counter[str] = field(default_factory=Counter)
    ranges: bool = True

    def add_dump(self, wiki: str, date: str, jobs: dict[str, list[str]], *, status: str = "done") -> dict[str, bytes]:
        """Publish a dump; returns the content of its files."""
        prefix, contents = f"{wiki}-{date}-", {}
        described: dict[str, Any] = {}
        for job, names in jobs.items():
            files = {prefix + name: f"{date} {name} ".encode() * 5000 for name in names}
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
        """(path, Range header) of the requests for such files."""
        return [(path, start) for path, start, _ in self.requests if path.endswith(ending)]


@contextmanager
def serve(mirror: FakeMirror) -> Iterator[FakeMirror]:
    """Answer on a free port while the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self, mirror)

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


def answer(handler: BaseHTTPRequestHandler, mirror: FakeMirror) -> None:
    path, wanted = handler.path, handler.headers.get("Range")
    mirror.requests.append((path, wanted, handler.headers.get("User-Agent")))
    if mirror.busy[path]:
        mirror.busy[path] -= 1
        handler.send_error(503, "busy")
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
