"""Builds the package linking_accelerator from accelerator/ and installs it beside the running Python.

    python -m tools.accelerator [--optional]

It needs a C compiler and Python's headers. With --optional, the program only says in one line what is missing, or that
the build failed, because everything works without the package, only slower.

Exit codes: 0 installed, or --optional was given; 1 not installed.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "accelerator"
BUILT = ("build", "built.py", "*.so", "*.egg-info", "__pycache__")
PIP = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
OFFLINE = ("--no-deps", "--no-index")


def missing() -> str:
    """Return what the build needs and does not find; an empty string if nothing is missing."""
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")[0]
    if shutil.which(compiler) is None:
        return f"the C compiler {compiler}"
    header = Path(sysconfig.get_path("include")) / "Python.h"
    return "" if header.is_file() else f"{header} (Debian: python3-dev)"


def install() -> str:
    """Build and install the package; return what went wrong, or an empty string."""
    with TemporaryDirectory() as work:
        project = Path(work) / SOURCES.name  # a copy, so that no earlier and no concurrent build has its files there
        shutil.copytree(SOURCES, project, ignore=shutil.ignore_patterns(*BUILT))
        built = _run("wheel", "--no-build-isolation", *OFFLINE, "--wheel-dir", work, str(project))
        if built.returncode:
            return built.stdout + built.stderr
        (wheel,) = Path(work).glob("*.whl")
        installed = _run("install", "--force-reinstall", *OFFLINE, str(wheel))
        return installed.stdout + installed.stderr if installed.returncode else ""


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PIP, *arguments], capture_output=True, text=True, check=False)


def _last_error(output: str) -> str:
    """Return the last line about an error before what pip says itself."""
    lines = [line.strip() for line in output.partition("note: This error originates")[0].splitlines()] or ["pip failed"]
    return next((line for line in reversed(lines) if re.search(r"error\b.*:", line, re.IGNORECASE)), lines[-1])[:200]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program."""
    parser = argparse.ArgumentParser(prog="python -m tools.accelerator", description=__doc__.splitlines()[0])
    parser.add_argument("--optional", action="store_true", help="succeed without the package if it cannot be built")
    optional = parser.parse_args(arguments).optional
    if lack := missing():
        print(f"The accelerator is not built, so pure Python runs: {lack} is missing.")
        return 0 if optional else 1
    if failure := install():
        if not optional:
            print(failure.rstrip(), file=sys.stderr)
        print(f"The accelerator cannot be built, so pure Python runs: {_last_error(failure)} (make accelerator)")
        return 0 if optional else 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
