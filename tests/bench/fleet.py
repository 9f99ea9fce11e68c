"""Compares a fleet run with single runs of the same wikis, in alternation.

python -m tests.bench.fleet --dumps DIR [--rounds 3] [--wikis 10] [--jobs 1]

Each round trains the next wikis of the directory, once in one fleet run and once in a run for each.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from training.fleet.directory import find_wikis

_PR_SET_CHILD_SUBREAPER = 36


def main(words: Sequence[str] | None = None) -> int:
    """Measure and print a line for each round."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fleet", description=__doc__)
    parser.add_argument("--dumps", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--wikis", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args(words)
    # The fork server outlives the process that started it. It becomes a child of this process, which waits for it.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    found = sorted(find_wikis(args.dumps))
    sys.stdout.write("wikis  fleet CPU  single CPU  ratio  fleet wall  single wall  ratio\n")
    for start in range(0, args.rounds * args.wikis, args.wikis):
        wikis = found[start : start + args.wikis]
        ways = [_fleet, _single] if start % 2 == 0 else [_single, _fleet]
        taken = {way: way(args.dumps, wikis, args.jobs) for way in ways}
        (cpu, wall), (single_cpu, single_wall) = taken[_fleet], taken[_single]
        sys.stdout.write(
            f"{len(wikis):5} {cpu:10.1f} {single_cpu:11.1f} {cpu / single_cpu:6.2f}"
            f" {wall:11.1f} {single_wall:12.1f} {wall / single_wall:6.2f}\n"
        )
        sys.stdout.flush()
    return 0


def _fleet(dumps: Path, wikis: Sequence[str], jobs: int) -> tuple[float, float]:
    names = [word for wiki in wikis for word in ("--wiki", wiki)]
    with tempfile.TemporaryDirectory() as data:
        return _measure([["fleet", "--all-in", str(dumps), *names, "--data-dir", data, "--jobs", str(jobs)]])


def _single(dumps: Path, wikis: Sequence[str], _: int) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as data:
        common = ["--dump", str(dumps), "--data-dir", data, "--jobs", "1"]
        return _measure([["run", "--wiki", wiki, *common] for wiki in wikis])


def _measure(commands: Sequence[Sequence[str]]) -> tuple[float, float]:
    """Run commands one after the other. Returns the CPU seconds of all their processes, and the elapsed seconds."""
    before, began = _used(), time.monotonic()
    for command in commands:
        subprocess.run([sys.executable, "-m", "training", *command], capture_output=True, check=False)
    wall = time.monotonic() - began
    while _reaped():
        pass
    return _used() - before, wall


def _reaped() -> bool:
    try:
        os.wait()
    except ChildProcessError:
        return False
    return True


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    sys.exit(main())
