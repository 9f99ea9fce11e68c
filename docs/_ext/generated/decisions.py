"""The index of decisions, from the front matter of their pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from sphinx.errors import ExtensionError

from generated.markup import table

DIRECTORY = Path(__file__).resolve().parents[2] / "decisions"
STATUSES = ("accepted", "superseded")

_PAGE = re.compile(r"\A---\n(?P<matter>.*?)\n---\n+# (?P<title>[^\n]+)\n+\*\*Question\.\*\*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Decision:
    """One page of docs/decisions."""

    file: str
    title: str
    date: date
    status: str


def markdown() -> str:
    """A table of all decisions, newest first, and the list that puts them into the table of contents."""
    decisions = sorted(map(_read, _pages()), key=lambda decision: decision.title.lower())
    decisions.sort(key=lambda decision: decision.date, reverse=True)
    rows = ((f"[{one.title}]({one.file})", one.date.isoformat(), one.status) for one in decisions)
    contents = "\n".join(one.file.removesuffix(".md") for one in decisions)
    return f"{table(('Decision', 'Date', 'Status'), rows)}\n```{{toctree}}\n:hidden:\n\n{contents}\n```\n"


def _pages() -> Iterator[Path]:
    return (path for path in DIRECTORY.glob("*.md") if path.name != "index.md")


def _read(path: Path) -> Decision:
    match = _PAGE.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise ExtensionError(f"{path.name} needs front matter (date, status), a heading and a question")
    matter = yaml.safe_load(match["matter"])
    if not isinstance(matter.get("date"), date) or matter.get("status") not in STATUSES:
        raise ExtensionError(f"{path.name} needs a date, and one of the statuses {', '.join(STATUSES)}")
    return Decision(path.name, match["title"], matter["date"], matter["status"])
