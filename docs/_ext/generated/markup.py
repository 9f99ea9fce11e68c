"""Small pieces of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells may hold inline Markdown but no line breaks."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines) + "\n"


def cell(text: str) -> str:
    """Text on one line, with bars escaped: they would end the cell."""
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split()))


def code(text: object) -> str:
    """Inline code, or nothing for an empty text."""
    return f"`{text}`" if str(text) else ""


def prose(text: str) -> str:
    """Plain text: characters that Markdown would read as markup are escaped, code in backticks is kept."""
    parts = re.split(r"(`[^`]+`)", text)
    parts[::2] = (re.sub(r"[*_<>\[\]{}$]", r"\\\g<0>", part) for part in parts[::2])
    return "".join(parts)


def block(language: str, text: str) -> str:
    """A code block."""
    return f"```{language}\n{text.rstrip()}\n```\n"


def definitions(entries: Iterable[tuple[str, str]]) -> str:
    """A list of terms with their definitions."""
    return "\n\n".join(f"{term}\n: {definition}" for term, definition in entries) + "\n"
