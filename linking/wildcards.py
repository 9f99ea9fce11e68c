"""Many texts with `*` in them, matched against one text at a time without trying each of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

Value = TypeVar("Value")
WILDCARD = "*"


class Wildcards(Generic[Value]):
    """Patterns of whole texts, in which `*` stands for any characters, also none; each with a value.

    A pattern is filed under its beginning (`the *`), else under its end (`* river`), else under its longest piece
    (`*battle of*`), so that a look-up costs as much as the file has different lengths, not patterns.
    """

    __slots__ = ("_begin", "_end", "_exact", "_hold")

    def __init__(self, patterns: Iterable[tuple[str, Value]]) -> None:
        """Of patterns that match the same text, none is preferred, but an exact one comes first."""
        self._exact: dict[str, Value] = {}
        self._begin: _File[Value] = _File()
        self._end: _File[Value] = _File()
        self._hold: _File[Value] = _File()
        for pattern, value in patterns:
            if WILDCARD not in pattern:
                self._exact.setdefault(pattern, value)
                continue
            pieces = pattern.split(WILDCARD)
            if pieces[0]:
                self._begin.add(pieces[0], pieces, value)
            elif pieces[-1]:
                self._end.add(pieces[-1], pieces, value)
            else:
                self._hold.add(max(pieces, key=len), pieces, value)

    def find(self, text: str) -> Value | None:
        """The value of a pattern that matches the text as a whole; None where none does."""
        if text in self._exact:
            return self._exact[text]
        size = len(text)
        for length in self._begin.lengths:
            if length <= size and (value := self._begin.match(text[:length], text)) is not None:
                return value
        for length in self._end.lengths:
            if length <= size and (value := self._end.match(text[size - length :], text)) is not None:
                return value
        for length in self._hold.lengths:
            for start in range(size - length + 1):
                if (value := self._hold.match(text[start : start + length], text)) is not None:
                    return value
        return None


class _File(Generic[Value]):
    __slots__ = ("_patterns", "lengths")

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self._patterns: dict[str, list[tuple[list[str], Value]]] = {}

    def add(self, key: str, pieces: list[str], value: Value) -> None:
        self._patterns.setdefault(key, []).append((pieces, value))
        if len(key) not in self.lengths:
            self.lengths = sorted([*self.lengths, len(key)])

    def match(self, key: str, text: str) -> Value | None:
        for pieces, value in self._patterns.get(key, ()):
            if _matches(pieces, text):
                return value
        return None


def _matches(pieces: list[str], text: str) -> bool:
    """Whether the text is the pieces in order, with anything between them."""
    first, *middle, last = pieces
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    position, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True
