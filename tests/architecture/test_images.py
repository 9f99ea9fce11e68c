"""The Dockerfile, the Compose file and the configuration of Prometheus are valid and name files that exist."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from compose_spec import PyCompose

from tests.helpers.cases import ROOT
from tests.helpers.programs.dockerfile import STAGE, copied, instructions
from tests.helpers.programs.running import program_path

_UNPRIVILEGED = 10001


def test_hadolint_reports_nothing():
    program = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([program, ROOT / "Dockerfile"], capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("stage", ["training", "service"])
def test_the_images_run_without_privileges_and_compilers(stage):
    """The stage copies installed packages from another stage, installs nothing itself and switches to a plain user."""
    assert instructions(stage, "USER") == [str(_UNPRIVILEGED)]
    assert any("--from=" in line and "/opt/venv" in line for line in instructions(stage, "COPY"))
    assert not [run for run in instructions(stage, "RUN") if re.search(r"\b(apt-get|pip|gcc|make)\b", run)]


@pytest.mark.parametrize("stage", ["packages", "accelerator", "service-packages", "training-packages"])
def test_packages_come_with_hashes(stage):
    """Whatever is downloaded has a hash in a requirements file, also what builds a package."""
    commands = [command for run in instructions(stage, "RUN") for command in run.split("&&")]
    downloads = [command for command in commands if re.search(r"pip\b.* (install|wheel|download)\b", command)]
    assert downloads
    for command in downloads:
        assert "--no-deps" in command
        assert "--require-hashes" in command or "--no-index" in command
        assert "--only-binary :all:" in command or "--no-build-isolation" in command or "--no-index" in command


def test_docker_sees_what_the_dockerfile_copies():
    allowed = set((ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines())
    stages = ("packages", "accelerator", "service-packages", "training-packages", "training", "service")
    for source, _ in (pair for stage in stages for pair in copied(stage)):
        assert source.exists()
        assert f"!{source.relative_to(ROOT)}" in allowed


def test_the_compose_file_follows_the_specification():
    read = yaml.safe_load((ROOT / "docker-compose.yaml").read_text(encoding="utf-8"))
    # JSON has the YAML merge keys resolved, which the checker does not support and Compose does.
    composed = PyCompose.from_json(json.dumps(read))
    assert {"train", "service", "mariadb", "prometheus"} <= set(composed.service_names())


def test_the_compose_file_names_stages_and_files_that_exist():
    composed = yaml.safe_load((ROOT / "docker-compose.yaml").read_text(encoding="utf-8"))["services"]
    stages = {match[1] for line in (ROOT / "Dockerfile").read_text().splitlines() if (match := STAGE.match(line))}
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
