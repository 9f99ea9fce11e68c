"""A local SPARQL endpoint with made-up items, which can fail in the ways in which the Wikidata Query Service fails."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SITE = "https://kw.wikipedia.org/"
TIMEOUT = b"SPARQL-QUERY: ...\njava.util.concurrent.TimeoutException\n\tat java.util.concurrent.FutureTask.get"
_JSON = "application/sparql-results+json"


@dataclass
class Fault:
    """An answer instead of the right one."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class FakeSparql:
    """An endpoint's items, its faults and its log.

    Attributes:
        address: URL of the endpoint.
        pages: Titles of the wiki's pages by class. The n-th title of all is that of the item Qn.
        queries: The queries so far.
        user_agents: The User-Agent header of each.
        faults: The answers to the next queries, one each. None means the right answer.
        max_rows: Queries for more rows take too long.
    """

    address: str = ""
    pages: dict[str, list[str]] = field(default_factory=dict)
    queries: list[str] = field(default_factory=list)
    user_agents: list[str | None] = field(default_factory=list)
    faults: list[Fault | None] = field(default_factory=list)
    max_rows: int = 1_000_000

    @property
    def asked(self) -> list[tuple[str, int, int]]:
        """Class, limit and offset of each query."""
        return [(class_id, limit, offset) for class_id, _, limit, offset in map(_parse, self.queries)]

    def answer(self, query: str) -> Fault:
        """Return what the endpoint answers."""
        self.queries.append(query)
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            return fault
        class_id, site, limit, offset = _parse(query)
        if limit > self.max_rows:
            return Fault(500, TIMEOUT)
        numbers = {title: n for n, title in enumerate(dict.fromkeys(t for ts in self.pages.values() for t in ts), 1)}
        found = self.pages.get(class_id, []) if site == SITE else []
        rows = sorted((f"http://www.wikidata.org/entity/Q{numbers[title]}", title) for title in found)
        return results(rows[offset : offset + limit])


def results(rows: list[tuple[str, str]]) -> Fault:
    """Return the answer with these items and titles."""
    bindings = [
        {
            "item": {"type": "uri", "value": item},
            "title": {"xml:lang": "kw", "type": "literal", "value": title},
        }
        for item, title in rows
    ]
    body = json.dumps({"head": {"vars": ["item", "title"]}, "results": {"bindings": bindings}})
    return Fault(200, body.encode(), {"Content-Type": f"{_JSON};charset=utf-8"})


@contextmanager
def serve_sparql(sparql: FakeSparql) -> Iterator[FakeSparql]:
    """Run the endpoint on a free port during the context."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.headers.get("Accept") == _JSON
            sparql.user_agents.append(self.headers.get("User-Agent"))
            answer = sparql.answer(parse_qs(urlsplit(self.path).query)["query"][0])
            self.send_response(answer.status)
            for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    sparql.address = f"http://127.0.0.1:{server.server_port}/sparql"
    try:
        yield sparql
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _parse(query: str) -> tuple[str, str, int, int]:
    match = re.search(r"wdt:P31 wd:(Q\d+) .*isPartOf <([^>]+)>.*LIMIT (\d+) OFFSET (\d+)", query, re.DOTALL)
    assert match, query
    return match[1], match[2], int(match[3]), int(match[4])
