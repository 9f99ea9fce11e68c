"""The output of a real gunicorn: one JSON object per line from every part of the program."""

from __future__ import annotations

import os
import re
import signal
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from linking import acceleration
from tests.helpers.linking.bundles import write_bundle_files
from tests.helpers.programs.running import free_port, until
from tests.helpers.programs.service import RunningService, running_service

pytestmark = [pytest.mark.integration, pytest.mark.server]

ALWAYS = {"@timestamp", "log.level", "message", "ecs.version", "service.name", "log.logger", "process.pid"}
PATH = "/v1/linkrecommendations/kwwiki/A%2FB"
SECRET = "Unmistakable words of an article"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    data_dir = tmp_path_factory.mktemp("data")
    write_bundle_files(data_dir)
    with running_service(data_dir, tmp_path_factory.mktemp("work"), settings={"WEB_CONCURRENCY": "1"}) as service:
        yield service


def line_of(service: RunningService, trace: str, logger: str = "gunicorn.access") -> dict[str, Any]:
    def find() -> dict[str, Any] | None:
        found = [line for line in service.lines() if line.get("trace.id") == trace and line["log.logger"] == logger]
        return found[0] if found else None

    return until(find, f"the line of {trace}")


def test_the_start_is_logged_with_the_variant_of_the_program(service: RunningService) -> None:
    found = [line for line in service.lines() if line["message"].endswith(acceleration.OBSTACLE or "modules run")]
    assert [line["log.logger"] for line in found] == ["gunicorn.error"]


def test_a_request_is_one_line_with_what_was_found_and_how_long_it_took(service: RunningService) -> None:
    body = {"pageid": 1, "revid": 99, "wikitext": f"{SECRET} Paris"}
    service.ask(f"{PATH}?threshold=0.1", body, {"X-Request-Id": "trace-1"})
    line = line_of(service, "trace-1")
    assert line["http.request.method"] == "POST"
    assert line["http.response.status_code"] == 200
    assert line["url.path"] == PATH
    assert line["event.duration"] > 0
    assert line["service.name"] == "linkrecommendation"
    assert (line["wiki"], line["revid"], line["links_count"], line["truncated"]) == ("kwwiki", 99, 1, False)
    assert line["linkrecommendation.parse_ms"] == 2.0
    assert len([one for one in service.lines() if one.get("trace.id") == "trace-1" and "url.path" in one]) == 1


def test_an_error_of_the_callers_is_named_in_its_line(service: RunningService) -> None:
    service.ask(f"{PATH}?threshold=7", {"wikitext": ""}, {"X-Request-Id": "trace-2"})
    line = line_of(service, "trace-2")
    assert (line["http.response.status_code"], line["error.type"]) == (400, "ParameterError")


def test_an_uncaught_exception_is_a_line_with_its_trace(service: RunningService) -> None:
    service.ask(PATH, {"wikitext": f"{SECRET}\nfail\n"}, {"X-Request-Id": "trace-3"})
    line = line_of(service, "trace-3", "linkrecommendation")
    assert line["log.level"] == "error"
    assert line["error.type"] == "RuntimeError"
    assert "Traceback" in line["error.stack_trace"]
    assert line_of(service, "trace-3")["http.response.status_code"] == 500


def test_every_line_parses_whatever_happens_and_no_line_has_article_text(service: RunningService) -> None:
    with socket.create_connection(("127.0.0.1", service.port)) as raw:
        raw.sendall(b"\x00\xffNOT HTTP\r\n\r\n")
        raw.recv(1000)
    service.ask(PATH, f'{{"wikitext": "{SECRET}'.encode())
    service.ask(f"/{'x' * 5000}")
    service.ask("/%00%0A%22")
    victim = service.workers()[0]
    os.kill(victim, signal.SIGKILL)
    until(lambda: service.workers() != [victim] and service.ask("/healthz").status == 200, "a new worker")
    lines = until(lambda: [x for x in service.lines() if x["message"].startswith("Booting worker")][1:], "its line")
    for line in service.lines():
        assert line.keys() >= ALWAYS
        assert datetime.fromisoformat(line["@timestamp"]).utcoffset().total_seconds() == 0
        assert line["ecs.version"].startswith("8.")
        assert line["log.level"] in {"debug", "info", "warning", "error", "critical"}
    assert lines
    assert SECRET not in service.log.read_text(encoding="utf-8")


def test_a_quiet_service_logs_no_requests(tmp_path: Path) -> None:
    write_bundle_files(tmp_path / "data")
    work = tmp_path / "work"
    work.mkdir()
    with running_service(tmp_path / "data", work, settings={"LOG_LEVEL": "warning"}) as service:
        service.ask(PATH, {"wikitext": "fail"}, {"X-Request-Id": "trace-4"})
        until(lambda: service.lines(), "a line")
        assert {line["log.level"] for line in service.lines()} == {"error"}


def test_gunicorns_statistics_go_to_statsd(tmp_path: Path) -> None:
    write_bundle_files(tmp_path / "data")
    work = tmp_path / "work"
    work.mkdir()
    port = free_port()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as statsd:
        statsd.bind(("127.0.0.1", port))
        statsd.settimeout(20)
        with running_service(tmp_path / "data", work, settings={"STATSD_HOST": f"127.0.0.1:{port}"}) as service:
            service.ask(PATH, {"wikitext": ""})
            seen = ""
            while "linkrecommendation.gunicorn.request.status.200:" not in seen:
                seen += statsd.recv(1000).decode() + "\n"
            assert re.search(r"^linkrecommendation\.gunicorn\.requests:1\|c", seen, re.MULTILINE)
        assert [line for line in service.lines() if line["log.logger"] == "gunicorn.access"]
