"""The command prints a request for the sample wiki."""

from __future__ import annotations

import subprocess
import sys


def test_the_printed_request_has_the_given_address():
    command = [sys.executable, "-m", "training.sample", "curl", "--url", "http://127.0.0.1:1234"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "curl -s http://127.0.0.1:1234/v1/linkrecommendations/samplewiki/" in printed
