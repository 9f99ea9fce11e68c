"""The summary of a fleet run: a table for the terminal, JSON for programs, and a page for people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linking.bundle.atomic_files import write_atomically
from linking.design.figures import number
from training.fleet.results import OUTCOMES, Outcome, WikiResult
from training.pipeline.publication import PRECISION, RECALL, Change
from training.runtime import html_pages
from training.runtime.counts import counted

JSON_FILE, HTML_FILE = "fleet.json", "fleet.html"
_ARTICLES = "articles"
_MINUTE = 60
_HEADER = ("wiki", "outcome", "articles", "precision", "recall", "change", "time")


@dataclass(frozen=True, slots=True)
class FleetSummary:
    """What a run did.

    Attributes:
        started: When it started, in RFC 3339.
        ended: When it ended, in RFC 3339.
        seconds: How long it took.
        results: The results of the wikis.
    """

    started: str
    ended: str
    seconds: float
    results: Sequence[WikiResult]

    @property
    def counts(self) -> dict[str, int]:
        """The number of wikis with each outcome."""
        found = Counter(result.outcome for result in self.results)
        return {outcome.value: found[outcome] for outcome in Outcome}

    @property
    def unchanged(self) -> int:
        """The number of wikis that an earlier run had finished with the same dump."""
        return sum(result.unchanged for result in self.results)

    def to_json(self) -> dict[str, Any]:
        """Return the summary as plain data."""
        return {
            "started": self.started,
            "ended": self.ended,
            "seconds": round(self.seconds, 2),
            "counts": self.counts,
            "unchanged": self.unchanged,
            "wikis": [result.to_json() for result in self.results],
        }


def write_summary(directory: Path, summary: FleetSummary) -> None:
    """Write the summary as JSON and as a page.

    Raises:
        OSError: A file cannot be written.
    """
    text = json.dumps(summary.to_json(), ensure_ascii=False, indent=1) + "\n"
    write_atomically(directory / JSON_FILE, text.encode())
    write_atomically(directory / HTML_FILE, render(summary).encode())


def table(summary: FleetSummary) -> Iterator[str]:
    """Yield the lines of a table, and the verdicts of the wikis without a new current bundle below it."""
    rows = [_HEADER, *(_row(result) for result in summary.results)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.ljust(width) if place in (0, 1, 5) else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()
    yield ""
    for result in summary.results:
        if result.outcome is not Outcome.PUBLISHED:
            yield f"{result.wiki}: {result.outcome}: {result.verdict}"
    outcomes = ", ".join(f"{number} {outcome}" for outcome, number in summary.counts.items() if number)
    wikis = counted(len(summary.results), "wiki")
    yield f"{wikis} in {duration(summary.seconds)}: {outcomes}; {summary.unchanged} unchanged"


def render(summary: FleetSummary) -> str:
    """Return the page."""
    meanings = {outcome.value: meaning for outcome, meaning in OUTCOMES.items()}
    rows = [(result, _changes(result.changes), duration(result.seconds)) for result in summary.results]
    return html_pages.render(
        "training.fleet",
        "fleet.html.j2",
        summary=summary,
        duration=duration(summary.seconds),
        rows=rows,
        meanings=meanings,
    )


def duration(seconds: float) -> str:
    """Return a duration such as "1 h 02 min"."""
    if round(seconds, 1) < _MINUTE:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), _MINUTE)
    if minutes < _MINUTE:
        return f"{minutes} min {rest:02} s"
    return f"{minutes // _MINUTE} h {minutes % _MINUTE:02} min"


def _row(result: WikiResult) -> tuple[str, ...]:
    figures = result.figures
    return (
        result.wiki,
        result.outcome.value + (", unchanged" if result.unchanged else ""),
        _number(figures.get(_ARTICLES)),
        _share(figures.get(PRECISION)),
        _share(figures.get(RECALL)),
        _changes(result.changes),
        duration(result.seconds),
    )


def _changes(changes: Sequence[Change]) -> str:
    """Return how the articles and the precision differ from those of the version before."""
    found: Mapping[str, Change] = {change.name: change for change in changes}
    parts = []
    if _ARTICLES in found and found[_ARTICLES].before:
        change = found[_ARTICLES]
        parts.append(f"articles {change.after / change.before - 1:+.1%}")
    if PRECISION in found:
        parts.append(f"precision {found[PRECISION].after - found[PRECISION].before:+.3f}")
    return ", ".join(parts) or "-"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _number(value: float | None) -> str:
    return "-" if value is None else number(value)
