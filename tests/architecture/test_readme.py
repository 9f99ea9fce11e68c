"""README.md, its neighbours and the documents name only settings, commands, make targets and files that exist."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from api.__main__ import build_parser as build_api_parser
from api.settings.definitions import SETTINGS
from tests.helpers.programs.running import ROOT
from training.__main__ import build_parser as build_training_parser

FIXED = ("run", "test", "venv", "serve")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
PARSERS = {"api": build_api_parser(), "training": build_training_parser()}


def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def test_readme_is_short():
    assert len(text_of(ROOT / "README.md").splitlines()) <= 120


def test_links_of_the_readme_lead_to_files():
    """Sphinx checks those of the documents."""
    links = re.findall(r"\]\(((?!https?:)[^)#]+)", text_of(ROOT / "README.md"))
    assert "docs/images/playground.png" in links
    assert [link for link in links if not (ROOT / link).exists()] == []


@each_document
def test_settings_exist(document):
    """Variables that are set in front of a command, and those in backticks that look like a setting of the service."""
    text = text_of(document)
    named = set(re.findall(r"\b([A-Z][A-Z_]+)=\S+ +(?:[A-Z_]+=\S+ +|\\\n +)*make serve", text))
    named |= {name for name in re.findall(r"`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`", text) if is_setting_like(name)}
    assert named <= {setting.variable for setting in SETTINGS}


def is_setting_like(name: str) -> bool:
    return name.startswith(("DATA_", "MEDIAWIKI_", "MAX_", "REQUEST_", "WEB_", "STATSD_", "METRICS_", "LOG_", "URL_"))


@each_document
def test_make_targets_exist(document):
    """Only in code: prose makes other things."""
    named = set(re.findall(r"(?:`|^    |\s)make ([a-z-]+)(?:`|\s*$|\s+#)", text_of(document), re.MULTILINE))
    assert named <= set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))


@each_document
@pytest.mark.parametrize("package", ["api", "training"])
def test_commands_and_their_options_exist(document, package):
    """Each `python -m PACKAGE COMMAND` with the options on its line and those that continue it."""
    commands = re.findall(rf"python -m {package} ((?:[a-z][a-z-]*)(?:[^\n`#]|\\\n)*)", text_of(document))
    for words in (re.sub(r"\\\n", " ", command).split() for command in commands):
        options = known_options(package, words)
        assert {word.partition("=")[0] for word in words if re.match(r"--[a-z]", word)} <= options, words


def known_options(package: str, words: list[str]) -> set[str]:
    """The options of a command line's (sub)command."""
    parser = PARSERS[package]
    for word in words:
        choices = [action.choices for action in parser._actions if action.choices and not action.option_strings]
        if not choices:
            break
        assert word in choices[0], words
        parser = choices[0][word]
    return {option for action in parser._actions for option in action.option_strings}


@each_document
def test_files_exist(document):
    """Files in backticks with a path from the project's root, such as `linking/text/titles.py`."""
    folders = "linking|training|api|tests|docs|spec|docker"
    named = re.findall(rf"`((?:{folders})/[\w./-]*|[\w.-]+\.md|gunicorn\.conf\.py)`", text_of(document))
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("target", FIXED)
def test_the_fixed_commands_can_be_made(target):
    """Scripts outside the project call them."""
    done = subprocess.run(["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_changelog_begins_with_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    headings = re.findall(r"^## (\S+)", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == version
