"""Each input of the corpus keeps the promises, and so do the first inputs of a run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.__main__ import CORPUS, TARGETS
from tests.fuzz.targets import FuzzedService
from tests.helpers.programs.running import ROOT

FILES = [path for target in TARGETS for path in sorted((CORPUS / target).iterdir())]
RUNS = {"articles": 1500, "requests": 700, "rules": 400}


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}-{path.name}" for path in FILES])
def test_an_input_of_the_corpus_keeps_the_promises(service: FuzzedService, path: Path) -> None:
    service.targets[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("target", TARGETS)
def test_a_short_run_finds_nothing(data_dir: Path, tmp_path: Path, target: str) -> None:
    pytest.importorskip("atheris")
    command = [sys.executable, "-m", "tests.fuzz", target, "--data-dir", data_dir, "--runs", str(RUNS[target])]
    options = ["--kept", tmp_path / "kept", "--found", tmp_path / "found", "--seed", "7"]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert f"{target}: {RUNS[target]} inputs, 0 kinds of failure\n" in done.stdout
