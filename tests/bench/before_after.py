"""`make bench`: compares the time to recommend with that of the commit before, and says what got slower.

Times are in units of parsing, which cancels the machine out, and of the processor, so waiting does not count. They are
kept in build/bench by commit and number of articles. A baseline that is not there is measured in a working tree of that
commit, in turn with the present code, both with compiled modules or both without. The noise is how much the repeated
measurements of one version differ.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from linking import acceleration
from tests.bench.articles import sample_file, train_sample
from tests.helpers.programs.running import ROOT

KEPT = ROOT / "build" / "bench"
_SCRIPT = ROOT / "tests" / "bench" / "in_process.py"
_ROUNDS = 3
_ACCELERATOR = "accelerator"

Ratios = Mapping[str, Sequence[float]]
"""Name of a set of articles -> its measured ratios, one for each round."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A set of articles, before and now.

    Attributes:
        name: The set.
        before, now: Medians of the ratios.
        noise: The largest difference between two measurements of one version, as a share of the median before.
    """

    name: str
    before: float
    now: float
    noise: float

    @property
    def change(self) -> float:
        """The relative change; above 0 means slower."""
        return self.now / self.before - 1

    @property
    def verdict(self) -> str:
        """What the change means."""
        if abs(self.change) <= self.noise:
            return "within the noise"
        return "slower" if self.change > 0 else "faster"


def compare(before: Ratios, now: Ratios) -> list[Comparison]:
    """Compare the sets that both have."""
    found = []
    for name in before.keys() & now.keys():
        median = statistics.median(before[name])
        noise = max(max(one) - min(one) for one in (before[name], now[name])) / median
        found.append(Comparison(name, median, statistics.median(now[name]), noise))
    return sorted(found, key=lambda one: one.name)


def text(comparisons: Sequence[Comparison], commit: str) -> str:
    """Return a Markdown table."""
    lines = [
        f"| {one.name} | {one.before:.3f} | {one.now:.3f} | {one.change:+.1%} | {one.noise:.1%} | {one.verdict} |"
        for one in comparisons
    ]
    head = [f"| recommending / parsing | {commit} | now | change | noise | |", "|---|---|---|---|---|---|"]
    return "\n".join([*head, *lines, ""])


def main(words: Sequence[str] | None = None) -> int:
    """Measure, compare, print and keep.

    Returns:
        1 with --strict if anything got slower by more than the noise.
    """
    options = _parser().parse_args(words)
    data_dir, files = options.data_dir, options.file
    if data_dir is None:
        data_dir = ROOT / "data"
        train_sample(data_dir)
        files = [f"samplewiki={sample_file(KEPT)}"]
    commit = _git("rev-parse", "--short", options.before or _commit_before())
    present = _git("rev-parse", "--short", "HEAD")
    kept = _kept(commit, options.limit)
    measure = _Measurement(data_dir, files, options.limit)
    if kept.exists():
        before, now = json.loads(kept.read_text()), measure.repeat(ROOT)
    else:
        with _working_tree(commit) as tree:
            before, now = measure.in_turn(tree, ROOT)
        _keep(kept, before)
    if not _is_changed():
        _keep(_kept(present, options.limit), now)
    comparisons = compare(before, now)
    sys.stdout.write(text(comparisons, commit))
    return int(options.strict and any(one.verdict == "slower" for one in comparisons))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.before_after", description=__doc__)
    parser.add_argument("--before", metavar="COMMIT", help="compare with this commit (default: the one before)")
    parser.add_argument("--data-dir", type=Path, help="directory with bundles (default: the sample wiki)")
    parser.add_argument("--file", action="append", default=[], metavar="WIKI=FILE", help="articles, as JSON Lines")
    parser.add_argument("--limit", type=int, default=150, help="maximum number of articles per file")
    parser.add_argument("--strict", action="store_true", help="fail if anything got slower")
    return parser


@dataclass(frozen=True, slots=True)
class _Measurement:
    data_dir: Path
    files: Sequence[str]
    limit: int

    def repeat(self, tree: Path) -> dict[str, list[float]]:
        """Measure a version several times."""
        return _by_set([self._once(tree) for _ in range(_ROUNDS)])

    def in_turn(self, one: Path, other: Path) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
        """Measure two versions several times, in turn."""
        rounds = [(self._once(one), self._once(other)) for _ in range(_ROUNDS)]
        return _by_set([first for first, _ in rounds]), _by_set([second for _, second in rounds])

    def _once(self, tree: Path) -> dict[str, float]:
        command = [sys.executable, _SCRIPT, tree, self.data_dir, str(self.limit), *self.files]
        # Modules of another version than the tree's own are not used.
        environment = None if tree == ROOT else {**os.environ, "PYTHONPATH": str(tree / _ACCELERATOR)}
        ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=tree, env=environment)
        found: dict[str, float] = json.loads(ran.stdout)
        return found


def _by_set(rounds: Sequence[Mapping[str, float]]) -> dict[str, list[float]]:
    return {name: [one[name] for one in rounds] for name in rounds[0]}


def _kept(commit: str, limit: int) -> Path:
    return KEPT / f"{commit}-{limit}-{'python' if acceleration.OBSTACLE else 'compiled'}.json"


def _keep(file: Path, ratios: Ratios) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(ratios, indent=1) + "\n")


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()


def _is_changed() -> bool:
    return bool(_git("status", "--porcelain", "--untracked-files=no"))


def _commit_before() -> str:
    """Return the last commit if files differ from it, else the one before it."""
    return _git("rev-parse", "--short", "HEAD" if _is_changed() else "HEAD~1")


@contextmanager
def _working_tree(commit: str) -> Iterator[Path]:
    with TemporaryDirectory() as work:
        tree = Path(work) / "tree"
        _git("worktree", "add", "--detach", str(tree), commit)
        try:
            if (tree / _ACCELERATOR).is_dir() and not acceleration.OBSTACLE:
                build = [sys.executable, "setup.py", "--quiet", "build_ext", "--inplace"]
                subprocess.run(build, check=True, capture_output=True, cwd=tree / _ACCELERATOR)
            yield tree
        finally:
            _git("worktree", "remove", "--force", str(tree))


if __name__ == "__main__":
    sys.exit(main())
