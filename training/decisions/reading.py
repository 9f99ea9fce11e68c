"""Reads files of decisions as streams: JSON Lines, plain or compressed, as any system's editor saves them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from training.decisions.decision import Decision, InvalidDecisionError, parse_decision
from training.dumps.text_lines import read_lines
from training.errors import TrainingError

MAX_LINE_BYTES = 1 << 16
"""The longest line. A decision has at most some 10,000 bytes."""

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class DecisionsError(TrainingError):
    """A file of decisions cannot be used."""


@dataclass(frozen=True, slots=True)
class LocatedDecision:
    """A decision with its place.

    Attributes:
        source: The number of its file among the files that are read, from 0.
        line: The number of its line, from 1.
        decision: The decision.
    """

    source: int
    line: int
    decision: Decision

    @property
    def key(self) -> tuple[object, ...]:
        """What is equal for two decisions of the same reviewer on the same suggestion.

        The decisions without a reviewer are taken for those of one person within a file, and for those of different
        persons in different files.
        """
        found = self.decision
        suggestion = (found.wiki, found.title, found.revid, found.wikitext_offset, found.link_text, found.link_target)
        return *suggestion, self.source if found.reviewer is None else found.reviewer


@dataclass(frozen=True, slots=True)
class InvalidLine:
    """A line that is not a decision.

    Attributes:
        path: Its file.
        line: Its number, from 1, or None if the problem concerns the whole file.
        problem: What is wrong and what to do.
    """

    path: str
    line: int | None
    problem: str

    def __str__(self) -> str:
        """Return "decisions.jsonl:3: score is missing"."""
        return f"{self.path}:{self.line}: {self.problem}" if self.line else f"{self.path}: {self.problem}"


def scan_files(paths: Sequence[str]) -> Iterator[LocatedDecision | InvalidLine]:
    """Yield every decision of some files and every problem, in order. Blank lines are skipped.

    Args:
        paths: The files, plain or compressed with gzip or bzip2. "-" is standard input.

    Raises:
        UnreadableDumpError: A file cannot be opened.
        DumpError: The compression of a file is unknown or damaged.
    """
    for source, path in enumerate(paths):
        yield from _scan_file(source, path)


def _scan_file(source: int, path: str) -> Iterator[LocatedDecision | InvalidLine]:
    found = False
    for number, line in enumerate(read_lines(path, MAX_LINE_BYTES), start=1):
        if number == 1 and line.startswith(_UTF16_MARKS):
            yield InvalidLine(path, number, "is UTF-16; save the file in the encoding UTF-8")
            return
        if not line.strip():
            continue
        found = True
        if len(line) > MAX_LINE_BYTES:
            yield InvalidLine(path, number, f"is longer than {MAX_LINE_BYTES} bytes; write one decision on each line")
            continue
        try:
            yield LocatedDecision(source, number, parse_decision(line))
        except InvalidDecisionError as error:
            for problem in error.problems:
                yield InvalidLine(path, number, problem)
    if not found:
        yield InvalidLine(path, None, "has no decisions; each line must be the JSON object of one decision")


def read_decisions(paths: Sequence[str]) -> Iterator[LocatedDecision]:
    """Yield the decisions of some files. A file may be empty.

    Raises:
        DecisionsError: A line is not a decision.
        DumpError: A file cannot be read.
    """
    for found in scan_files(paths):
        if isinstance(found, LocatedDecision):
            yield found
        elif found.line is not None:
            raise DecisionsError(f"{found}; `decisions check` lists all problems")


def load_decisions(paths: Sequence[str]) -> list[Decision]:
    """Return the decisions of some files that count: of several by one reviewer on one suggestion, the latest.

    Raises:
        DecisionsError: A line is not a decision.
        DumpError: A file cannot be read.
    """
    return latest(read_decisions(paths))


def latest(decisions: Iterable[LocatedDecision]) -> list[Decision]:
    """Return the decisions without those that the same reviewer replaced.

    The one with the latest time counts, and the last one among those of the same time. One without a time counts as
    earlier than any other.
    """
    kept: dict[tuple[object, ...], Decision] = {}
    for located in decisions:
        earlier = kept.get(located.key)
        if earlier is None or not _is_later(earlier, located.decision):
            kept[located.key] = located.decision
    return list(kept.values())


def _is_later(one: Decision, other: Decision) -> bool:
    """Return True if the first decision has a later time than the second."""
    return one.time is not None and (other.time is None or one.time > other.time)
