"""What surrounds each mention: capitalized words, characters that join words, numbers and quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from numpy.typing import NDArray

from linking.features.line_marks import LineMarks
from linking.features.mention_position import MentionPosition, MentionPositions, columns_of
from linking.text import character_classes
from linking.text.character_classes import (
    DASH,
    DIGIT,
    LETTER,
    LINE_END,
    LOWER,
    PUNCTUATION,
    QUOTE,
    SENTENCE_END,
    SPACE,
    UPPER,
)

Array = NDArray[Any]

DENSITY_WINDOW, YEAR_WINDOW = 60, 15
"""Code points examined on each side of a mention, in its line."""

SHORT_WORD = 3
"""Names contain words of up to three letters, such as “of” or “de l”, and rarely more than two in a row."""

QUOTATION_MARKS = (("“", "”"), ("«", "»"), ("„", "“"), ("「", "」"), ("『", "』"), ("《", "》"), ('"', '"'))
_YEAR = bytes([DIGIT]) * 4

# Text is examined as bytes, the classes of its characters.
_IN_WORD = frozenset([LOWER, UPPER, LETTER, DIGIT])
_JOINS = frozenset([DASH, PUNCTUATION, QUOTE, SENTENCE_END])
_WORD = b"[" + re.escape(bytes(sorted(_IN_WORD))) + b"]"
_FIRST_OF_SHORT = b"[" + re.escape(bytes([LOWER, LETTER])) + b"]"
_SPACE, _CAPITAL = re.escape(bytes([SPACE])), re.escape(bytes([UPPER]))
_REST_OF_SHORT = _WORD + b"{0,%d}" % (SHORT_WORD - 1)
_SHORT_AND_CAPITAL = re.compile(_SPACE + b"(?:" + _FIRST_OF_SHORT + _REST_OF_SHORT + _SPACE + b"){1,2}" + _CAPITAL)
# For reversed text: two short words at most, then a capitalized one.
_REVERSED_SHORT_AND_CAPITAL = re.compile(
    _SPACE
    + b"(?:"
    + _REST_OF_SHORT
    + _FIRST_OF_SHORT
    + _SPACE
    + b"){1,2}"
    + _WORD
    + b"*"
    + _CAPITAL
    + b"(?!"
    + _WORD
    + b")",
    re.DOTALL,
)
# Marks the characters of words, and capital letters among them.
_TO_WORDS = bytes(ord("A") if kind == UPPER else ord("a") if kind in _IN_WORD else ord(" ") for kind in range(1 << 8))


class Surroundings(NamedTuple):
    """The surroundings of one mention.

    Attributes:
        capital_before_short_words: Whether a capitalized word, then one or two short words, precede the mention.
        capital_after_short_words: Whether one or two short words, then a capitalized one, follow the mention.
        joined_before: Whether a hyphen, apostrophe or the like joins the mention to the previous word or number.
        joined_after: Whether a hyphen, apostrophe or the like joins the mention to the next word or number.
        digit_before: Whether the previous word or number ends in a digit.
        digit_after: Whether the next word or number begins with a digit.
        starts_line: Whether the mention starts its line.
        ends_line: Whether the mention ends its line.
        space_after: Whether a space follows the mention.
        capital_density: Capitalized words / (words + 1) within DENSITY_WINDOW of the mention in its line.
        year_nearby: Whether a number of four digits or more is within YEAR_WINDOW of the mention in its line.
        quoted: Whether the mention is between quotation marks that open and close in its line.
    """

    capital_before_short_words: bool
    capital_after_short_words: bool
    joined_before: bool
    joined_after: bool
    digit_before: bool
    digit_after: bool
    starts_line: bool
    ends_line: bool
    space_after: bool
    capital_density: float
    year_nearby: bool
    quoted: bool


@dataclass(frozen=True)
class MentionSurroundings:
    """The surroundings of the mentions of an article.

    Attributes:
        positions: The positions of the mentions.
    """

    positions: MentionPositions

    @cached_property
    def each(self) -> Sequence[Surroundings]:
        """The surroundings of each mention."""
        positions, wikitext = self.positions, self.positions.article.wikitext
        pairs = [pair for pair in QUOTATION_MARKS if pair[0] in wikitext and pair[1] in wikitext]
        lines = _Lines.read(wikitext, positions.each)
        return [
            lines.around(start, end, position, _is_quoted(positions.marks, pairs, (start, end), position))
            for (start, end), position in zip(positions.spans, positions.each, strict=True)
        ]

    @cached_property
    def columns(self) -> Mapping[str, Array]:
        """The fields of `each` as arrays of shape (mentions,)."""
        return columns_of(self.each, Surroundings._fields)


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a page that have mentions, each between two line ends.

    Attributes:
        classes: The class of each character.
        reversed_classes: The same in reverse.
        words: The same as capitals, other characters of words, and spaces.
        shifts: Offset of a line in the page -> by how much its characters are shifted here.
    """

    classes: bytes
    reversed_classes: bytes
    words: bytes
    shifts: dict[int, int]

    @classmethod
    def read(cls, wikitext: str, positions: Sequence[MentionPosition]) -> _Lines:
        shifts: dict[int, int] = {}
        lines = ["\n"]
        length = 1
        for position in positions:
            start = position.line_start
            if start not in shifts:
                shifts[start] = length - start
                lines.append(wikitext[start : position.line_end] + "\n")
                length += len(lines[-1])
        classes = character_classes.classify_characters("".join(lines) + "\n").tobytes()
        return cls(classes, classes[::-1], classes.translate(_TO_WORDS), shifts)

    def around(self, start: int, end: int, position: MentionPosition, quoted: bool) -> Surroundings:
        """Return the surroundings of the mention [start, end) of the page."""
        classes = self.classes
        shift = self.shifts[position.line_start]
        first, last = position.line_start + shift, position.line_end + shift
        start, end = start + shift, min(end + shift, last)
        before, second_before = classes[start - 1], classes[start - 2]
        after, second_after = classes[end], classes[end + 1]
        words = self.words[max(first, start - DENSITY_WINDOW) - 1 : min(last, end + DENSITY_WINDOW)]
        capitals = words.count(b" A")
        return Surroundings(
            before == SPACE and bool(_REVERSED_SHORT_AND_CAPITAL.match(self.reversed_classes, len(classes) - start)),
            after == SPACE and bool(_SHORT_AND_CAPITAL.match(classes, end)),
            before in _JOINS and second_before in _IN_WORD,
            after in _JOINS and second_after in _IN_WORD,
            before == DIGIT or (before == SPACE and second_before == DIGIT),
            after == DIGIT or (after == SPACE and second_after == DIGIT),
            before == LINE_END,
            after == LINE_END,
            after == SPACE,
            capitals / (capitals + words.count(b" a") + 1.0),
            _YEAR in classes[max(first, start - YEAR_WINDOW) : start]
            or _YEAR in classes[end : min(last, end + YEAR_WINDOW)],
            quoted,
        )


def _is_quoted(
    marks: LineMarks, pairs: Sequence[tuple[str, str]], mention: tuple[int, int], position: MentionPosition
) -> bool:
    """Return whether the mention is between one of these pairs of marks that open and close in its line."""
    start, end = mention
    for opening, closing in pairs:
        closings = marks.in_line(closing, position.line_start, position.line_end)
        if not closings or closings[-1] < end:
            continue
        openings = marks.in_line(opening, position.line_start, position.line_end)
        opened = bisect_left(openings, start)
        if opening == closing:
            if opened % 2:
                return True
        elif opened:
            closed = bisect_left(closings, start)
            if not closed or openings[opened - 1] > closings[closed - 1]:
                return True
    return False
