"""Batches in a real gunicorn: read and answered line by line, whatever the client does, beside single requests."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.linking.bundles import write_bundle_files
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.linking.wiki_on_disk import WikiOnDisk
from tests.helpers.programs.running import until
from tests.helpers.programs.service import RunningService, running_service

pytestmark = [pytest.mark.integration, pytest.mark.server]

ROOT = "/v1/linkrecommendations/kwwiki"
HEADER = f"POST {ROOT}:batch HTTP/1.1\r\nHost: a\r\nContent-Type: application/jsonl\r\n".encode()
CHUNKED = HEADER + b"Transfer-Encoding: chunked\r\n\r\n"
SETTINGS = {"WEB_CONCURRENCY": "1", "MAX_CONCURRENT_BATCHES": "1", "REQUEST_BODY_TIMEOUT": "3"}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    data_dir = tmp_path_factory.mktemp("data")
    write_bundle_files(data_dir)
    with running_service(data_dir, tmp_path_factory.mktemp("work"), settings=SETTINGS) as service:
        yield service


def line(**members: Any) -> bytes:
    return json.dumps({"title": "A", "wikitext": "Paris", **members}).encode() + b"\n"


def chunk(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(content), content)


@contextmanager
def batch(service: RunningService, start: bytes = CHUNKED) -> Iterator[tuple[socket.socket, http.client.HTTPResponse]]:
    """Begin a batch. The caller reads the header of the response by `begin`."""
    with closing(socket.create_connection(("127.0.0.1", service.port), timeout=30)) as sock:
        sock.sendall(start)
        with closing(http.client.HTTPResponse(sock, method="POST")) as response:
            yield sock, response


def free(service: RunningService) -> None:
    """Wait until no batch runs."""

    def is_free() -> bool:
        with batch(service, HEADER + b"Content-Length: 0\r\n\r\n") as (_, response):
            response.begin()
            response.read()
            return response.status == 200

    until(is_free, "no batch runs")


def test_each_answer_comes_before_the_next_line_is_sent(service: RunningService) -> None:
    free(service)
    with batch(service) as (sock, response):
        for number in range(5):
            sock.sendall(chunk(line(pageid=number)))
            if number == 0:
                response.begin()
                assert (response.status, response.getheader("Content-Type")) == (200, "application/jsonl")
            assert json.loads(response.readline())["pageid"] == number
        sock.sendall(b"0\r\n\r\n")
        assert response.readline() == b""


@pytest.mark.parametrize("announced", [True, False])
def test_a_client_that_sends_everything_first_gets_every_answer(service: RunningService, announced: bool) -> None:
    """The answers are larger than what the connection holds, and so are the lines."""
    free(service)
    title = "é" * 120
    content = line(title=title, wikitext="Paris " + "x" * 20_000, explain=True) * 600
    start = HEADER + b"Content-Length: %d\r\n\r\n" % len(content) if announced else CHUNKED
    with batch(service, start) as (sock, response):
        sock.sendall(content if announced else chunk(content) + b"0\r\n\r\n")
        response.begin()
        answers = response.read().splitlines()
    assert len(answers) == 600
    assert set(map(len, answers)) == {len(answers[0])}
    assert response.getheader("Connection") == "close"


def test_single_requests_are_answered_meanwhile(service: RunningService) -> None:
    free(service)
    with batch(service) as (sock, response):
        sock.sendall(chunk(line(wikitext="sleep 0.05\nParis") * 40))
        response.begin()
        assert response.readline()
        for _ in range(5):
            assert service.ask(f"{ROOT}/A", {"wikitext": "Paris"}).status == 200
        assert service.ask("/healthz").status == 200
        sock.sendall(b"0\r\n\r\n")
        assert len(response.read().splitlines()) == 39


def test_a_batch_too_many_is_refused_and_a_client_that_goes_away_ends_its_batch(service: RunningService) -> None:
    free(service)
    with batch(service) as (sock, response):
        sock.sendall(chunk(line(wikitext="sleep 0.05\nParis") * 1000))
        response.begin()
        assert response.readline()
        refused = service.ask(f"{ROOT}:batch", line())
        assert (refused.status, refused.headers["retry-after"]) == (503, "1")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # an abrupt end
    free(service)


def test_a_line_that_does_not_arrive_in_time_ends_the_batch(service: RunningService) -> None:
    free(service)
    with batch(service) as (sock, response):
        sock.sendall(chunk(line() + b'{"title": '))
        response.begin()
        first, problem = response.read().splitlines()
    assert json.loads(first)["links_count"] == 1
    assert {"status": 408, "line": 2}.items() <= json.loads(problem).items()


@pytest.mark.parametrize("broken", [b"zz\r\n", b"5\r\nab"])
def test_a_broken_body_ends_the_batch(service: RunningService, broken: bytes) -> None:
    free(service)
    with batch(service) as (sock, response):
        sock.sendall(chunk(line()) + broken)
        sock.shutdown(socket.SHUT_WR)
        response.begin()
        first, problem = response.read().splitlines()
    assert json.loads(first)["links_count"] == 1
    assert {"status": 400, "line": 2}.items() <= json.loads(problem).items()


def test_a_client_may_ask_whether_to_go_on(service: RunningService) -> None:
    free(service)
    with batch(service, HEADER + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(line())) as (
        sock,
        response,
    ):
        assert sock.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(line())
        response.begin()
        assert json.loads(response.read())["links_count"] == 1


def test_the_log_has_one_line_for_a_batch(service: RunningService) -> None:
    free(service)
    answer = service.ask(f"{ROOT}:batch", line() + b"{}\n" + line(), headers={"X-Request-Id": "of-this-batch"})
    assert len(answer.body.splitlines()) == 3

    def logged() -> list[dict[str, Any]]:
        return [entry for entry in service.lines() if entry.get("trace.id") == "of-this-batch"]

    until(logged, "the request is logged")
    assert [(entry["batch.answered"], entry["batch.failed"], entry["wiki"]) for entry in logged()] == [(2, 1, "kwwiki")]


def test_answers_are_those_of_single_requests_with_a_real_bundle(tmp_path: Path) -> None:
    """Behind a path prefix, while single requests take turns with the batch."""
    contents = WikiOnDisk(anchors={"paris": {"Paris": 90}, "rome": {"Rome": 60}}, plain={"rome": 30})
    write_complete_bundle(tmp_path / "data", "tinywiki", contents=contents)
    work = tmp_path / "work"
    work.mkdir()
    texts = [f"From Paris to Rome, {number} times. " * (1 + number % 5) for number in range(60)]
    settings = {"WEB_CONCURRENCY": "1", "URL_PREFIX": "/gate", "MEDIAWIKI_API_URL": "off"}
    with running_service(tmp_path / "data", work, "api.wsgi:app", settings) as service:
        root = "/gate/v1/linkrecommendations/tinywiki"
        singles: dict[int, bytes] = {}

        def ask_singly() -> None:
            for number, text in enumerate(texts):
                singles[number] = service.ask(f"{root}/A?threshold=0.1", {"pageid": number, "wikitext": text}).body

        thread = threading.Thread(target=ask_singly)
        thread.start()
        content = b"".join(line(pageid=number, wikitext=text) for number, text in enumerate(texts))
        answers = service.ask(f"{root}:batch?threshold=0.1", content).body.splitlines()
        thread.join()
        no_text = service.ask(f"{root}:batch", b'{"title": "A"}').json()
    assert answers == [singles[number] for number in range(len(texts))]
    assert json.loads(answers[0])["links_count"] == 2
    assert {"status": 400, "field": "wikitext"}.items() <= no_text.items()
