"""Running text: the text that the browser's search visits, and the parts of it that may contain a link."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from linking.wikitext.intervals import Interval, merge_intervals, uncovered
from linking.wikitext.node_boundaries import letters_joined_to_links, link_trails, words_cut_by_markup
from linking.wikitext.parsoid_differences import find_divergences
from linking.wikitext.token_walk import PageNodes, TextNode

TextNodeModel = tuple[TextNode, ...]
"""The text nodes that the browser's search may visit, in order."""

# French typography makes these spaces no-break spaces, which are nodes of their own in the browser.
_SPACE_BEFORE_SIGN = re.compile(r" (?=[?:;!%»›])")
_SPACE_AFTER_QUOTE = re.compile(r"(?<=[«‹]) ")
_LINES = re.compile(r"[^\n]*\n+|[^\n]+")
_new = tuple.__new__  # see linking.wikitext.token_walk
_END: Interval = (sys.maxsize, sys.maxsize)


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


@dataclass(frozen=True, slots=True)
class RunningText:
    """The running text of a page.

    Attributes:
        runs: The runs of the text nodes by the client's rules, in order. They also end where Parsoid may end a text
            node, unless that is inside a word.
        page_models: The different models of the text nodes: by the client's rules, with the least text that Parsoid may
            show, and with the most. Equal models occur once.
    """

    runs: tuple[TextRun, ...]
    page_models: tuple[TextNodeModel, ...]


def find_running_text(
    wikitext: str, page: PageNodes, section_starts: Sequence[int], language: str | None = None
) -> RunningText:
    """Find the running text of a page.

    The language of the wiki decides which letters next to a link are part of it. Without a language, all may be.

    A link may be in text that all models contain, outside code and parts of words.
    """
    divergence = find_divergences(wikitext, page)
    spaces = _no_break_spaces(wikitext)
    joined = letters_joined_to_links(wikitext, page.text_nodes)
    hidden = joined if language is None else link_trails(wikitext, page.text_nodes, language)
    uncertain = merge_intervals(divergence.maybe_hidden + hidden)
    unlinkable = merge_intervals(uncertain + joined + words_cut_by_markup(wikitext, page.text_nodes))
    client = tuple(page.text_nodes)
    least = _remove(client, merge_intervals(uncertain + spaces))
    most = _remove(_add(client, wikitext, divergence.maybe_shown), spaces)
    models = [client]
    for model in (least, most):
        if model not in models:
            models.append(model)
    runs = _text_runs(page, unlinkable, [end for _, end in spaces], section_starts)
    return RunningText(tuple(runs), tuple(models))


def _no_break_spaces(wikitext: str) -> list[Interval]:
    # Searching for the characters first takes a hundredth of the time of the expressions.
    spaces = []
    if any(f" {sign}" in wikitext for sign in "?:;!%»›" if sign in wikitext):
        spaces = [match.span() for match in _SPACE_BEFORE_SIGN.finditer(wikitext)]
    if any(f"{sign} " in wikitext for sign in "«‹" if sign in wikitext):
        spaces = sorted({*spaces, *(match.span() for match in _SPACE_AFTER_QUOTE.finditer(wikitext))})
    return spaces


def _add(nodes: TextNodeModel, wikitext: str, shown: list[Interval]) -> TextNodeModel:
    return tuple(sorted([*nodes, *((start, wikitext[start:end]) for start, end in shown)])) if shown else nodes


def _remove(nodes: TextNodeModel, holes: list[Interval]) -> TextNodeModel:
    """Cut the holes, which are in order and do not overlap, out of the text nodes."""
    if not holes:
        return nodes
    result: list[TextNode] = []
    next_holes = iter(holes)
    hole_start, hole_end = next(next_holes)
    for node in nodes:
        start, text = node
        while hole_end <= start:
            hole_start, hole_end = next(next_holes, _END)
        end = start + len(text)
        if end <= hole_start:
            result.append(node)
        else:
            parts = uncovered(start, end, holes)
            result.extend((first, text[first - start : last - start]) for first, last in parts)
    return tuple(result)


def _text_runs(
    page: PageNodes, unlinkable: list[Interval], cuts: list[int], section_starts: Sequence[int]
) -> list[TextRun]:
    """Return the runs of all text nodes, in order.

    Args:
        page: The nodes of the page.
        unlinkable: The intervals without links, in order and without overlaps.
        cuts: The offsets at which a run must end, in order.
        section_starts: The offsets of the sections.
    """
    runs: list[TextRun] = []
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
