"""Runs: the parts of text nodes that may contain a link, or may not."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from linking import acceleration
from linking.wikitext.intervals import Interval
from linking.wikitext.token_walk import PageNodes

_LINES = re.compile(r"[^\n]*\n+|[^\n]+")
_END: Interval = (sys.maxsize, sys.maxsize)
_new = tuple.__new__  # see linking.wikitext.token_walk


class TextRun(NamedTuple):
    """A part of a text node of the running text.

    A text node has one run, or several: runs end at line ends, at text that Parsoid may hide, and at parts of words.

    Attributes:
        start: Its offset.
        text: Its text.
        section: The index of its section in the article.
        linkable: Whether it may contain a link. Other runs count for match_index only.
    """

    start: int
    text: str
    section: int
    linkable: bool


def split_into_runs(
    page: PageNodes, unlinkable: list[Interval], spaces: list[Interval], section_starts: Sequence[int]
) -> list[TextRun]:
    """Return the runs of all text nodes, in order.

    Args:
        page: The nodes of the page.
        unlinkable: The intervals without links, in order and without overlaps.
        spaces: The intervals at whose ends a run must end, in order and without overlaps.
        section_starts: The offsets of the sections.
    """
    if acceleration.wikitext is not None:
        return acceleration.wikitext.text_runs(
            TextRun, page.text_nodes, page.code_text_offsets, unlinkable, spaces, section_starts
        )
    runs: list[TextRun] = []
    cuts = [end for _, end in spaces]
    code = page.code_text_offsets
    section, next_sections = 0, [*section_starts[1:], sys.maxsize]
    unlinkable = [*unlinkable, _END]
    index, (hole_start, hole_end) = 0, unlinkable[0]
    for start, text in page.text_nodes:
        while next_sections[section] <= start:
            section += 1
        while hole_end <= start:
            index += 1
            hole_start, hole_end = unlinkable[index]
        run = _new(TextRun, (start, text, section, start not in code))
        if hole_start < start + len(text):
            for part in _split_at_unlinkable(run, unlinkable, index):
                runs += _split_at_lines(part, cuts)
        elif cuts or 0 <= text.find("\n") < len(text) - 1:
            runs += _split_at_lines(run, cuts)
        else:
            runs.append(run)
    return runs


def _split_at_unlinkable(run: TextRun, unlinkable: list[Interval], index: int) -> Iterator[TextRun]:
    """Split a run at the unlinkable intervals, of which the one at `index` is the first that may touch it."""
    start, text, section, linkable = run
    end, position = start + len(text), start
    while unlinkable[index][0] < end:
        first, last = max(unlinkable[index][0], start), min(unlinkable[index][1], end)
        if position < first:
            yield TextRun(position, text[position - start : first - start], section, linkable)
        yield TextRun(first, text[first - start : last - start], section, False)
        position = last
        index += 1
    if position < end:
        yield TextRun(position, text[position - start :], section, linkable)


def _split_at_lines(run: TextRun, cuts: list[int]) -> list[TextRun]:
    """Split a run at its line ends and at the cuts."""
    start, text, section, linkable = run
    runs = []
    for line in _LINES.findall(text):
        end = start + len(line)
        if cuts:
            for cut in cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]:
                runs.append(TextRun(start, line[: cut - start], section, linkable))
                line, start = line[cut - start :], cut
        runs.append(TextRun(start, line, section, linkable))
        start = end
    return runs
