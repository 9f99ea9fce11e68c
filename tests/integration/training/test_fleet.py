"""A fleet run outlives the failures of single wikis, and continues where it was interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from linking.bundle.bundle import list_versions, list_wikis
from tests.helpers.programs.running import ROOT, until
from tests.helpers.training.exports import HEADER, export, page
from tests.helpers.training.tiny_dumps import town_pages

pytestmark = pytest.mark.integration

WIKIS = """\
defaults: {keep: 1}
wikis:
  goodwiki: {dump: goodwiki.xml, publish_anyway: true}
  stuckwiki: {dump: stuckwiki.xml, publish_anyway: true}
  tinywiki: {dump: tinywiki.xml}
  emptywiki: {dump: emptywiki.xml}
  badwiki: {dump: badwiki.xml}
"""


def write(path: Path, *pages: str) -> None:
    path.write_bytes(export(*pages, header=HEADER.replace("kwwiki", path.stem)))


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wikis of which one cannot be read before somebody writes to a pipe."""
    directory = tmp_path_factory.mktemp("fleet")
    (directory / "wikis.yaml").write_text(WIKIS)
    write(directory / "goodwiki.xml", *town_pages())
    write(directory / "tinywiki.xml", page("A", "A [[b]]."), page("B", "B.", number=2))
    write(directory / "emptywiki.xml", page("A", "Nothing."))
    (directory / "badwiki.xml").write_text("<mediawiki>")
    os.mkfifo(directory / "stuckwiki.xml")
    return directory


def start(directory: Path) -> subprocess.Popen[str]:
    words = ["fleet", "--wikis", directory / "wikis.yaml", "--data-dir", directory / "data", "--jobs", "2"]
    command = [sys.executable, "-m", "training", *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def processes_of(directory: Path, wiki: str) -> list[int]:
    """The processes whose standard error is the log of a wiki."""
    log = str(directory / f"data/.fleet/{wiki}.log")
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str((process / "fd/2").readlink()) == log:
                found.append(int(process.name))
        except OSError:
            continue  # it has ended, or belongs to another user
    return found


def results(directory: Path) -> dict[str, dict]:
    summary = json.loads((directory / "data/.fleet/fleet.json").read_text())
    return {wiki["wiki"]: wiki for wiki in summary["wikis"]}


def test_a_killed_process_does_not_stop_the_others(directory: Path) -> None:
    fleet = start(directory)
    until(lambda: (directory / "data/.fleet/goodwiki.json").exists(), "the first wiki is finished", 120)
    (stuck,) = until(lambda: processes_of(directory, "stuckwiki"), "the stuck wiki is tried", 60)
    os.kill(stuck, signal.SIGKILL)
    table, _ = fleet.communicate(timeout=120)
    assert fleet.returncode == 1
    found = results(directory)
    assert {wiki: result["outcome"] for wiki, result in found.items()} == {
        "goodwiki": "published",
        "stuckwiki": "failed",
        "tinywiki": "withheld",
        "emptywiki": "empty",
        "badwiki": "failed",
    }
    assert "stuckwiki: failed: a worker process was killed (SIGKILL)" in table
    assert "badwiki.xml: ends before the first page" in table
    assert list_wikis(directory / "data") == ["goodwiki"]


def test_ctrl_c_leaves_no_process_behind(directory: Path) -> None:
    """The fleet run tries the failed wikis again."""
    fleet = start(directory)
    until(lambda: processes_of(directory, "stuckwiki"), "the wiki is tried again", 60)
    fleet.send_signal(signal.SIGINT)
    fleet.communicate(timeout=60)
    assert fleet.returncode == 130
    until(lambda: not processes_of(directory, "stuckwiki"), "its process has ended", 20)


def test_a_later_run_trains_only_what_is_not_finished(directory: Path) -> None:
    data = directory / "data"
    before = list_versions(data, "goodwiki")
    (directory / "stuckwiki.xml").unlink()
    write(directory / "stuckwiki.xml", *town_pages(8))
    fleet = start(directory)
    table, _ = fleet.communicate(timeout=120)
    assert fleet.returncode == 1, "one dump is still bad"
    found = results(directory)
    assert (found["stuckwiki"]["outcome"], found["stuckwiki"]["unchanged"]) == ("published", False)
    assert all(found[wiki]["unchanged"] for wiki in ("goodwiki", "tinywiki", "emptywiki"))
    assert list_versions(data, "goodwiki") == before
    assert "1 failed; 3 unchanged" in table
