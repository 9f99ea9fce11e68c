"""Start programs on free ports of the loopback interface, and stop them by their process ids."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from tests.helpers.cases import ROOT as ROOT

SECONDS = 60.0

T = TypeVar("T")


def program_path(name: str, package: str) -> str:
    """Find a program, or skip the test if it is not installed; `package` is the Debian package that has it."""
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if path is None:
        pytest.skip(f"{name} is not installed: apt-get install {package}")
    return path


def free_port() -> int:
    """Return a port that no program listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def until(found: Callable[[], T | None], what: str, seconds: float = SECONDS) -> T:
    """Call `found` until it returns a true value, or fail the test at the deadline; an OSError counts as false."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            value = found()
        except OSError:
            value = None
        if value:
            return value
        time.sleep(0.02)
    pytest.fail(f"timed out after {seconds:g} s waiting until {what}")


@contextmanager
def running(
    arguments: Sequence[str | Path], log: Path, environment: Mapping[str, str] | None = None, directory: Path = ROOT
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the block ends; `environment` extends that of this process."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(argument) for argument in arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            cwd=directory,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
