"""Many texts with `*` in them, matched against one text at a time without trying each of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

Value = TypeVar("Value")
WILDCARD = "*"

# A pattern that may stand anywhere is filed under so many characters of it: enough to be rare in a text, and few enough
# that a text has few pieces of these lengths.
_LONGEST_KEY = 3


class Wildcards(Generic[Value]):
    """Patterns of whole texts, in which `*` stands for any characters, also none; each with a value.

    A pattern is filed under its beginning (`the *`) or its end (`* river`), whichever is longer, or, without either,
    under its longest piece (`*battle of*`): a look-up costs as much as there are different lengths, not patterns.
    """

    __slots__ = ("_begin_lengths", "_end_lengths", "_exact", "_filed", "_hold_lengths")

    def __init__(self, patterns: Iterable[tuple[str, Value]]) -> None:
        """Of patterns that match the same text an exact one comes first, and always the same one."""
        self._exact: dict[str, Value] = {}
        self._filed: dict[str, list[tuple[list[str], Value]]] = {}
        # dictionaries as sets that keep an order, the same in every process
        self._begin_lengths: dict[int, None] = {}
        self._end_lengths: dict[int, None] = {}
        self._hold_lengths: dict[int, None] = {}
        for pattern, value in patterns:
            if WILDCARD in pattern:
                pieces = pattern.split(WILDCARD)
                self._filed.setdefault(self._key(pieces), []).append((pieces, value))
            else:
                self._exact.setdefault(pattern, value)

    def _key(self, pieces: list[str]) -> str:
        if len(pieces[0]) > len(pieces[-1]):
            key, lengths = pieces[0], self._begin_lengths
        elif pieces[-1]:
            key, lengths = pieces[-1], self._end_lengths
        else:
            key, lengths = max(pieces, key=len)[:_LONGEST_KEY], self._hold_lengths
        lengths.setdefault(len(key))
        return key

    def find(self, text: str) -> Value | None:
        """The value of a pattern that matches the text as a whole; None where none does."""
        if text in self._exact:
            return self._exact[text]
        if not self._filed:
            return None
        size = len(text)
        keys = [text[:length] for length in self._begin_lengths]
        keys += [text[max(0, size - length) :] for length in self._end_lengths]
        for length in self._hold_lengths:
            keys += [text[start : start + length] for start in range(size - length + 1)]
        if self._filed.keys().isdisjoint(keys):  # the usual case, at the speed of C
            return None
        for key in keys:
            for pieces, value in self._filed.get(key, ()):
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
