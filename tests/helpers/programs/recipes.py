"""The commands of the documents, and a directory in which they run as they are written."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from tests.helpers.programs.running import ROOT

_COMMAND = re.compile(r"(?:[A-Z_]+=\S+ )*(?:make|curl|docker|\.venv/bin/\S+|python) ")


def recipes(document: str, heading: str) -> list[str]:
    """Return the commands in the indented blocks below a heading, with their continuation lines."""
    text = (ROOT / document).read_text(encoding="utf-8")
    section = text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line[4:] for line in section.splitlines() if line.startswith("    ")]
    commands = re.sub(r"\\\n *", "", "\n".join(lines)).splitlines()
    return [command for command in commands if _COMMAND.match(command)]


def check_out(directory: Path) -> Path:
    """Fill a directory with links to the project, and with a virtual environment that is up to date."""
    for entry in ROOT.iterdir():
        if entry.name not in {".git", ".venv", ".venvs", "data", "dumps", "build"}:
            (directory / entry.name).symlink_to(entry)
    environment = directory / ".venv"
    environment.mkdir()
    for entry in Path(sys.prefix).iterdir():
        if entry.name != ".installed":
            (environment / entry.name).symlink_to(entry)
    (environment / ".installed").touch()
    return directory
