"""`decisions check`: says what is wrong with files of decisions."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from training.cli import arguments
from training.decisions.decision import VERDICTS
from training.decisions.decision_table import decision_table
from training.decisions.reading import InvalidLine, LocatedDecision, scan_files
from training.runtime.counts import counted

NAME, HELP = "check", "say which lines of files of decisions are invalid, and why"

MAX_SHOWN = 100
"""How many problems of a file are listed, and how many replaced decisions in all."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    arguments.add_decision_files(parser)


def run(args: argparse.Namespace) -> int:
    """Check the files. The exit code is 1 if a line is invalid."""
    problems: Counter[str] = Counter()
    with decision_table(_valid(args.files, problems)) as connection:
        rows = connection.execute(
            "SELECT source, decision, count(*) FROM numbered GROUP BY ALL"  # also those that were replaced
        ).fetchall()
        replaced = connection.execute(
            "SELECT source, line, by_source, by_line FROM replaced ORDER BY source, line"
        ).fetchmany(MAX_SHOWN + 1)
    _warn(args.files, replaced)
    for number, path in enumerate(args.files):
        counts = {verdict: count for source, verdict, count in rows if source == number}
        sys.stdout.write(_line(path, counts, problems[path]))
    return 1 if problems else 0


def _valid(paths: Sequence[str], problems: Counter[str]) -> Iterator[LocatedDecision]:
    """Yield the valid decisions, write the problems to standard error, and count them by file."""
    for found in scan_files(paths):
        if isinstance(found, LocatedDecision):
            yield found
            continue
        problems[found.path] += 1
        _show(found, problems[found.path])


def _show(problem: InvalidLine, number: int) -> None:
    if number <= MAX_SHOWN:
        sys.stderr.write(f"{problem}\n")
    elif number == MAX_SHOWN + 1:
        sys.stderr.write(f"{problem.path}: has more problems, which are not listed\n")


def _warn(paths: Sequence[str], replaced: Iterable[tuple[int, int, int, int]]) -> None:
    """Write a line for each decision that does not count, because the same reviewer decided again."""
    for number, (source, line, by_source, by_line) in enumerate(replaced):
        if number == MAX_SHOWN:
            sys.stderr.write("warning: more decisions are replaced, which are not listed\n")
            return
        sys.stderr.write(
            f"{paths[source]}:{line}: warning: does not count, because the same reviewer decided about this suggestion"
            f" again: {paths[by_source]}:{by_line}\n"
        )


def _line(path: str, counts: dict[str, int], problems: int) -> str:
    by_verdict = ", ".join(f"{counts.get(verdict, 0)} {verdict}" for verdict in VERDICTS)
    invalid = f"; {counted(problems, 'problem')}" if problems else ""
    return f"{path}: {counted(sum(counts.values()), 'decision')} ({by_verdict}){invalid}\n"
