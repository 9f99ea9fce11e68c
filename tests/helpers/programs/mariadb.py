"""A private MariaDB server with its own data directory, on a free port of the loopback interface."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymysql

_DEADLINE = 60.0
_OPTIONS = (
    "--no-defaults",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--bind-address=127.0.0.1",
    "--plugin-maturity=gamma",
)


def program(name: str) -> str | None:
    """Find a program of the server, which may be outside the user's PATH; None if it is not installed."""
    return shutil.which(name, path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin")


MISSING = [name for name in ("mariadbd", "mariadb-install-db") if program(name) is None]


@dataclass
class Server:
    """A server that can be stopped, and started again on the same port, as in a failover."""

    directory: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def url(self, user: str = "root", password: str = "", database: str = "linkrec") -> str:
        """Return the URL for DATA_URL and `sync --to`."""
        return f"mysql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        data, log = self.directory / "data", self.directory / "log"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [
                    program("mariadbd") or "",
                    *_OPTIONS,
                    f"--datadir={data}",
                    f"--socket={self.directory / 'socket'}",
                    f"--port={self.port}",
                    f"--user={getpass.getuser()}",
                    "--innodb-flush-log-at-trx-commit=2",
                    "--innodb-buffer-pool-size=64M",
                ],
                stdout=output,
                stderr=output,
            )
        deadline = time.monotonic() + _DEADLINE
        while not self._answers():
            assert self.process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        """Kill the server, as a power failure would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def execute(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements as root and return the rows of the last one."""
        connection = pymysql.connect(host="127.0.0.1", port=self.port, user="root", autocommit=True)
        with closing(connection), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())

    def _answers(self) -> bool:
        try:
            self.execute("SELECT 1")
        except pymysql.MySQLError:
            return False
        return True


@contextmanager
def private_server(directory: Path) -> Iterator[Server]:
    """Run a new server in `directory` until the block ends."""
    install = program("mariadb-install-db") or ""
    arguments = [f"--datadir={directory / 'data'}", "--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run(
        [install, "--no-defaults", *arguments, f"--user={getpass.getuser()}"], check=True, capture_output=True
    )
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Server(directory, port)
    server.start()
    try:
        yield server
    finally:
        server.stop()
