"""A table of what was measured and what it should be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. goal: the most it should be, or with `at_least` the least; None where there is no goal."""

    what: str
    value: float
    unit: str = ""
    goal: float | None = None
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Whether the goal is reached."""
        if self.goal is None:
            return True
        return self.value >= self.goal if self.at_least else self.value <= self.goal


def text(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [_line(row) for row in rows]
    return "\n".join(["| what | measured | goal | |", "|---|---|---|---|", *lines, ""])


def _line(row: Row) -> str:
    unit = f" {row.unit}" if row.unit else ""
    goal = "" if row.goal is None else f"{'at least' if row.at_least else 'at most'} {row.goal:g}{unit}"
    return f"| {row.what} | {row.value:.4g}{unit} | {goal} | {'' if row.holds else 'missed'} |"
