"""The design's files: a directory of Jinja templates, and the style sheet that every page begins with."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_DIRECTORY = Path(__file__).resolve().parent
TEMPLATES = _DIRECTORY / "templates"
"""Directory of the templates. `document.html` is the frame of every page."""

_SHEETS = ("codex-tokens.css", "base.css")


@cache
def style_sheet() -> str:
    """Return the style sheet that every page begins with: the design tokens and the base styles."""
    return "\n".join((_DIRECTORY / name).read_text(encoding="utf-8") for name in _SHEETS)
