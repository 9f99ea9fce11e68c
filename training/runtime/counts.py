"""Numbers with what they count, for messages."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return "1 rule" or "2 rules"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
