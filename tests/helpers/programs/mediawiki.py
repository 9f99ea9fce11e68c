"""A real MediaWiki: Debian's package with SQLite, served by PHP's built-in server on the loopback interface."""

from __future__ import annotations

import json
import os
import subprocess
import urllib.request
import xml.etree.ElementTree as ET
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import pytest

from tests.helpers.programs.running import ROOT, free_port, program_path, running, until

PACKAGES = "mediawiki php-sqlite3 php-cli"
INSTALLED = Path("/usr/share/mediawiki")
SAMPLE = ROOT / "training/sample/samplewiki.xml"
SECTIONS_SCRIPT = Path(__file__).with_name("mediawiki_sections.php")
SECONDS = 300


@dataclass(frozen=True)
class MediaWiki:
    """A running wiki.

    Attributes:
        port: The port of its web server.
        configuration: Its LocalSettings.php.
    """

    port: int
    configuration: Path

    @property
    def api(self) -> str:
        """The URL of its Action API."""
        return f"http://127.0.0.1:{self.port}/api.php"

    def save(self, title: str, text: str) -> None:
        """Save a new revision of a page with MediaWiki's maintenance script."""
        _maintain("edit.php", "--conf", self.configuration, "--user", "Admin", title, text=text)


@contextmanager
def running_mediawiki(work: Path, titles: Collection[str]) -> Iterator[MediaWiki]:
    """Run a wiki with the given pages of the sample wiki; `work` is an empty directory for its files."""
    port = free_port()
    configuration = installed_mediawiki(work, f"http://127.0.0.1:{port}")
    export = work / "pages.xml"
    _write_export(export, titles)
    _maintain("importDump.php", "--conf", configuration, export)
    wiki = MediaWiki(port, configuration)
    environment = {"MW_CONFIG_FILE": str(configuration)}
    with running(
        [program_path("php", PACKAGES), "-S", f"127.0.0.1:{port}", "-t", INSTALLED], work / "php.log", environment
    ):
        until(
            lambda: urllib.request.urlopen(f"{wiki.api}?action=query&format=json").close() is None, "MediaWiki answers"
        )
        yield wiki


def installed_mediawiki(work: Path, server: str = "http://127.0.0.1") -> Path:
    """Install an empty wiki into an empty directory and return the path of its LocalSettings.php."""
    if not (INSTALLED / "api.php").exists():
        pytest.skip(f"MediaWiki is not installed: apt-get install {PACKAGES}")
    program_path("php", PACKAGES)
    files = ["--dbtype", "sqlite", "--dbname", "samplewiki", "--dbpath", work / "db", "--confpath", work]
    names = ["--server", server, "--scriptpath", "", "--lang", "en", "--pass", "not-a-secret-77", "Sample", "Admin"]
    _maintain("install.php", *files, *names)
    return work / "LocalSettings.php"


class MediaWikiSection(TypedDict):
    """A section as MediaWiki's parser reports it.

    Attributes:
        line: The heading in HTML.
        level: Its level.
        byteoffset: Its offset in code points, or None if it has no section to edit.
    """

    line: str
    level: str
    byteoffset: int | None


def sections_of(configuration: Path, pages: Sequence[str]) -> list[list[MediaWikiSection]]:
    """Return the sections that MediaWiki's parser finds in each page. Templates have no output."""
    done = subprocess.run(
        ["php", str(SECTIONS_SCRIPT), "--conf", str(configuration)],
        input="".join(json.dumps(page) + "\n" for page in pages).encode(),
        capture_output=True,
        cwd=INSTALLED / "maintenance",
        env={**os.environ, "MW_INSTALL_PATH": str(INSTALLED)},
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def _maintain(script: str, *arguments: str | Path, text: str = "") -> None:
    command = ["php", str(INSTALLED / "maintenance" / script), *map(str, arguments)]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _write_export(path: Path, titles: Collection[str]) -> None:
    """Write the sample wiki's export, reduced to the given pages."""
    tree = ET.parse(SAMPLE)
    root = tree.getroot()
    name = root.tag.partition("}")[0] + "}"
    ET.register_namespace("", name[1:-1])
    for page in root.findall(f"{name}page"):
        if page.findtext(f"{name}title") not in titles:
            root.remove(page)
    assert len(root.findall(f"{name}page")) == len(titles)
    tree.write(path, encoding="utf-8", xml_declaration=True)
