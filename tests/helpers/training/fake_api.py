"""A small server that answers as MediaWiki's Action API does for lists of all pages, and can be busy or broken."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.helpers.training.exports import HEADER, export, page


@dataclass
class FakeWiki:
    """The pages of a wiki, and what its API does.

    Attributes:
        titles: The titles of the articles, in order.
        disambiguations: The titles of disambiguation pages.
        batch: The number of pages of an answer.
        faults: The answers to the next requests: (status, headers, body).
        requests: The parameters of the requests so far.
        user_agents: Their User-Agent headers.
        split_properties: Whether the properties of a batch need a second request.
    """

    titles: Sequence[str]
    disambiguations: frozenset[str] = frozenset()
    batch: int = 2
    header: str = HEADER
    faults: list[tuple[int, dict[str, str], str]] = field(default_factory=list)
    requests: list[dict[str, str]] = field(default_factory=list)
    user_agents: list[str] = field(default_factory=list)
    split_properties: bool = False
    address: str = ""

    def answer(self, query: dict[str, str]) -> dict[str, object]:
        """Return the answer to a query."""
        titles = self.titles if query["gapnamespace"] == "0" else ()
        start = titles.index(query["gapcontinue"]) if query.get("gapcontinue") else 0
        end = start + self.batch
        chosen = titles[start:end]
        pages = [page(title, f"Text of {title}.", number=1 + self.titles.index(title)) for title in chosen]
        found = {"export": export(*pages, header=self.header).decode()}
        answer: dict[str, object] = {"batchcomplete": True, "query": found}
        if self.split_properties and "ppcontinue" not in query:
            repeated = {"gapcontinue": query["gapcontinue"]} if query.get("gapcontinue") else {}
            return {"query": found, "continue": {**repeated, "ppcontinue": "9", "continue": "gapcontinue||"}}
        found["pages"] = [  # type: ignore[assignment]
            {"pageid": 1 + self.titles.index(title), "title": title, "pageprops": {"disambiguation": "it's"}}
            for title in chosen
            if title in self.disambiguations
        ]
        if end < len(titles):
            answer["continue"] = {"gapcontinue": titles[end], "continue": "gapcontinue||"}
        return answer


@contextmanager
def serve_api(wiki: FakeWiki) -> Iterator[FakeWiki]:
    """Run the server on a free port during the context."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            wiki.requests.append(query)
            wiki.user_agents.append(self.headers["User-Agent"])
            status, headers, body = wiki.faults.pop(0) if wiki.faults else (200, {}, json.dumps(wiki.answer(query)))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body.encode())), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    wiki.address = f"http://127.0.0.1:{server.server_port}/w/api.php"
    try:
        yield wiki
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
