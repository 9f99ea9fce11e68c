"""A table of measurements and goals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A measurement.

    Attributes:
        what: What was measured.
        value: The figure.
        unit: Its unit.
        goal: The maximum, or None if there is no goal.
        at_least: Whether the goal is a minimum instead.
    """

    what: str
    value: float
    unit: str = ""
    goal: float | None = None
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """True if the goal is reached."""
        if self.goal is None:
            return True
        return self.value >= self.goal if self.at_least else self.value <= self.goal


def text(rows: Iterable[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = [_line(row) for row in rows]
    return "\n".join(["| what | measured | goal | |", "|---|---|---|---|", *lines, ""])


def _line(row: Row) -> str:
    unit = f" {row.unit}" if row.unit else ""
    goal = "" if row.goal is None else f"{'at least' if row.at_least else 'at most'} {row.goal:g}{unit}"
    return f"| {row.what} | {row.value:.4g}{unit} | {goal} | {'' if row.holds else 'missed'} |"
