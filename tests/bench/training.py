"""Measures CPU time and memory of training by step, for a wiki and for larger versions of it.

python -m tests.bench.training --dump FILE --scaled FILE [--memory 2GB]

A scaled dump contains the wiki several times, each time in other letters.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench.processes import Phase, Usage, measure
from training.dumps.dump import read_site

# A step starts when a later one needs its output, so the first unfinished one of this list is running.
STEPS = (
    "extracted",
    "titles",
    "sums",
    "lookups-evaluation",
    "model-evaluation",
    "evaluation",
    "lookups-final",
    "model-final",
    "bundle",
)


def main(words: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.training", description=__doc__)
    parser.add_argument("--dump", type=Path, required=True)
    parser.add_argument("--scaled", type=Path, action="append", default=[], help="a larger dump; may be repeated")
    parser.add_argument("--memory", default="2GB")
    parser.add_argument("--work", type=Path, help="directory for files (default: the system's temporary directory)")
    args = parser.parse_args(words)
    usages = {dump.name: train(dump, args.memory, args.work) for dump in (args.dump, *args.scaled)}
    sys.stdout.write(table(usages))
    return max(usage.returncode for usage in usages.values())


def train(dump: Path, memory: str, work: Path | None) -> Usage:
    """Train from a dump on all cores."""
    with tempfile.TemporaryDirectory(dir=work) as data_dir:
        wiki = read_site([str(dump)]).dbname
        steps = Path(data_dir) / ".work" / wiki
        options = ["--wiki", wiki, "--dump", str(dump), "--data-dir", data_dir, "--memory", memory]
        return measure([sys.executable, "-m", "training", "run", *options], lambda: step(steps))


def step(steps: Path) -> str:
    """Return the name of the step that is running."""
    for name in STEPS:
        if (steps / f"{name}.unfinished").exists():
            return name
    return "other"


def table(usages: dict[str, Usage]) -> str:
    """Return a Markdown table of CPU seconds and megabytes by step and dump, with the total elapsed time."""
    names = list(dict.fromkeys(name for usage in usages.values() for name in usage.phases))
    head = ["step", *(f"{dump}: {what}" for dump in usages for what in ("CPU s", "RSS MB", "own MB"))]
    by_step = {name: [usage.phases.get(name, Phase()) for usage in usages.values()] for name in names}
    by_step["all"] = [usage.total for usage in usages.values()]
    rows = [[name, *(cell for phase in phases for cell in cells(phase))] for name, phases in by_step.items()]
    rows.append(["elapsed seconds", *(cell for u in usages.values() for cell in (f"{u.total.wall:.0f}", "", ""))])
    rows = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def cells(phase: Phase) -> list[str]:
    """Return CPU seconds, memory, and memory without mapped files."""
    return [f"{phase.cpu:.1f}", f"{phase.rss >> 20}", f"{phase.anonymous >> 20}"]


if __name__ == "__main__":
    sys.exit(main())
