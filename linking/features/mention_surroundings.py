"""What surrounds each mention: capitalized words, characters that join words, numbers and quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linking.features.mention_position import MentionPositions
from linking.text import character_classes

Array = NDArray[Any]

DENSITY_WINDOW, YEAR_WINDOW = 60, 15
"""Code points examined on each side of a mention, in its line."""

SHORT_WORD = 3
"""Names contain words of up to three letters, such as “of” or “de l”, and rarely more than two in a row."""

QUOTATION_MARKS = (("“", "”"), ("«", "»"), ("„", "“"), ("「", "」"), ("『", "』"), ("《", "》"), ('"', '"'))
_YEAR_DIGITS = 4


def _classes_in(*classes: int) -> Array:
    return np.isin(np.arange(character_classes.CLASS_COUNT), classes)


_LETTERS = (character_classes.LOWER, character_classes.UPPER, character_classes.LETTER)
_IN_WORD = _classes_in(*_LETTERS, character_classes.DIGIT)
_NEVER_SHORT = _classes_in(character_classes.UPPER, character_classes.DIGIT)
_JOINS = _classes_in(
    character_classes.DASH, character_classes.PUNCTUATION, character_classes.QUOTE, character_classes.SENTENCE_END
)


@dataclass(frozen=True)
class MentionSurroundings:
    """The surroundings of the mentions of an article. All properties have shape (mentions,).

    Attributes:
        positions: The positions of the mentions.
    """

    positions: MentionPositions

    def _class_at(self, offset: Array) -> Array:
        """Class of the characters at some offsets. Those before and after the page are line ends."""
        return self.positions.classes.take(offset + 1, mode="clip")

    @cached_property
    def _word_bounds(self) -> Array:
        """Offsets at which words and numbers begin and end, in turn."""
        in_word = _IN_WORD[self.positions.classes]
        return np.flatnonzero(in_word[1:] != in_word[:-1])

    @property
    def _word_starts(self) -> Array:
        """Offsets of the first characters of words and numbers."""
        return self._word_bounds[::2]

    @property
    def _word_ends(self) -> Array:
        """Offsets after the last characters of words and numbers."""
        return self._word_bounds[1::2]

    @cached_property
    def _word_has_capital(self) -> Array:
        return self._class_at(self._word_starts) == character_classes.UPPER

    @cached_property
    def _word_is_short(self) -> Array:
        """Whether each word has at most SHORT_WORD letters and no capital."""
        begins_low = ~_NEVER_SHORT[self._class_at(self._word_starts)]
        return begins_low & (self._word_ends - self._word_starts <= SHORT_WORD)

    @cached_property
    def _one_space_between(self) -> Array:
        """Whether exactly one space separates each word from the next; shape (words - 1,)."""
        ends = self._word_ends[:-1]
        return (self._word_starts[1:] - ends == 1) & (self._class_at(ends) == character_classes.SPACE)

    @property
    def capital_before_short_words(self) -> Array:
        """Whether a capitalized word, followed by one or two short words, precedes the mention."""
        reaches = _reaches_capital(self._word_has_capital, self._word_is_short, self._one_space_between)
        start = self.positions.start
        word = np.searchsorted(self._word_starts, start)
        ends = np.concatenate(([-2], self._word_ends))
        is_adjacent = (ends[word] == start - 1) & (self.positions.class_before == character_classes.SPACE)
        return is_adjacent & np.concatenate(([False], reaches))[word]

    @property
    def capital_after_short_words(self) -> Array:
        """Whether one or two short words, followed by a capitalized one, follow the mention."""
        capital, short, spaces = self._word_has_capital, self._word_is_short, self._one_space_between
        reaches = _reaches_capital(capital[::-1], short[::-1], spaces[::-1])[::-1]
        end = self.positions.end
        word = np.searchsorted(self._word_starts, end)
        starts = np.concatenate((self._word_starts, [-2]))
        is_adjacent = (starts[word] == end + 1) & (self.positions.class_after == character_classes.SPACE)
        return is_adjacent & np.concatenate((reaches, [False]))[word]

    @property
    def joined_before(self) -> Array:
        """Whether a hyphen, apostrophe or the like joins the mention to the previous word or number."""
        start = self.positions.start
        return _JOINS[self._class_at(start - 1)] & _IN_WORD[self._class_at(start - 2)]

    @property
    def joined_after(self) -> Array:
        """Whether a hyphen, apostrophe or the like joins the mention to the next word or number."""
        end = self.positions.end
        return _JOINS[self._class_at(end)] & _IN_WORD[self._class_at(end + 1)]

    @property
    def digit_before(self) -> Array:
        """Whether the previous word or number ends in a digit."""
        return self._digit_beside(self.positions.start - 1, -1)

    @property
    def digit_after(self) -> Array:
        """Whether the next word or number begins with a digit."""
        return self._digit_beside(self.positions.end, 1)

    def _digit_beside(self, offset: Array, step: int) -> Array:
        near, far = self._class_at(offset), self._class_at(offset + step)
        return (near == character_classes.DIGIT) | (
            (near == character_classes.SPACE) & (far == character_classes.DIGIT)
        )

    @property
    def starts_line(self) -> Array:
        """Whether the mention starts its line."""
        return self.positions.class_before == character_classes.LINE_END

    @property
    def ends_line(self) -> Array:
        """Whether the mention ends its line."""
        return self.positions.class_after == character_classes.LINE_END

    @property
    def space_after(self) -> Array:
        """Whether a space follows the mention."""
        return self.positions.class_after == character_classes.SPACE

    @property
    def capital_density(self) -> Array:
        """Capitalized words / (words + 1) within DENSITY_WINDOW of the mention in its line."""
        capitals = np.concatenate(([0], np.cumsum(self._word_has_capital)))
        first = np.searchsorted(self._word_starts, self._window_start(DENSITY_WINDOW))
        last = np.searchsorted(self._word_starts, self._window_end(DENSITY_WINDOW))
        return (capitals[last] - capitals[first]) / (last - first + 1.0)

    @property
    def year_nearby(self) -> Array:
        """Whether a number of four digits or more is within YEAR_WINDOW of the mention in its line."""
        digits = self.positions.classes[1:-1] == character_classes.DIGIT
        # Number of positions before each one at which four digits begin.
        years = digits.copy()
        for distance in range(1, _YEAR_DIGITS):
            years[:-distance] &= digits[distance:]
            years[-distance:] = False
        before = np.concatenate(([0], np.cumsum(years)))
        start, end = self.positions.start, self.positions.end
        left = before[np.maximum(start - _YEAR_DIGITS + 1, 0)] - before[self._window_start(YEAR_WINDOW)]
        last = np.maximum(self._window_end(YEAR_WINDOW) - _YEAR_DIGITS + 1, 0)
        return (left > 0) | (before[last] > before[end])

    def _window_start(self, size: int) -> Array:
        return np.maximum(self.positions.line_start, self.positions.start - size)

    def _window_end(self, size: int) -> Array:
        return np.minimum(self.positions.line_end, self.positions.end + size)

    @property
    def quoted(self) -> Array:
        """Whether the mention is between quotation marks that open and close in its line."""
        text = self.positions.article.wikitext
        found = np.zeros(len(self.positions.start), bool)
        for opening, closing in QUOTATION_MARKS:
            if opening in text and closing in text:
                found |= self._is_between(_offsets_of(opening, text), _offsets_of(closing, text))
        return found

    def _is_between(self, opening: Array, closing: Array) -> Array:
        """Whether one of the opening marks at these offsets is open at the mention, and closes in its line."""
        positions = self.positions
        closes = np.searchsorted(closing, positions.line_end) > np.searchsorted(closing, positions.end)
        if np.array_equal(opening, closing):
            marks = np.searchsorted(opening, positions.start) - np.searchsorted(opening, positions.line_start)
            return closes & (marks % 2 == 1)
        opened, closed = _last_before(positions.start, opening), _last_before(positions.start, closing)
        return closes & (opened >= positions.line_start) & (opened > closed)


def _reaches_capital(capital: Array, short: Array, spaces: Array) -> Array:
    """Whether each word is short and follows a capitalized word, directly or with one more short word between.

    Args:
        capital: Whether each word is capitalized, shape (words,).
        short: Whether it is short and not capitalized, shape (words,).
        spaces: Whether one space separates it from the next, shape (words - 1,).
    """
    reached = np.zeros(len(capital), bool)
    reached[1:] = spaces & capital[:-1]
    reached[2:] |= spaces[1:] & short[1:-1] & spaces[:-1] & capital[:-2]
    return reached & short


def _offsets_of(mark: str, text: str) -> Array:
    return np.array([match.start() for match in re.finditer(mark, text)], np.int64)


def _last_before(positions: Array, offsets: Array) -> Array:
    """The last of the offsets before each position, or -1."""
    return np.concatenate(([-1], offsets))[np.searchsorted(offsets, positions)]
