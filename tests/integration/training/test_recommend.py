"""`training recommend` in a process of its own, which is killed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.programs.running import ROOT, until
from tests.helpers.training.bulk_runs import WIKI, articles, pages, served, words, written
from tests.helpers.training.exports import HEADER, export

pytestmark = pytest.mark.integration


def test_a_killed_run_leaves_whole_lines_and_the_next_loses_none(tmp_path):
    """The dump comes through a pipe that stalls, so that the kill reaches a run that is not finished."""
    data_dir, out = tmp_path / "data", tmp_path / "out.jsonl"
    write_complete_bundle(data_dir, WIKI)
    # The pages are long enough for several batches to be read before the reader of the pipe has to wait.
    found = [(title, text + "\n\n" + "z" * 1000) for title, text in articles(2600)]
    command = [sys.executable, "-m", "training", *words(data_dir, "-", out, "--jobs", "2")]
    content = export(*pages(found))
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin is not None
        try:
            process.stdin.write((HEADER + "".join(pages(found)[:2590])).encode())
            process.stdin.flush()
            until(lambda: out.exists() and out.read_bytes().count(b"\n") >= 100, "the first articles are answered")
        finally:
            process.kill()
            process.stdin.close()
    lines = out.read_bytes().count(b"\n")
    assert lines < 2600
    done = subprocess.run(command, input=content, stdout=subprocess.PIPE, cwd=ROOT, check=True)
    assert f"{2600 - lines} articles".encode() in done.stdout
    assert list(written(out)) == list(served(data_dir, found))
