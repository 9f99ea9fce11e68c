"""Bold and italic text as MediaWiki finds it: apostrophes are paired within a line (Parser::doQuotes)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linking.wikitext.intervals import Interval, interval_at, uncovered

_QUOTES_OR_LINE_END = re.compile(r"\n|'{2,}")
ITALIC, BOLD, BOLD_ITALIC = 2, 3, 5
"""The number of apostrophes of each mark, and the style that it begins."""
_PLAIN = 0


def extend_to_lines(wikitext: str, interval: Interval, opaque: list[Interval]) -> Interval:
    """Extend the interval to whole lines; line ends inside opaque intervals do not end a line."""
    start, end = interval
    while True:
        start = wikitext.rfind("\n", 0, start) + 1
        hole = interval_at(opaque, start)
        if hole is None or hole[0] == start:
            break
        start = hole[0]
    while True:
        stop = wikitext.find("\n", end)
        end = len(wikitext) if stop < 0 else stop
        hole = interval_at(opaque, end)
        if hole is None:
            return start, end
        end = hole[1]


def plain_intervals(wikitext: str, start: int, end: int, opaque: list[Interval]) -> Iterator[Interval]:
    """Yield the parts of whole lines that are neither bold nor italic nor opaque.

    Args:
        wikitext: The page.
        start: The start of the first line.
        end: The end of the last line.
        opaque: Intervals of links, templates, tables and the like, in order and without overlaps. Apostrophes and line
            ends inside them do not count.
    """
    quotes: list[Interval] = []
    line_start = start
    for first, last in uncovered(start, end, opaque):
        for match in _QUOTES_OR_LINE_END.finditer(wikitext, first, last):
            if match.group() != "\n":
                quotes.append(match.span())
                continue
            yield from _plain_of_line(wikitext, (line_start, match.end()), quotes, opaque)
            quotes, line_start = [], match.end()
    yield from _plain_of_line(wikitext, (line_start, end), quotes, opaque)


def remove_quotes(line: str) -> str:
    """Return a line without the apostrophes that make text bold or italic."""
    if "''" not in line:
        return line
    quotes = [match.span() for match in _QUOTES_OR_LINE_END.finditer(line)]
    text, position = "", 0
    for mark, (_, end) in zip(_marks(line, quotes), quotes, strict=True):
        text += line[position : end - mark]
        position = end
    return text + line[position:]


def _plain_of_line(wikitext: str, line: Interval, quotes: list[Interval], opaque: list[Interval]) -> Iterator[Interval]:
    position, style = line[0], _PLAIN
    for mark, (_, quotes_end) in zip(_marks(wikitext, quotes), quotes, strict=True):
        if style == _PLAIN:
            yield from uncovered(position, quotes_end - mark, opaque)
        style = _toggle(style, mark)
        position = quotes_end
    if style == _PLAIN:
        yield from uncovered(position, line[1], opaque)


def _toggle(style: int, mark: int) -> int:
    """Return the style after a mark. Five apostrophes end the styles that are on and begin those that are off."""
    if mark == BOLD_ITALIC:
        return {_PLAIN: BOLD_ITALIC, BOLD_ITALIC: _PLAIN, ITALIC: BOLD, BOLD: ITALIC}[style]
    if style == BOLD_ITALIC:
        return BOLD_ITALIC - mark
    if style == mark:
        return _PLAIN
    return mark if style == _PLAIN else BOLD_ITALIC


def _marks(wikitext: str, quotes: list[Interval]) -> list[int]:
    """Return the mark of each group of apostrophes.

    If the numbers of bold and italic marks are both odd, one of the bold marks is an apostrophe and an italic mark.
    """
    marks = [_mark(end - start) for start, end in quotes]
    italics = sum(mark in (ITALIC, BOLD_ITALIC) for mark in marks)
    bolds = sum(mark in (BOLD, BOLD_ITALIC) for mark in marks)
    if italics % 2 and bolds % 2:
        index = _bold_with_apostrophe(wikitext, quotes, marks)
        if index is not None:
            marks[index] = ITALIC
    return marks


def _mark(length: int) -> int:
    """Return the mark that a group of at least two apostrophes ends with. Those before it are text."""
    if length == 4:
        return BOLD
    return min(length, BOLD_ITALIC)


def _bold_with_apostrophe(wikitext: str, quotes: list[Interval], marks: list[int]) -> int | None:
    """Return the bold mark whose first apostrophe is text.

    It is the first one after a one-letter word, else the first after a longer word, else the first after a space.
    """
    first: dict[str, int] = {}
    for index, ((_, end), mark) in enumerate(zip(quotes, marks, strict=True)):
        if mark != BOLD:
            continue
        start = end - mark
        last, second_last = wikitext[max(0, start - 1) : start], wikitext[max(0, start - 2) : max(0, start - 1)]
        context = "space" if last == " " else "one-letter word" if second_last == " " else "word"
        first.setdefault(context, index)
    return first.get("one-letter word", first.get("word", first.get("space")))
