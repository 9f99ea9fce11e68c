"""Clients that ask without pause, and count what became of each request."""

from __future__ import annotations

import http.client
import itertools
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.helpers.programs.running import until
from tests.helpers.programs.service import Answer, RunningService, ask

PATH = "/v1/linkrecommendations/kwwiki/Kernow"


@dataclass
class Client:
    """One client. answers: what it got, with the request's id; lost: ids of requests that got no answer.

    previous: by lost request, the one before it on the same connection, "" where it was the first.
    """

    answers: list[tuple[str, Answer]] = field(default_factory=list)
    lost: dict[str, str] = field(default_factory=dict)
    refused: int = 0


@dataclass
class Load:
    """All clients' results."""

    clients: Sequence[Client]

    def statuses(self) -> Counter[int]:
        """How many answers had which status."""
        return Counter(answer.status for client in self.clients for _, answer in client.answers)

    def lost(self) -> dict[str, str]:
        """The requests that were sent and got no answer; see Client.previous."""
        return {name: previous for client in self.clients for name, previous in client.lost.items()}

    def model_of_each(self) -> list[str]:
        """The checksum of the model that each client's last answer came from."""
        return [c.answers[-1][1].json()["meta"]["dataset_checksums"]["model"] for c in self.clients if c.answers]

    def more(self, answers: int = 3) -> None:
        """Wait until each client has that many more answers."""
        wanted = [len(client.answers) + answers for client in self.clients]
        until(lambda: all(len(c.answers) >= n for c, n in zip(self.clients, wanted, strict=True)), "more answers")


@contextmanager
def load(
    service: RunningService, clients: int = 6, text: str = "Paris\nsleep 0.01\n", keep: bool = True
) -> Iterator[Load]:
    """Ask from several threads until the block ends. keep: whether connections are kept for many requests."""
    result = Load([Client() for _ in range(clients)])
    stopped = threading.Event()
    body = {"pageid": 1, "revid": 2, "wikitext": text}
    threads = [
        threading.Thread(target=_work, args=(service.port, client, number, body, stopped, keep))
        for number, client in enumerate(result.clients)
    ]
    for thread in threads:
        thread.start()
    try:
        result.more(2)
        yield result
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


def _work(port: int, client: Client, number: int, body: Any, stopped: threading.Event, keep: bool) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    previous = ""
    for count in itertools.count():
        if stopped.is_set():
            break
        name = f"client-{number}-{count}"
        try:
            if connection.sock is None:
                previous = ""
                connection.connect()
        except OSError:
            client.refused += 1  # nobody took it on: the caller knows, and asks elsewhere
            stopped.wait(0.02)
            continue
        try:
            client.answers.append((name, ask(connection, PATH, body, {"X-Request-Id": name})))
            previous = name
        except (http.client.HTTPException, OSError):
            client.lost[name] = previous
            connection.close()
        if not keep:
            connection.close()
    connection.close()
