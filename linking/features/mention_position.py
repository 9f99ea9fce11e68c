"""The position of each mention: its line and section, the adjacent characters and words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from linking.features.line_marks import LineMarks
from linking.text import adjacent_tokens, character_classes
from linking.text.character_classes import LINE_END, character_class
from linking.wikitext.article import Article

Array = NDArray[Any]

MAX_PARENTHESIS_DEPTH = 3
_LIST_MARKERS = frozenset("*#:;")
_MAX_LIST_MARKERS = 3
_ENDS_SENTENCE = (LINE_END, character_classes.SENTENCE_END)


class MentionPosition(NamedTuple):
    """The position of one mention.

    Attributes:
        line_start: Offset of the line's first character.
        line_end: Offset of the line end.
        class_before: Class of the previous character (`linking.text.character_classes`).
        class_after: Class of the next character.
        list_item: Whether the line is a list item.
        parenthesis_depth: Parentheses open at the mention, counted from the start of the line, at most
            MAX_PARENTHESIS_DEPTH.
        section: Index of the section, 0 for the lead.
        sentence_start: Whether the mention starts a sentence, a line or a list item.
    """

    line_start: int
    line_end: int
    class_before: int
    class_after: int
    list_item: bool
    parenthesis_depth: int
    section: int
    sentence_start: bool


@dataclass(frozen=True)
class MentionPositions:
    """Positions of the mentions [start, end) of an article.

    A page has few mentions, so each is looked at by itself: numpy's functions take longer to start than this takes.

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
    def spans(self) -> Sequence[tuple[int, int]]:
        """The start and end of each mention."""
        return list(zip(self.start.tolist(), self.end.tolist(), strict=True))

    @cached_property
    def each(self) -> Sequence[MentionPosition]:
        """The position of each mention."""
        wikitext = self.article.wikitext
        sections = [section.start for section in self.article.sections]
        found = []
        line_start, line_end = 0, -1
        for start, end in self.spans:
            # A line may be as long as the page, so its ends are searched for once.
            if not line_start <= start <= line_end:
                line_start = wikitext.rfind("\n", 0, start) + 1
                line_end = _find_or_length(wikitext, "\n", start)
            found.append(_position(self.marks, sections, (start, end), (line_start, line_end)))
        return found

    @cached_property
    def marks(self) -> LineMarks:
        """The marks in the lines of the page."""
        return LineMarks(self.article.wikitext)

    @cached_property
    def columns(self) -> Mapping[str, Array]:
        """The fields of `each` as arrays of shape (mentions,)."""
        return columns_of(self.each, MentionPosition._fields)

    @cached_property
    def previous_words(self) -> Sequence[str]:
        """The previous word or punctuation mark (`linking.text.adjacent_tokens`)."""
        return [word for word, _ in self._words_before]

    @cached_property
    def next_words(self) -> Sequence[str]:
        """The next word or punctuation mark."""
        return [word for word, _ in self._words_after]

    @cached_property
    def _words_before(self) -> Sequence[tuple[str, int]]:
        return [adjacent_tokens.token_before(self.folded, start) for start, _ in self.spans]

    @cached_property
    def _words_after(self) -> Sequence[tuple[str, int]]:
        return [adjacent_tokens.token_after(self.folded, end) for _, end in self.spans]

    @property
    def capital_before(self) -> Array:
        """Whether the previous word is capitalized."""
        return self._capitalized(self._words_before)

    @property
    def capital_after(self) -> Array:
        """Whether the next word is capitalized."""
        return self._capitalized(self._words_after)

    def _capitalized(self, words: Sequence[tuple[str, int]]) -> Array:
        wikitext = self.article.wikitext
        return np.array([offset >= 0 and wikitext[offset].isupper() for _, offset in words], bool)


def columns_of(rows: Sequence[Iterable[float]], names: Sequence[str]) -> Mapping[str, Array]:
    """Return rows of numbers as columns, shape (rows,), by name."""
    # One flat conversion takes half of the time of an array for each row.
    size = len(names)
    values = np.fromiter(chain.from_iterable(rows), np.float64, len(rows) * size)
    return dict(zip(names, values.reshape(-1, size).T, strict=True))


def _find_or_length(text: str, wanted: str, start: int) -> int:
    found = text.find(wanted, start)
    return found if found >= 0 else len(text)


def _position(
    marks: LineMarks, sections: Sequence[int], mention: tuple[int, int], line: tuple[int, int]
) -> MentionPosition:
    (start, end), (line_start, line_end), wikitext = mention, line, marks.wikitext
    before = character_class(wikitext[start - 1]) if start else LINE_END
    list_item = wikitext[line_start : line_start + 1] in _LIST_MARKERS
    starts_sentence = (
        before in _ENDS_SENTENCE
        or (before == character_classes.SPACE and _ends_sentence(wikitext, start - 1))
        or (list_item and start - line_start <= _MAX_LIST_MARKERS)
    )
    return MentionPosition(
        line_start,
        line_end,
        before,
        character_class(wikitext[end]) if end < len(wikitext) else LINE_END,
        list_item,
        _parenthesis_depth(marks, start, line),
        bisect_right(sections, start) - 1,
        starts_sentence,
    )


def _ends_sentence(wikitext: str, end: int) -> bool:
    """Whether the character before this offset ends a sentence or a line."""
    return end == 0 or character_class(wikitext[end - 1]) in _ENDS_SENTENCE


def _parenthesis_depth(marks: LineMarks, start: int, line: tuple[int, int]) -> int:
    opened = sum(bisect_left(marks.in_line(mark, *line), start) for mark in "(（")
    if not opened:
        return 0
    closed = sum(bisect_left(marks.in_line(mark, *line), start) for mark in ")）")
    return min(max(opened - closed, 0), MAX_PARENTHESIS_DEPTH)
