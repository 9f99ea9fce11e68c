"""The position of each mention: its line and section, the adjacent characters and words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking.text import adjacent_tokens, character_classes
from linking.wikitext.article import Article

Array = NDArray[Any]

MAX_PARENTHESIS_DEPTH = 3
_LIST_MARKERS = "*#:;"
_MAX_LIST_MARKERS = 3
# Indexed by character class: on the few mentions of a page this takes a tenth of the time of numpy's isin.
_ENDS_SENTENCE = np.isin(
    np.arange(character_classes.CLASS_COUNT), (character_classes.LINE_END, character_classes.SENTENCE_END)
)
_PARENTHESIS_STEPS = np.zeros(character_classes.CLASS_COUNT, np.int8)
_PARENTHESIS_STEPS[character_classes.OPENING], _PARENTHESIS_STEPS[character_classes.CLOSING] = 1, -1


@dataclass(frozen=True)
class MentionPositions:
    """Positions of the mentions [start, end) of an article. All properties have shape (mentions,).

    Attributes:
        article: The parsed page.
        folded: The case-folded page.
        start, end: The mentions in the wikitext, in code points, shape (mentions,).
    """

    article: Article
    folded: str
    start: Array
    end: Array

    @cached_property
    def classes(self) -> Array:
        """Class of each character, between two line ends; shape (code points + 2,)."""
        # The line ends around the page give its first and last characters a neighbour. So the class of the character
        # at offset i is at i + 1.
        return character_classes.classify_characters(f"\n{self.article.wikitext}\n")

    @property
    def class_before(self) -> Array:
        """Class of the previous character (`linking.text.character_classes`)."""
        return self.classes[self.start]

    @property
    def class_after(self) -> Array:
        """Class of the next character."""
        return self.classes[self.end + 1]

    @cached_property
    def _line_ends(self) -> Array:
        return np.flatnonzero(self.classes[1:] == character_classes.LINE_END)

    @cached_property
    def line(self) -> Array:
        """Index of the line."""
        return np.searchsorted(self._line_ends, self.start)

    @cached_property
    def line_start(self) -> Array:
        """Offset of the line's first character."""
        return np.concatenate(([0], self._line_ends + 1))[self.line]

    @cached_property
    def line_end(self) -> Array:
        """Offset of the line end."""
        return self._line_ends[self.line]

    @cached_property
    def offset_in_line(self) -> Array:
        """Code points before the mention in its line."""
        return self.start - self.line_start

    @cached_property
    def list_item(self) -> Array:
        """Whether the line is a list item."""
        wikitext = self.article.wikitext
        return np.array([wikitext[offset] in _LIST_MARKERS for offset in self.line_start.tolist()], bool)

    @property
    def parenthesis_depth(self) -> Array:
        """Parentheses open at the mention, counted from the start of the line, at most MAX_PARENTHESIS_DEPTH."""
        depth = np.cumsum(_PARENTHESIS_STEPS[self.classes], dtype=np.int32)
        return np.minimum(np.maximum(depth[self.start] - depth[self.line_start], 0), MAX_PARENTHESIS_DEPTH)

    @property
    def section(self) -> Array:
        """Index of the section, 0 for the lead."""
        starts = [section.start for section in self.article.sections]
        return np.searchsorted(starts, self.start, side="right") - 1

    @cached_property
    def previous_words(self) -> Sequence[str]:
        """The previous word or punctuation mark (`linking.text.adjacent_tokens`)."""
        return [adjacent_tokens.word_before(self.folded, start) for start in self.start.tolist()]

    @cached_property
    def next_words(self) -> Sequence[str]:
        """The next word or punctuation mark."""
        return [adjacent_tokens.word_after(self.folded, end) for end in self.end.tolist()]

    @property
    def sentence_start(self) -> Array:
        """Whether the mention starts a sentence, a line or a list item."""
        previous, second_previous = self.classes[self.start], self.classes[np.maximum(self.start - 1, 0)]
        after_space = (previous == character_classes.SPACE) & _ENDS_SENTENCE[second_previous]
        starts_item = self.list_item & (self.offset_in_line <= _MAX_LIST_MARKERS)
        return _ENDS_SENTENCE[previous] | after_space | starts_item

    @property
    def capital_before(self) -> Array:
        """Whether the previous word is capitalized."""
        rfind = self.folded.rfind
        return self._capitalized(self.previous_words, self.start, lambda word, start: rfind(word, 0, start))

    @property
    def capital_after(self) -> Array:
        """Whether the next word is capitalized."""
        return self._capitalized(self.next_words, self.end, self.folded.find)

    def _capitalized(self, words: Sequence[str], positions: Array, find: Callable[[str, int], int]) -> Array:
        """Whether each word has a capital; find: the offset of a word, searched from a position."""
        wikitext = self.article.wikitext
        found = (find(word, position) for word, position in zip(words, positions.tolist(), strict=True))
        return np.array([offset >= 0 and wikitext[offset].isupper() for offset in found], bool)
