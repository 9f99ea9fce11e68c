"""The version of the program, which the build of an image writes to a file."""

from __future__ import annotations

from pathlib import Path

_FILE = Path(__file__).resolve().parents[1] / "VERSION"


def packaged_version() -> str:
    """Return the version in the file VERSION, or "dev" if the file is missing or is no line of printable ASCII."""
    try:
        text = _FILE.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return "dev"
    return text if text and text.isascii() and text.isprintable() else "dev"
