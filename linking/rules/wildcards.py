"""Many texts with `*` in them, matched against one text at a time without trying each of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

import marisa_trie

Value = TypeVar("Value")
WILDCARD = "*"

# A pattern that may stand anywhere is filed under so many characters of it: enough to be rare in a text, and few enough
# that a text has few pieces of these lengths.
_LONGEST_KEY = 3


class Wildcards(Generic[Value]):
    """Patterns of whole texts, in which `*` stands for any characters, also none; each with a value.

    A pattern is filed under its beginning (`the *`) or its end (`* river`), whichever is longer, or, without either,
    under its longest piece (`*battle of*`). A look-up costs what the text is long, however many patterns there are.
    """

    __slots__ = ("_begins", "_ends", "_exact", "_filed", "_hold_lengths")

    def __init__(self, patterns: Iterable[tuple[str, Value]]) -> None:
        """Of patterns that match the same text an exact one comes first, and always the same one."""
        self._exact: dict[str, Value] = {}
        self._filed: dict[str, list[tuple[list[str], Value]]] = {}
        self._hold_lengths: dict[int, None] = {}  # a set that keeps its order, the same in every process
        begins: list[str] = []
        ends: list[str] = []
        for pattern, value in patterns:
            if WILDCARD not in pattern:
                self._exact.setdefault(pattern, value)
                continue
            pieces = pattern.split(WILDCARD)
            if len(pieces[0]) > len(pieces[-1]):
                begins.append(key := pieces[0])
            elif pieces[-1]:
                ends.append((key := pieces[-1])[::-1])
            else:
                self._hold_lengths.setdefault(len(key := max(pieces, key=len)[:_LONGEST_KEY]))
            self._filed.setdefault(key, []).append((pieces, value))
        # all keys that a text begins with come from a trie in one call; for its end, both are turned around
        self._begins = marisa_trie.Trie(begins) if begins else None
        self._ends = marisa_trie.Trie(ends) if ends else None

    def __bool__(self) -> bool:
        """Whether there is any wildcard, so that a look-up is more than one in a dictionary."""
        return bool(self._filed)

    def find(self, text: str) -> Value | None:
        """The value of a pattern that matches the text as a whole; None where none does."""
        if text in self._exact:
            return self._exact[text]
        if not self._filed:
            return None
        keys: list[str] = self._begins.prefixes(text) if self._begins is not None else []
        if self._ends is not None:
            keys += [key[::-1] for key in self._ends.prefixes(text[::-1])]
        held = [text[i : i + length] for length in self._hold_lengths for i in range(len(text) - length + 1)]
        if not self._filed.keys().isdisjoint(held):  # usually it is, and that is found at the speed of C
            keys += held
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
