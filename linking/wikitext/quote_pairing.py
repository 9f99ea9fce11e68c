"""Which text of a line is bold or italic: apostrophes as MediaWiki pairs them, line by line (Parser::doQuotes)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linking.wikitext.intervals import Span, first_behind, hole_around

_RUN = re.compile(r"\n|'{2,}")
ITALIC, BOLD, BOTH = 2, 3, 5


def whole_lines(wikitext: str, span: Span, opaque: list[Span]) -> Span:
    """The span made whole lines; a line goes on through the opaque spans in it, whatever lines these have."""
    start, end = span
    while True:
        start = wikitext.rfind("\n", 0, start) + 1
        hole = hole_around(opaque, start)
        if hole is None or hole[0] == start:
            break
        start = hole[0]
    while True:
        stop = wikitext.find("\n", end)
        end = len(wikitext) if stop < 0 else stop
        hole = hole_around(opaque, end)
        if hole is None:
            return start, end
        end = hole[1]


def plain_spans(wikitext: str, start: int, end: int, opaque: list[Span]) -> Iterator[Span]:
    """The stretches of wikitext[start:end], whole lines, that are neither bold nor italic nor in an opaque span.

    opaque: spans in order, without overlaps, whose quotes and line ends do not count (links, templates, tables, ...).
    """
    line: list[Span] = []
    begin = start
    for run in _runs(wikitext, start, end, opaque):
        if wikitext[run[0]] != "\n":
            line.append(run)
            continue
        yield from _plain_of_line(wikitext, begin, run[1], line, opaque)
        line, begin = [], run[1]
    yield from _plain_of_line(wikitext, begin, end, line, opaque)


def _runs(wikitext: str, start: int, end: int, opaque: list[Span]) -> Iterator[Span]:
    for first, last in _outside(start, end, opaque):
        for match in _RUN.finditer(wikitext, first, last):
            yield match.span()


def _plain_of_line(wikitext: str, start: int, end: int, runs: list[Span], opaque: list[Span]) -> Iterator[Span]:
    position, style = start, 0
    for mark, (mark_start, mark_end) in zip(_marks(wikitext, runs), runs, strict=True):
        mark_start = mark_end - mark
        if not style:
            yield from _outside(position, mark_start, opaque)
        style = _toggled(style, mark)
        position = mark_end
    if not style:
        yield from _outside(position, end, opaque)


def _toggled(style: int, mark: int) -> int:
    """style: 0, ITALIC, BOLD or BOTH. Five apostrophes close what is open, and open what is not."""
    if mark == BOTH:
        return {0: BOTH, BOTH: 0, ITALIC: BOLD, BOLD: ITALIC}[style]
    if mark not in (ITALIC, BOLD):
        return style
    if style == BOTH:
        return BOTH - mark
    if style == mark:
        return 0
    return mark if style == 0 else BOTH


def _marks(wikitext: str, runs: list[Span]) -> list[int]:
    """How many apostrophes of each run count: 2, 3 or 5, or 2 where one of three is an apostrophe of the text."""
    marks = [_mark(end - start) for start, end in runs]
    italics = sum(mark in (ITALIC, BOTH) for mark in marks)
    bolds = sum(mark in (BOLD, BOTH) for mark in marks)
    if italics % 2 and bolds % 2:
        index = _apostrophe(wikitext, runs, marks)
        if index is not None:
            marks[index] = ITALIC
    return marks


def _mark(length: int) -> int:
    if length == 4:
        return BOLD
    return BOTH if length > BOTH else length


def _apostrophe(wikitext: str, runs: list[Span], marks: list[int]) -> int | None:
    """The run of three whose first apostrophe is text: best after a single letter, then after a word, then a space."""
    first: dict[str, int] = {}
    for index, ((_, end), mark) in enumerate(zip(runs, marks, strict=True)):
        if mark != BOLD:
            continue
        at = end - mark
        last, before = wikitext[max(0, at - 1) : at], wikitext[max(0, at - 2) : max(0, at - 1)]
        kind = "space" if last == " " else "letter" if before == " " else "word"
        first.setdefault(kind, index)
    return first.get("letter", first.get("word", first.get("space")))


def _outside(start: int, end: int, opaque: list[Span]) -> Iterator[Span]:
    position = start
    for index in range(first_behind(opaque, start), len(opaque)):
        hole_start, hole_end = opaque[index]
        if hole_start >= end:
            break
        if position < hole_start:
            yield position, hole_start
        position = hole_end
    if position < end:
        yield position, end
