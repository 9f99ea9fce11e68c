"""Running text: what the browser's search may visit, in every way that it may, and where links may stand in it."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from linking.wikitext.intervals import Span, united
from linking.wikitext.node_boundaries import touched_by_links, touched_by_markup
from linking.wikitext.parsoid_differences import find_doubt
from linking.wikitext.token_walk import TextNode, Walk

Search = tuple[TextNode, ...]

# The space that French typography keeps unbroken, which is a node of its own in the browser.
_SPACE_BEFORE = re.compile(r" (?=[?:;!%»›])")
_SPACE_BEHIND = re.compile(r"(?<=[«‹]) ")
_LINES = re.compile(r"[^\n]*\n+|[^\n]+")
_new = tuple.__new__  # a NamedTuple's own takes twice as long, and runs are many
_NOWHERE: Span = (sys.maxsize, sys.maxsize)


class Run(NamedTuple):
    """A stretch of one text node of running text, at a code-point offset.

    section: index into the article's sections. linkable: a link may stand in it; other runs count for match_index only.
    A text node may be several runs: they end where a line does, and where doubt or a part of a word begins or ends.
    """

    start: int
    text: str
    section: int
    linkable: bool


@dataclass(frozen=True, slots=True)
class RunningText:
    """The models of what the search visits, and the text to work on.

    runs: the client's text nodes, in order; cut where Parsoid may end a text node, which is never inside a word.
    searches: the text nodes by the client's rules; by Parsoid at its least; at its most; each model once.
    """

    runs: tuple[Run, ...]
    searches: tuple[Search, ...]


def running_text(wikitext: str, walk: Walk, section_starts: Sequence[int]) -> RunningText:
    """Judge each text of the walk. A link may stand where all the models agree, outside of code and parts of words."""
    doubt = find_doubt(wikitext, walk)
    spaces = _unbroken_spaces(wikitext)
    doubtful = united(doubt.hidden + touched_by_links(wikitext, walk.pieces))
    closed = united(doubtful + touched_by_markup(wikitext, walk.pieces))
    client = tuple(walk.pieces)
    least = _without(client, united(doubtful + spaces))
    most = _without(_with(client, wikitext, doubt.shown), spaces)
    searches = [client]
    searches.extend(search for search in (least, most) if search not in searches)
    if least == most and len(searches) > 2:
        searches.pop()
    runs = _Runs(wikitext, closed, [end for _, end in spaces], section_starts)
    return RunningText(tuple(runs.of(walk)), tuple(searches))


def _unbroken_spaces(wikitext: str) -> list[Span]:
    # looking for the characters first takes a hundredth of the time of an expression
    spaces = []
    if any(f" {sign}" in wikitext for sign in "?:;!%»›" if sign in wikitext):
        spaces = [match.span() for match in _SPACE_BEFORE.finditer(wikitext)]
    if any(f"{sign} " in wikitext for sign in "«‹" if sign in wikitext):
        spaces = sorted({*spaces, *(match.span() for match in _SPACE_BEHIND.finditer(wikitext))})
    return spaces


def _with(nodes: Search, wikitext: str, shown: list[Span]) -> Search:
    return tuple(sorted([*nodes, *((start, wikitext[start:end]) for start, end in shown)])) if shown else nodes


def _without(nodes: Search, holes: list[Span]) -> Search:
    """The nodes with the holes, in order and without overlaps, cut out."""
    if not holes:
        return nodes
    result: list[TextNode] = []
    ahead = iter(holes)
    hole_start, hole_end = next(ahead)
    for node in nodes:
        start, text = node
        while hole_end <= start:
            hole_start, hole_end = next(ahead, _NOWHERE)
        if start + len(text) <= hole_start:
            result.append(node)
        else:
            result.extend(_left_over(node, holes, bisect_right(holes, (hole_start, hole_end)) - 1))
    return tuple(result)


def _left_over(node: TextNode, holes: list[Span], index: int) -> Iterator[TextNode]:
    """What holes leave of a node, of which the one at `index` is the first that may touch it."""
    start, text = node
    position, end = start, start + len(text)
    while index < len(holes) and holes[index][0] < end:
        hole_start, hole_end = holes[index]
        if position < hole_start:
            yield position, text[position - start : hole_start - start]
        position = max(position, hole_end)
        index += 1
    if position < end:
        yield position, text[position - start :]


class _Runs:
    """Cuts text nodes into runs. closed: spans, in order and without overlaps, in which no link may stand."""

    def __init__(self, wikitext: str, closed: list[Span], cuts: list[int], section_starts: Sequence[int]) -> None:
        self._wikitext = wikitext
        self._closed = [*closed, _NOWHERE]
        self._cuts = cuts
        self._section_starts = section_starts

    def of(self, walk: Walk) -> Iterator[Run]:
        """The runs of all text nodes, in order."""
        index, section, sections = 0, 0, [*self._section_starts[1:], sys.maxsize]
        for start, text in walk.pieces:
            while sections[section] <= start:
                section += 1
            while self._closed[index][1] <= start:
                index += 1
            prose = start not in walk.verbatim
            if self._closed[index][0] >= start + len(text):
                if self._cuts or 0 <= text.find("\n") < len(text) - 1:
                    yield from self._lines(start, text, section, prose)
                else:
                    yield _new(Run, (start, text, section, prose))
            else:
                yield from self._around_closed(start, start + len(text), index, section, prose)

    def _around_closed(self, start: int, end: int, index: int, section: int, prose: bool) -> Iterator[Run]:
        position = start
        while self._closed[index][0] < end:
            hole_start, hole_end = max(self._closed[index][0], start), min(self._closed[index][1], end)
            yield from self._lines(position, self._wikitext[position:hole_start], section, prose)
            yield from self._lines(hole_start, self._wikitext[hole_start:hole_end], section, False)
            position = hole_end
            index += 1
        yield from self._lines(position, self._wikitext[position:end], section, prose)

    def _lines(self, start: int, text: str, section: int, linkable: bool) -> Iterator[Run]:
        for line in _LINES.findall(text):
            if self._cuts:
                yield from self._parts(start, line, section, linkable)
            else:
                yield _new(Run, (start, line, section, linkable))
            start += len(line)

    def _parts(self, start: int, line: str, section: int, linkable: bool) -> Iterator[Run]:
        end, begin = start + len(line), start
        index = bisect_right(self._cuts, start)
        while index < len(self._cuts) and self._cuts[index] < end:
            yield Run(begin, line[begin - start : self._cuts[index] - start], section, linkable)
            begin = self._cuts[index]
            index += 1
        yield Run(begin, line[begin - start :], section, linkable)
