"""The compiled modules are built where a compiler is, from all of their sources, and everything works without them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.architecture.pins import pins
from tests.helpers.cases import ROOT
from tools import accelerator

SOURCES = ROOT / "accelerator"
PACKAGE = SOURCES / "linking_accelerator"
SCRIPT = ROOT / "docker/build-accelerator"

compiler = pytest.mark.skipif(bool(accelerator.missing()), reason=f"{accelerator.missing()} is missing: .ci/run")


@pytest.fixture
def small(tmp_path):
    """The project with one small module, which takes a second to compile."""
    project = tmp_path / "accelerator"
    shutil.copytree(SOURCES, project, ignore=shutil.ignore_patterns(*accelerator.BUILT, "*.p[yx][xdi]"))
    for suffix in (".pyx", ".pyi"):
        shutil.copy((PACKAGE / "trees").with_suffix(suffix), project / "linking_accelerator")
    (project / "linking_accelerator/trees.pyx").write_text("def three():\n    return 3\n")
    return project


def build(mode, project, directory, path=None):
    command = [SCRIPT, mode, sys.executable, project, directory]
    environment = os.environ if path is None else {**os.environ, "PATH": str(path)}
    return subprocess.run(command, capture_output=True, text=True, env=environment)


@compiler
def test_a_wheel_has_the_modules_and_the_digest_of_their_sources(small, tmp_path):
    done = build("required", small, tmp_path / "wheels")
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (tmp_path / "wheels").iterdir()
    names = {Path(name).name.partition(".")[0] + Path(name).suffix for name in ZipFile(wheel).namelist()}
    assert names >= {"trees.so", "trees.pyi", "built.py", "sources.py", "py.typed"}
    assert not [name for name in names if name.endswith((".pyx", ".c"))]
    ZipFile(wheel).extractall(tmp_path / "installed")
    code = "from linking_accelerator import built, sources, trees; from pathlib import Path; import sys; "
    code += "print(trees.three(), sources.digest(Path(sys.argv[1])) == built.DIGEST)"
    found = subprocess.run(
        [sys.executable, "-c", code, small / "linking_accelerator"],
        env={"PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
    )
    assert found.stdout.split() == ["3", "True"], found.stderr


@pytest.mark.parametrize(("mode", "code"), [("auto", 0), ("required", 1)])
def test_where_no_compiler_can_be_had_only_a_required_one_fails(small, tmp_path, mode, code):
    """Debian's archive cannot be reached either."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "mkdir", "realpath"):
        (programs / name).symlink_to(shutil.which(name) or name)
    (programs / "apt-get").write_text("#!/bin/sh\nexit 100\n")
    (programs / "apt-get").chmod(0o755)
    done = build(mode, small, tmp_path / "wheels", programs)
    assert done.returncode == code
    assert f"ACCELERATOR={mode}: gcc libc6-dev" in done.stdout + done.stderr
    assert "cannot be installed" in done.stdout + done.stderr
    assert list((tmp_path / "wheels").iterdir()) == []


@compiler
@pytest.mark.parametrize(("mode", "code"), [("auto", 0), ("required", 1)])
def test_modules_that_cannot_be_compiled_only_fail_if_they_are_required(small, tmp_path, mode, code):
    (small / "linking_accelerator/trees.pyx").write_text("def three(:\n")
    done = build(mode, small, tmp_path / "wheels")
    assert done.returncode == code
    assert "the compiled modules cannot be built" in done.stdout + done.stderr


@pytest.mark.parametrize(("mode", "code"), [("off", 0), ("yes", 2), ("", 2)])
def test_other_modes_build_nothing(tmp_path, mode, code):
    done = build(mode, SOURCES, tmp_path / "wheels")
    assert (done.returncode, list((tmp_path / "wheels").iterdir())) == (code, [])
    assert bool(done.stderr) == bool(code)


@pytest.mark.parametrize(
    ("lack", "failure", "arguments", "code", "said"),
    [
        ("", "", [], 0, ""),
        ("", "", ["--optional"], 0, ""),
        ("the C compiler cc", "", ["--optional"], 0, "pure Python runs: the C compiler cc is missing"),
        ("the C compiler cc", "", [], 1, "pure Python runs: the C compiler cc is missing"),
        (
            "",
            "error: pip-failed\n  trees.c:7: error: x\n [end]\nnote: This error originates\nerror: y",
            ["--optional"],
            0,
            "runs: trees.c:7: error: x (make accelerator)",
        ),
        ("", "It failed.", ["--optional"], 0, "runs: It failed. (make accelerator)"),
        ("", "It failed.", [], 1, "It failed.\n"),
    ],
)
def test_make_venv_says_in_a_line_why_pure_python_runs(capsys, monkeypatch, lack, failure, arguments, code, said):
    monkeypatch.setattr(accelerator, "missing", lambda: lack)
    monkeypatch.setattr(accelerator, "install", lambda: failure)
    assert accelerator.main(arguments) == code
    output = "".join(capsys.readouterr())
    assert said in output
    assert output.count("\n") == bool(said) + (not arguments and bool(failure))


def test_a_missing_compiler_is_named(monkeypatch):
    monkeypatch.setenv("CC", "no-such-compiler -O2")
    assert accelerator.missing() == "the C compiler no-such-compiler"


def test_what_builds_the_modules_is_pinned():
    project = tomllib.loads((SOURCES / "pyproject.toml").read_text(encoding="utf-8"))
    required = {name.partition(">")[0] for name in project["build-system"]["requires"]}
    assert required <= pins("requirements-build.txt").keys()
    assert project["project"]["license"] == "GPL-2.0-or-later"


def test_every_module_has_its_types():
    assert {path.stem for path in PACKAGE.glob("*.pyx")} <= {path.stem for path in PACKAGE.glob("*.pyi")}
