"""Patterns with wildcards, indexed so that a text is compared with few of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

import marisa_trie

Value = TypeVar("Value")
WILDCARD = "*"

# Long enough to be rare in texts, and short enough that a text has few substrings of these lengths.
_MAX_SUBSTRING_KEY = 3


class Wildcards(Generic[Value]):
    """Patterns that match whole texts, each with a value. `*` matches any characters, also none.

    The key of a pattern with wildcards is its prefix (`the *`) or its suffix (`* river`), whichever is longer. The key
    of a pattern with neither (`*battle of*`) is the start of its longest piece. The time to look up a text depends on
    the length of the text, not on the number of patterns.
    """

    __slots__ = ("_by_key", "_exact", "_prefixes", "_substring_lengths", "_suffixes")

    def __init__(self, patterns: Iterable[tuple[str, Value]]) -> None:
        """Index patterns.

        Args:
            patterns: Patterns with their values. Of equal patterns without wildcards the first counts.
        """
        self._exact: dict[str, Value] = {}
        self._by_key: dict[str, list[tuple[list[str], Value]]] = {}
        self._substring_lengths: dict[int, None] = {}  # a set in insertion order, so that every process iterates alike
        prefixes: list[str] = []
        suffixes: list[str] = []
        for pattern, value in patterns:
            if WILDCARD not in pattern:
                self._exact.setdefault(pattern, value)
                continue
            pieces = pattern.split(WILDCARD)
            if len(pieces[0]) > len(pieces[-1]):
                prefixes.append(key := pieces[0])
            elif pieces[-1]:
                suffixes.append((key := pieces[-1])[::-1])
            else:
                self._substring_lengths.setdefault(len(key := max(pieces, key=len)[:_MAX_SUBSTRING_KEY]))
            self._by_key.setdefault(key, []).append((pieces, value))
        # A trie returns all keys that are prefixes of a text in one call. For suffixes, keys and text are reversed.
        self._prefixes = marisa_trie.Trie(prefixes) if prefixes else None
        self._suffixes = marisa_trie.Trie(suffixes) if suffixes else None

    def __bool__(self) -> bool:
        """Return True if any pattern has a wildcard. If none has, `find` is one dictionary lookup."""
        return bool(self._by_key)

    def find(self, text: str) -> Value | None:
        """Return the value of a pattern that matches the whole text, or None.

        A pattern without wildcards takes precedence. Otherwise the choice among matching patterns is always the same.
        """
        if text in self._exact:
            return self._exact[text]
        if not self._by_key:
            return None
        keys: list[str] = self._prefixes.prefixes(text) if self._prefixes is not None else []
        if self._suffixes is not None:
            keys += [key[::-1] for key in self._suffixes.prefixes(text[::-1])]
        substrings = [text[i : i + length] for length in self._substring_lengths for i in range(len(text) - length + 1)]
        if not self._by_key.keys().isdisjoint(substrings):  # rarely; this test runs in C
            keys += substrings
        for key in keys:
            for pieces, value in self._by_key.get(key, ()):
                if _matches(pieces, text):
                    return value
        return None


def _matches(pieces: list[str], text: str) -> bool:
    """Return True if the text starts with the first piece, ends with the last, and has the others between in order."""
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
