"""The commands of the images run with only the files that the images hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.helpers.programs.dockerfile import copy_stage_files, instructions
from tests.helpers.programs.running import free_port, running, until

pytestmark = [pytest.mark.integration, pytest.mark.server]


def files(directory: Path) -> set[Path]:
    return set(directory.rglob("*"))


def test_the_service_runs_from_the_images_files(tmp_path):
    """The entry point starts, reports the version of the build and writes nothing into its own directory."""
    application, data, temporary = tmp_path / "app", tmp_path / "data", tmp_path / "tmp"
    copy_stage_files("service", application)
    data.mkdir()
    temporary.mkdir()
    for run in instructions("service", "RUN"):
        subprocess.run(run, shell=True, check=True, cwd=application, env={"VERSION": "1.2.3-test", "PATH": os.defpath})
    port = free_port()
    environment = {"DATA_DIR": str(data), "HOST": "127.0.0.1", "PORT": str(port), "TMPDIR": str(temporary)}
    program, *arguments = json.loads(instructions("service", "ENTRYPOINT")[0])
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    log, before = tmp_path / "log", files(application)
    with running(command, log, environment, directory=application) as process:
        healthcheck = json.loads(instructions("service", "HEALTHCHECK")[0].partition("CMD ")[2])

        def healthy() -> bool:
            assert process.poll() is None, log.read_text(encoding="utf-8")
            check = [sys.executable, *healthcheck[1:]]
            return subprocess.run(check, env=environment, stderr=subprocess.DEVNULL).returncode == 0

        until(healthy, "the image's health check passes")
        with urlopen(f"http://127.0.0.1:{port}/") as answer:
            banner = answer.read().decode()
    assert "1.2.3-test" in banner
    assert files(application) == before


def test_the_training_command_runs_from_the_images_files(tmp_path):
    copy_stage_files("training", tmp_path / "app")
    program, *arguments = json.loads(instructions("training", "ENTRYPOINT")[0])
    assert program == "python"
    command = [sys.executable, *arguments, "--help"]
    done = subprocess.run(command, cwd=tmp_path / "app", capture_output=True, text=True, env={"PATH": os.defpath})
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "app/training/sample/samplewiki.xml").is_file()
