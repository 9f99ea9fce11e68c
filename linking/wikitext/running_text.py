"""Running text: the text that the browser's search visits, and the parts of it that may contain a link."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from linking import acceleration
from linking.wikitext.intervals import Interval, merge_intervals, uncovered
from linking.wikitext.node_boundaries import letters_joined_to_links, link_trails, words_cut_by_markup
from linking.wikitext.parsoid_differences import find_divergences
from linking.wikitext.text_edges import find_text_edges
from linking.wikitext.text_runs import TextRun, split_into_runs
from linking.wikitext.token_walk import PageNodes, TextNode

TextNodeModel = tuple[TextNode, ...]
"""The text nodes that the browser's search may visit, in order."""

# French typography makes these spaces no-break spaces, which are nodes of their own in the browser.
_SPACE_BEFORE_SIGN = re.compile(r" (?=[?:;!%»›])")
_SPACE_AFTER_QUOTE = re.compile(r"(?<=[«‹]) ")
_END: Interval = (sys.maxsize, sys.maxsize)


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
    edges = find_text_edges(wikitext, page.text_nodes)
    joined = letters_joined_to_links(wikitext, edges)
    hidden = joined if language is None else link_trails(edges, language)
    uncertain = merge_intervals(divergence.maybe_hidden + hidden)
    unlinkable = merge_intervals(uncertain + joined + words_cut_by_markup(wikitext, edges))
    client = tuple(page.text_nodes)
    least = _remove(client, merge_intervals(uncertain + spaces))
    most = _remove(_add(client, wikitext, divergence.maybe_shown), spaces)
    models = [client]
    for model in (least, most):
        if model not in models:
            models.append(model)
    runs = split_into_runs(page, unlinkable, spaces, section_starts)
    return RunningText(tuple(runs), tuple(models))


def _no_break_spaces(wikitext: str) -> list[Interval]:
    if acceleration.wikitext is not None:
        return acceleration.wikitext.no_break_spaces(wikitext)
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
