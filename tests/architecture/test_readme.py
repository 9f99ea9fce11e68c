"""README.md says what is true: the table of settings, the commands, the version."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import pytest

from api.settings.definitions import settings_table
from tests.helpers.programs.running import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
FIXED = ("run", "test", "venv", "serve")


def test_the_table_of_settings_is_the_codes():
    """Each variable, default and description; `python -m api settings` prints what belongs there."""
    assert settings_table() in README


def test_every_make_command_that_it_names_exists():
    named = set(re.findall(r"\bmake ([a-z-]+)\b", README)) - {"on"}
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    assert {*FIXED} <= targets
    assert named <= targets


@pytest.mark.parametrize("package", ["api", "training"])
def test_every_subcommand_that_it_names_exists(package, subcommands):
    named = set(re.findall(rf"python -m {package} ([a-z]+)", README))
    assert named
    assert named <= subcommands(package)


@pytest.fixture
def subcommands():
    """Which subcommands a package's own help lists."""

    def listed(package: str) -> set[str]:
        command = [sys.executable, "-m", package, "--help"]
        printed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        return set(re.findall(r"^ {4}([a-z]+)", printed, re.MULTILINE))

    return listed


@pytest.mark.parametrize("target", FIXED)
def test_the_fixed_commands_can_be_made(target):
    """Scripts outside the project call them."""
    done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_changelog_begins_with_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == version


def test_links_in_the_readme_lead_to_files():
    paths = re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w.-]+\.(?:yaml|md|py))`", README)
    paths = [path for path in paths if path not in ("rules.yaml",)]
    assert [path for path in paths if not (ROOT / path).exists()] == []
