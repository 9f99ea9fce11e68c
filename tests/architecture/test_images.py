"""The images: linted, and their commands run with only the files that they would hold."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml
from compose_spec import PyCompose

from tests.helpers.programs.running import ROOT, free_port, program_path, running, until

_STAGE = re.compile(r"^FROM .* AS (\S+)$")
_UNPRIVILEGED = 10001


def dockerfile(stage: str) -> list[str]:
    """The instructions of a stage, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    found: list[str] = []
    current = ""
    for line in text.splitlines():
        if match := _STAGE.match(line):
            current = match[1]
        elif current == stage and line and not line.startswith("#"):
            found.append(" ".join(line.split()))
    return found


def instructions(stage: str, name: str) -> list[str]:
    """What follows one kind of instruction in a stage."""
    return [line.removeprefix(f"{name} ") for line in dockerfile(stage) if line.startswith(f"{name} ")]


def copied(stage: str) -> Iterator[tuple[Path, str]]:
    """Source and destination of what a stage copies out of the project."""
    for line in instructions(stage, "COPY"):
        if not line.startswith("--from"):
            source, destination = line.split()
            yield ROOT / source, source if destination == "./" else destination


def lay_out(stage: str, directory: Path) -> None:
    """Put the project's files where the stage has them."""
    for source, destination in copied(stage):
        target = directory / destination
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)


def files(directory: Path) -> set[Path]:
    return set(directory.rglob("*"))


def test_hadolint_has_nothing_to_say():
    program = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([program, ROOT / "Dockerfile"], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("stage", ["training", "service"])
def test_the_images_run_without_privileges_and_compilers(stage):
    """The stage starts from the plain base, takes over finished packages, installs nothing and ends as a user."""
    assert instructions(stage, "USER") == [str(_UNPRIVILEGED)]
    assert any("--from=" in line and "/opt/venv" in line for line in instructions(stage, "COPY"))
    assert not [run for run in instructions(stage, "RUN") if re.search(r"\b(apt-get|pip|gcc|make)\b", run)]


@pytest.mark.parametrize("stage", ["packages", "training-packages"])
def test_packages_come_with_hashes(stage):
    (install,) = instructions(stage, "RUN")
    assert "pip install --require-hashes --no-deps" in install


def test_docker_sees_what_the_dockerfile_copies():
    allowed = set((ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines())
    stages = ("packages", "training-packages", "training", "service")
    for source, _ in (pair for stage in stages for pair in copied(stage)):
        assert source.exists()
        assert f"!{source.relative_to(ROOT)}" in allowed


def test_the_service_runs_from_the_images_files(tmp_path):
    """The entry point answers, says the version that was baked in, and writes nothing beside its files."""
    application, data, temporary = tmp_path / "app", tmp_path / "data", tmp_path / "tmp"
    lay_out("service", application)
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
    lay_out("training", tmp_path / "app")
    program, *arguments = json.loads(instructions("training", "ENTRYPOINT")[0])
    assert program == "python"
    command = [sys.executable, *arguments, "--help"]
    done = subprocess.run(command, cwd=tmp_path / "app", capture_output=True, text=True, env={"PATH": os.defpath})
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "app/training/sample/samplewiki.xml").is_file()


def test_the_compose_file_follows_the_specification():
    read = yaml.safe_load((ROOT / "docker-compose.yaml").read_text(encoding="utf-8"))
    composed = PyCompose.from_json(json.dumps(read))  # the checker knows no YAML merge keys, Compose does
    assert {"train", "service", "mariadb", "prometheus"} <= set(composed.service_names())


def test_the_compose_file_names_stages_and_files_that_exist():
    composed = yaml.safe_load((ROOT / "docker-compose.yaml").read_text(encoding="utf-8"))["services"]
    stages = {match[1] for line in (ROOT / "Dockerfile").read_text().splitlines() if (match := _STAGE.match(line))}
    assert {service["build"]["target"] for service in composed.values() if "build" in service} <= stages
    for service in composed.values():
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            assert not source.startswith(".") or (ROOT / source).is_file()


def test_prometheus_can_read_its_configuration():
    program = program_path("promtool", "prometheus")
    command = [program, "check", "config", ROOT / "docker/prometheus.yaml"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
