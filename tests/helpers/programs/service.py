"""The service in a real gunicorn."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.helpers.programs.running import ROOT, free_port, running, until

FAKE = "tests.helpers.api.fake_wsgi:app"


@dataclass(frozen=True)
class Answer:
    """An HTTP response."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Parse the body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class RunningService:
    """A running service.

    Attributes:
        process: The master process of gunicorn.
        port: The port that it listens on.
        log: The file with its output.
    """

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def url(self) -> str:
        """The root URL, without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a GET request, or a POST request if there is a body, on a new connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            return ask(connection, path, body, headers)
        finally:
            connection.close()

    def lines(self) -> list[dict[str, Any]]:
        """Parse the lines that the service has logged."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def workers(self) -> list[int]:
        """Return the process ids of the workers that have started."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(child) for child in children.read_text().split()]


def ask(
    connection: http.client.HTTPConnection, path: str, body: Any = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Send a request over an open connection."""
    if body is None:
        connection.request("GET", path, headers=dict(headers or {}))
    else:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection.request("POST", path, content, {"Content-Type": "application/json", **(headers or {})})
    response = connection.getresponse()
    return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())


@contextmanager
def running_service(
    data_dir: Path, work: Path, app: str = FAKE, settings: Mapping[str, str] | None = None
) -> Iterator[RunningService]:
    """Run gunicorn with the project's configuration; `work` is an empty directory for its files."""
    port = free_port()
    log = work / "service.log"
    environment = {"DATA_DIR": str(data_dir), "HOST": "127.0.0.1", "PORT": str(port), "METRICS_DIR": str(work)}
    command = [sys.executable, "-m", "gunicorn", "--config", ROOT / "gunicorn.conf.py", app]
    with running(command, log, {**environment, **(settings or {})}) as process:
        service = RunningService(process, port, log)

        def healthy() -> bool:
            assert process.poll() is None, log.read_text(encoding="utf-8")
            return service.ask("/healthz").status == 200

        until(healthy, "gunicorn is healthy")
        yield service
