"""Read the stages of the Dockerfile, and copy the files of a stage to a directory."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.helpers.cases import ROOT

STAGE = re.compile(r"^FROM .* AS (\S+)$")


def stage_lines(stage: str) -> list[str]:
    """Return the instructions of a stage, each on one line."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    found: list[str] = []
    current = ""
    for line in text.splitlines():
        if match := STAGE.match(line):
            current = match[1]
        elif current == stage and line and not line.startswith("#"):
            found.append(" ".join(line.split()))
    return found


def instructions(stage: str, name: str) -> list[str]:
    """Return the arguments of each instruction of one kind."""
    return [line.removeprefix(f"{name} ") for line in stage_lines(stage) if line.startswith(f"{name} ")]


def copied(stage: str) -> Iterator[tuple[Path, str]]:
    """Yield source and destination of each file or directory that the stage copies from the project."""
    for line in instructions(stage, "COPY"):
        if not line.startswith("--from"):
            *sources, destination = line.split()
            for source in sources:
                yield ROOT / source, source if destination == "./" else destination


def copy_stage_files(stage: str, directory: Path) -> None:
    """Copy the project's files to the places that they have in the stage's image."""
    for source, destination in copied(stage):
        target = directory / destination
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
