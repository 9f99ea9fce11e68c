"""Clients that send requests without pause and record the outcome of each."""

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
    """The requests of one client.

    Attributes:
        answers: The id and the answer of each answered request.
        lost: The id of each request that was sent and got no answer, with the id of the previous request on the same
            connection, or "" if it was the first.
        refused: The number of refused connections.
    """

    answers: list[tuple[str, Answer]] = field(default_factory=list)
    lost: dict[str, str] = field(default_factory=dict)
    refused: int = 0


@dataclass
class Load:
    """The requests of all clients."""

    clients: Sequence[Client]

    def statuses(self) -> Counter[int]:
        """Count the answers by status."""
        return Counter(answer.status for client in self.clients for _, answer in client.answers)

    def lost(self) -> dict[str, str]:
        """Return the requests that were sent and got no answer; see Client.lost."""
        return {name: previous for client in self.clients for name, previous in client.lost.items()}

    def checksum_of_each(self) -> list[str]:
        """Return the checksum of answers that each client's last answer reports."""
        return [c.answers[-1][1].json()["meta"]["dataset_checksums"]["model"] for c in self.clients if c.answers]

    def more(self, answers: int = 3) -> None:
        """Wait until each client has received `answers` more answers."""
        wanted = [len(client.answers) + answers for client in self.clients]
        until(lambda: all(len(c.answers) >= n for c, n in zip(self.clients, wanted, strict=True)), "more answers")


@contextmanager
def load(
    service: RunningService, clients: int = 6, text: str = "Paris\nsleep 0.01\n", keep: bool = True
) -> Iterator[Load]:
    """Send requests from several threads until the block ends; `keep` reuses each connection for many requests."""
    result = Load([Client() for _ in range(clients)])
    stopped = threading.Event()
    body = {"pageid": 1, "revid": 2, "wikitext": text}
    threads = [
        threading.Thread(target=_send_requests, args=(service.port, client, number, body, stopped, keep))
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


def _send_requests(port: int, client: Client, number: int, body: Any, stopped: threading.Event, keep: bool) -> None:
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
            client.refused += 1  # no worker accepted it, so a client can safely retry elsewhere
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
