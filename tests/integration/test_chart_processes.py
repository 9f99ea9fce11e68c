"""The commands and the environment that the Helm chart renders run: probes, an update under load, sync, a database."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from linking.bundle.wiki_index import write_index
from tests.helpers.api.web_root import serve
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.programs import spec_checker
from tests.helpers.programs.dockerfile import instructions
from tests.helpers.programs.mariadb import MISSING, private_server
from tests.helpers.programs.rendered_pods import Container, RenderedChart
from tests.helpers.programs.running import free_port, running, until
from tests.helpers.programs.service import ask
from tools.chart import CHART

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.database]

ENTRYPOINT = json.loads(instructions("service", "ENTRYPOINT")[0])
ARTICLE = "/v1/linkrecommendations/tinywiki/Capitals"
BODY = {"pageid": 1, "revid": 2, "wikitext": "Paris is the capital of France, on the river Seine. " * 20}
CLIENTS = 6


def values(port: int, **more: Any) -> dict[str, Any]:
    """Values for a service on a free port of the loopback interface."""
    return {"config": {"public": {"PORT": port, "HOST": "127.0.0.1"}}, **more}


def directories(work: Path, *names: str) -> dict[str, Path]:
    made = {name: work / name for name in ("tmp", "metrics", *names)}
    for path in made.values():
        path.mkdir(parents=True, exist_ok=True)
    return made


@dataclass
class Pod:
    """A running pod of the service."""

    process: subprocess.Popen[bytes]
    container: Container
    port: int
    log: Path

    def probe(self, name: str) -> bool:
        """Send the probe's request, as the kubelet does."""
        request = self.container.spec[f"{name}Probe"]["httpGet"]
        assert request["port"] == "http"
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}{request['path']}").status == 200
        except HTTPError:
            return False

    def wait_for(self, probe: str) -> None:
        """Wait until a probe succeeds."""

        def succeeds() -> bool:
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            return self.probe(probe)

        until(succeeds, f"the {probe} probe succeeds")


@contextmanager
def running_pod(rendered: RenderedChart, work: Path, places: dict[str, Path]) -> Iterator[Pod]:
    container = rendered.service()
    started = container.as_process(ENTRYPOINT, places)
    (port,) = (each["containerPort"] for each in container.spec["ports"] if each["name"] == "http")
    log = work / f"{port}.log"
    with running(started.command, log, started.environment) as process:
        yield Pod(process, container, port, log)


def run_job(containers: Sequence[Container], places: dict[str, Path]) -> None:
    for container in containers:
        started = container.as_process([], places)
        done = subprocess.run(
            started.command, env={"PATH": os.defpath, **started.environment}, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr


def test_pods_live_without_bundles_and_become_ready_when_the_sync_job_has_run(tmp_path):
    places, published = directories(tmp_path, "data"), tmp_path / "published"
    write_complete_bundle(published)
    write_index(published)
    with serve(published) as source:
        rendered = RenderedChart(values(free_port(), sync={"enabled": True, "from": source.url}))
        with running_pod(rendered, tmp_path, places) as pod:
            pod.wait_for("startup")
            assert pod.probe("liveness")
            assert not pod.probe("readiness")
            run_job(rendered.job("-sync"), places)
            pod.wait_for("readiness")


@dataclass
class Service:
    """What a Service of Kubernetes does: it connects clients to one of the pods that are ready.

    Attributes:
        ports: The ports of these pods.
        answers: The status of each answer.
        failures: What clients saw instead of an answer.
    """

    ports: list[int]
    answers: list[int] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def send_requests(self, stopped: threading.Event) -> None:
        """Send requests until `stopped`; as MediaWiki does, over a connection for a few of them."""
        turn = 0
        while not stopped.is_set():
            turn += 1
            connection = http.client.HTTPConnection("127.0.0.1", self.ports[turn % len(self.ports)], timeout=60)
            try:
                for _ in range(3):
                    self.answers.append(ask(connection, ARTICLE, BODY).status)
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
            finally:
                connection.close()


@contextmanager
def clients(service: Service) -> Iterator[None]:
    stopped = threading.Event()
    threads = [threading.Thread(target=service.send_requests, args=(stopped,)) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


def more_answers(service: Service) -> None:
    wanted = len(service.answers) + 5 * CLIENTS
    until(lambda: len(service.answers) >= wanted, "more answers")


def test_an_update_loses_no_request(tmp_path):
    """The new pod is ready, the old one runs preStop while the Service forgets it, gets SIGTERM, and ends in time."""
    places = directories(tmp_path, "data")
    write_complete_bundle(places["data"])
    with ExitStack() as pods:
        ports = free_port(), free_port()
        old, new = (
            pods.enter_context(running_pod(RenderedChart(values(port, preStopSeconds=1)), tmp_path, places))
            for port in ports
        )
        old.wait_for("readiness")
        service = Service([old.port])
        with clients(service):
            more_answers(service)
            new.wait_for("readiness")
            service.ports.append(new.port)
            more_answers(service)
            pause = subprocess.Popen(old.container.spec["lifecycle"]["preStop"]["exec"]["command"])
            more_answers(service)  # still to both
            service.ports.remove(old.port)
            assert pause.wait() == 0
            old.process.send_signal(signal.SIGTERM)
            until(lambda: old.process.poll() is not None, "the old pod has ended")
            more_answers(service)
    assert old.process.returncode == 0
    assert service.failures == []
    assert set(service.answers) == {200}


@pytest.mark.skipif(bool(MISSING), reason=f"MariaDB server is not installed: {', '.join(MISSING)}")
def test_wikimedias_values_serve_from_a_database_that_the_sync_job_fills(tmp_path):
    places = directories(tmp_path, "cache", "staging")
    published = tmp_path / "published"
    write_complete_bundle(published)
    write_index(published)
    with private_server(tmp_path / "mariadb") as server, serve(published) as source:
        server.execute(
            "CREATE DATABASE linkrec CHARACTER SET utf8mb4",
            "CREATE USER reader IDENTIFIED BY 'p$(w)d ''1'",
            "GRANT SELECT ON linkrec.* TO reader",
            "CREATE USER writer IDENTIFIED BY 'other'",
            "GRANT ALL ON linkrec.* TO writer",
        )
        database = {"DB_HOST": "127.0.0.1", "DB_PORT": server.port, "DB_DATABASE": "linkrec", "DB_USER": "reader"}
        given = {
            "config": {
                "public": {"HOST": "127.0.0.1", "PORT": free_port(), **database},
                "private": {"DB_PASSWORD": "p$(w)d '1"},
            },
            "sync": {
                "from": source.url,
                "config": {"public": {"DB_USER": "writer"}, "private": {"DB_PASSWORD": "other"}},
            },
        }
        rendered = RenderedChart(given, CHART / "values-wikimedia.yaml")
        run_job(rendered.job("-sync"), places)
        with running_pod(rendered, tmp_path, places) as pod:
            pod.wait_for("startup")
            pod.wait_for("readiness")
            prefix = rendered.service().environment()["URL_PREFIX"]
            for path in (f"{prefix.rstrip('/')}{ARTICLE}", ARTICLE):
                connection = http.client.HTTPConnection("127.0.0.1", pod.port, timeout=60)
                answer = ask(connection, path, BODY)
                connection.close()
                assert answer.status == 200
                assert [link["link_target"] for link in answer.json()["links"]]
            failures = spec_checker.check(f"http://127.0.0.1:{pod.port}")
            assert failures == []
