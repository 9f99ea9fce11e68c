"""Where the mentions of an article stand: their lines, what is beside them, whether a sentence begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking.text import adjacent_tokens as words
from linking.text import character_classes as letters
from linking.wikitext.article import Article

Array = NDArray[Any]

_LIST_MARKS = "*#:;"
_DEEPEST = 3
# By kind of character: numpy's own functions for this take ten times as long on the few mentions of a page.
_ENDS_SENTENCE = np.isin(np.arange(letters.KINDS), (letters.LINE_END, letters.SENTENCE_END))
_BRACKET_STEPS = np.zeros(letters.KINDS, np.int8)
_BRACKET_STEPS[letters.OPENING], _BRACKET_STEPS[letters.CLOSING] = 1, -1


class Places:
    """Arrays of shape (mentions,), named as the features use them.

    start, end: the mentions, in the wikitext. folded: the whole page.
    """

    def __init__(self, article: Article, folded: str, start: Array, end: Array) -> None:
        self._article, self._text, self._folded = article, article.wikitext, folded
        self._start, self._end = start, end
        # a line's end before and behind the text, so that its first and last letters have neighbours
        self._kinds = letters.kinds(f"\n{self._text}\n")

    @property
    def kind_before(self) -> Array:
        """Class of the character before (linking.text.character_classes)."""
        return self._kinds[self._start]

    @property
    def kind_after(self) -> Array:
        """Class of the character behind."""
        return self._kinds[self._end + 1]

    @cached_property
    def line(self) -> Array:
        """Number of the line."""
        return np.searchsorted(self._line_ends, self._start)

    @cached_property
    def _line_ends(self) -> Array:
        return np.flatnonzero(self._kinds[1:] == letters.LINE_END)

    @cached_property
    def line_start(self) -> Array:
        """Where the line begins."""
        return np.concatenate(([0], self._line_ends + 1))[self.line]

    @cached_property
    def line_end(self) -> Array:
        """Where the line ends."""
        return self._line_ends[self.line]

    @cached_property
    def list_item(self) -> Array:
        """Whether the line is of a list."""
        return np.array([self._text[i] in _LIST_MARKS for i in self.line_start.tolist()], bool)

    @property
    def brackets(self) -> Array:
        """How many round brackets are open, from the line's start; at most _DEEPEST."""
        depth = np.cumsum(_BRACKET_STEPS[self._kinds], dtype=np.int32)
        return np.minimum(np.maximum(depth[self._start] - depth[self.line_start], 0), _DEEPEST)

    @property
    def section(self) -> Array:
        """Number of the section, 0 the lead."""
        starts = [section.start for section in self._article.sections]
        return np.searchsorted(starts, self._start, side="right") - 1

    @property
    def line_links(self) -> Array:
        """Links in the line."""
        links = np.array([link.start for link in self._article.links], np.int64)
        return np.searchsorted(links, self.line_end) - np.searchsorted(links, self.line_start)

    @cached_property
    def words_before(self) -> Sequence[str]:
        """The word before (linking.text.adjacent_tokens)."""
        return [words.word_before(self._folded, start) for start in self._start.tolist()]

    @cached_property
    def words_after(self) -> Sequence[str]:
        """The word behind."""
        return [words.word_after(self._folded, end) for end in self._end.tolist()]

    @property
    def sentence_start(self) -> Array:
        """Whether a sentence, a line or an item of a list begins."""
        one, two = self._kinds[self._start], self._kinds[np.maximum(self._start - 1, 0)]
        listed = self.list_item & (self._start - self.line_start <= 3)
        return _ENDS_SENTENCE[one] | ((one == letters.SPACE) & _ENDS_SENTENCE[two]) | listed

    @property
    def capital_before(self) -> Array:
        """Whether the word before has a capital."""
        find = self._folded.rfind
        return self._capitals(self.words_before, self._start, lambda word, start: find(word, 0, start))

    @property
    def capital_after(self) -> Array:
        """Whether the word behind has a capital."""
        return self._capitals(self.words_after, self._end, self._folded.find)

    def _capitals(self, beside: Sequence[str], positions: Array, find: Callable[[str, int], int]) -> Array:
        text = self._text
        found = (find(word, position) for word, position in zip(beside, positions.tolist(), strict=True))
        return np.array([position >= 0 and text[position].isupper() for position in found], bool)
