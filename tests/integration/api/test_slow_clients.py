"""Clients that send requests slowly, by halves or not at all, and slow wiki APIs, cannot stop the service."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.helpers.linking.bundles import write_bundle_files
from tests.helpers.programs.running import until
from tests.helpers.programs.service import RunningService, running_service

pytestmark = [pytest.mark.integration, pytest.mark.server]

PATH = "/v1/linkrecommendations/kwwiki/A"
HEADER = f"POST {PATH} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n".encode()
HALVES = {
    "header": b"GET /healthz HTTP/1.1\r\nHost: a\r\n",
    "body": HEADER + b'Content-Length: 1000\r\n\r\n{"wikitext": "',
    "chunked": HEADER + b'Transfer-Encoding: chunked\r\n\r\n5\r\n{"wik\r\n8\r\nit',
    "nothing": b"",
}
CLIENTS = 60
SETTINGS = {"WEB_CONCURRENCY": "1", "MAX_CONCURRENT_REQUESTS": "2", "MAX_CONCURRENT_FETCHES": "2"}


@contextmanager
def service_with(tmp_path: Path, **settings: str) -> Iterator[RunningService]:
    write_bundle_files(tmp_path / "data")
    work = tmp_path / "work"
    work.mkdir()
    with running_service(tmp_path / "data", work, settings={**SETTINGS, **settings}) as service:
        yield service


def connect(service: RunningService) -> socket.socket:
    return socket.create_connection(("127.0.0.1", service.port), timeout=30)


def unread(service: RunningService) -> dict[str, float]:
    families = text_string_to_metric_families(service.ask("/metrics").body.decode())
    return {
        sample.labels["reason"]: sample.value
        for family in families
        for sample in family.samples
        if sample.name == "linkrecommendation_unread_requests_total"
    }


def read_all(connection: socket.socket) -> bytes:
    content = b""
    while block := connection.recv(65536):
        content += block
    return content


@pytest.mark.parametrize("half", HALVES)
def test_half_sent_requests_leave_the_service_answering_and_are_closed(tmp_path: Path, half: str) -> None:
    with (
        service_with(tmp_path, REQUEST_HEADER_TIMEOUT="3", REQUEST_BODY_TIMEOUT="3") as service,
        ExitStack() as clients,
    ):
        connections = [clients.enter_context(closing(connect(service))) for _ in range(CLIENTS)]
        for connection in connections:
            connection.sendall(HALVES[half])
        for _ in range(5):
            assert service.ask("/healthz").status == 200
            assert service.ask(PATH, {"wikitext": "To Paris"}).status == 200
        assert unread(service) == {}, "the answers came before the connections were closed"
        answers = [read_all(connection) for connection in connections]
        if half == "nothing":
            assert set(answers) == {b""}
            return
        assert all(answer.startswith(b"HTTP/1.1 408 ") for answer in answers)
        reason = "header_timeout" if half == "header" else "body_timeout"
        assert unread(service) == {reason: CLIENTS}
        lines = [line for line in service.lines() if line["message"] == "request did not arrive completely"]
        assert len(lines) == CLIENTS
        assert {(line["reason"], line["received_bytes"]) for line in lines} == {(reason, len(HALVES[half]))}


@pytest.mark.parametrize("half", ["header", "body"])
def test_a_trickle_of_bytes_extends_no_time_limit(tmp_path: Path, half: str) -> None:
    with (
        service_with(tmp_path, REQUEST_HEADER_TIMEOUT="2", REQUEST_BODY_TIMEOUT="2") as service,
        ExitStack() as clients,
    ):
        connections = [clients.enter_context(closing(connect(service))) for _ in range(CLIENTS)]
        for connection in connections:
            connection.sendall(HALVES[half])

        def trickle() -> bool:
            open_connections = list(connections)
            for connection in open_connections:
                try:
                    connection.sendall(b"a")
                except OSError:
                    connections.remove(connection)
            assert service.ask("/healthz").status == 200
            return not connections

        until(trickle, "all connections are closed")


def test_the_oldest_unfinished_requests_make_room(tmp_path: Path) -> None:
    with service_with(tmp_path, MAX_ARRIVING_REQUESTS="5") as service, ExitStack() as clients:
        connections = [clients.enter_context(closing(connect(service))) for _ in range(8)]
        for connection in connections:
            connection.sendall(HALVES["header"])
        for connection in connections[:3]:
            answer = read_all(connection)
            assert answer.startswith(b"HTTP/1.1 503 ")
            assert b"Retry-After: 1" in answer
        assert unread(service)["too_many"] in (3, 4), "the request for the metrics may have taken a place, too"
        connections[-1].sendall(b"Connection: close\r\n\r\n")
        assert read_all(connections[-1]).startswith(b"HTTP/1.1 200 ")


def test_malformed_requests_are_closed_without_holding_up_the_others(tmp_path: Path) -> None:
    with service_with(tmp_path) as service, ExitStack() as clients:
        connections = [clients.enter_context(closing(connect(service))) for _ in range(CLIENTS)]
        start = time.monotonic()
        for connection in connections:
            connection.sendall(b"no request\r\n\r\n")
        assert service.ask("/healthz").status == 200
        assert time.monotonic() - start < 30, "each of them would hold the main loop up for two seconds"
        for connection in connections:
            assert b" 400 " in read_all(connection).partition(b"\r\n")[0]


@pytest.mark.parametrize("sizes", [(1,), (7, 100_000, 3)], ids=str)
def test_requests_in_pieces_chunks_and_pipelines_are_answered(tmp_path: Path, sizes: tuple[int, ...]) -> None:
    body = json.dumps({"wikitext": "To Paris" + " word" * (1 if sizes == (1,) else 60_000)}).encode()
    chunks = b"%x;a=b\r\n%s\r\n%x\r\n%s\r\n0\r\nX-Sum: 1\r\n\r\n" % (10, body[:10], len(body) - 10, body[10:])
    requests = [
        HEADER + b"Content-Length: %d\r\n\r\n" % len(body) + body,
        HEADER + b"Transfer-Encoding: chunked\r\n\r\n" + chunks,
        HEADER + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body,
    ]
    with service_with(tmp_path) as service, closing(connect(service)) as connection:
        sent, content, index = 0, b"".join(requests), 0
        while sent < len(content):
            size = sizes[index % len(sizes)]
            connection.sendall(content[sent : sent + size])
            sent, index = sent + size, index + 1
        assert read_all(connection).count(b"HTTP/1.1 200 OK") == len(requests)


def test_a_client_that_expects_to_continue_is_told_to(tmp_path: Path) -> None:
    body = b'{"wikitext": "To Paris"}'
    header = HEADER + b"Connection: close\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body)
    with service_with(tmp_path) as service, closing(connect(service)) as connection:
        connection.sendall(header)
        assert connection.recv(100).startswith(b"HTTP/1.1 100 Continue\r\n\r\n")
        connection.sendall(body)
        assert b"HTTP/1.1 200 OK" in read_all(connection)


@contextmanager
def silent_api() -> Iterator[str]:
    """An API that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/w/api.php"


def test_waiting_for_a_wiki_takes_no_place_from_requests_that_bring_their_text(tmp_path: Path) -> None:
    with (
        silent_api() as api,
        service_with(tmp_path, MEDIAWIKI_API_URL=api, MEDIAWIKI_TIMEOUT="60", REQUEST_DEADLINE="8") as service,
    ):
        waiting = [threading.Thread(target=service.ask, args=(PATH,)) for _ in range(20)]
        for thread in waiting:
            thread.start()
        until(lambda: _refused(service) >= 18, "as many requests wait as may")
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda _: service.ask(PATH, {"wikitext": "To Paris"}).status, range(15)))
        assert answers == [200] * 15
        assert any(thread.is_alive() for thread in waiting)
        for thread in waiting:
            thread.join()


def _refused(service: RunningService) -> int:
    return sum(line.get("http.response.status_code") == 503 for line in service.lines())


def test_a_connection_stays_open_for_further_requests(tmp_path: Path) -> None:
    with service_with(tmp_path) as service:
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
        ports = set()
        for _ in range(3):
            connection.request("POST", PATH, json.dumps({"wikitext": "To Paris"}))
            assert connection.getresponse().read()
            ports.add(connection.sock.getsockname()[1])
        assert len(ports) == 1
        connection.close()
