"""The headings of ordinary pages, found from the parser's nodes.

On a page whose braces, brackets and tags are all closed, the parser and MediaWiki find the same templates, comments and
extension tags. Then they find the same headings too, if each is alone on its line. Most pages are like that, and this
takes a thirtieth of the time of MediaWiki's way to find headings.
"""

from __future__ import annotations

import re

from linking.wikitext.closed_markup import hides_markup, is_closed
from linking.wikitext.headings import find_headings
from linking.wikitext.intervals import Interval, interval_at, merge_intervals
from linking.wikitext.sections import Section
from linking.wikitext.token_stack import Node
from linking.wikitext.token_walk import PageNodes

# Equals signs that begin a line, or may do so once MediaWiki has removed what precedes them.
_CANDIDATE = re.compile(r"=(?<=[\n>_}{]=)")
_PLAIN_LINE = re.compile(r"(={1,6})[ \t]*([^=<{}\[\]\s](?:[^<{}\[\]\n]*[^=<{}\[\]\s])?)[ \t]*\1[ \t]*(?:\n|\Z)")
_REST_OF_LINE = re.compile(r"(?:[ \t]|<!--(?:(?!-->)[^\n])*-->)*(?:\n|\Z)")
_REMOVED_MARKUP = ("-->", "clude>")


def plain_headings(wikitext: str, page: PageNodes) -> list[Section] | None:
    """Return the headings of a page, in order, or None if its markup is not plain enough to be sure."""
    starts = [match.start() for match in _CANDIDATE.finditer(wikitext)]
    if wikitext.startswith("="):
        starts.insert(0, 0)
    if not starts and "<h" not in wikitext and "<H" not in wikitext:
        return []
    if not is_closed(wikitext, page):
        return None
    nodes = {node[1]: node for node in page.nodes if node[0] == "heading" and node[4]}
    headings = []
    comments: list[Interval] = []
    hidden: list[Interval] | None = None
    for start in starts:
        if start and wikitext[start - 1] != "\n":
            if _may_begin_line(wikitext, page, start):
                return None
            continue
        node = nodes.pop(start, None)
        if node is None:
            if hidden is None:
                comments, hidden = _comments_and_other_intervals(page)
            if interval_at(comments, start):
                continue
            if interval_at(hidden, start) or not wikitext.startswith("==", start):
                return None
        heading = _heading(wikitext, start, node)
        if heading is None:
            return None
        headings.append(heading)
    return None if nodes else headings


def _comments_and_other_intervals(page: PageNodes) -> tuple[list[Interval], list[Interval]]:
    """Return the intervals of comments, and those of other nodes in which a line may be no heading."""
    comments = merge_intervals((start, end) for kind, start, end, _, _ in page.nodes if kind == "comment")
    others = [(start, end) for kind, start, end, _, _ in page.nodes if hides_markup(kind)]
    return comments, merge_intervals([*others, *((link.start, link.end) for link in page.links)])


def _heading(wikitext: str, start: int, node: Node | None) -> Section | None:
    """Return the heading that begins at this offset, or None if its line may not be complete in itself."""
    line = _PLAIN_LINE.match(wikitext, start)
    if line is None:
        return _heading_with_markup(wikitext, node) if node else None
    if "''" in line[2] or "&" in line[2] or "__" in line[2]:
        return _only_heading(line.group(), start)
    return Section(line[2], len(line[1]), start)


def _may_begin_line(wikitext: str, page: PageNodes, position: int) -> bool:
    """Return whether all of the line before the position may be removed."""
    line_start = wikitext.rfind("\n", 0, position) + 1
    before = wikitext[line_start:position]
    visible = before.partition("<!--")[0]
    if not visible or visible[0] in "_{}" or any(markup in visible for markup in _REMOVED_MARKUP):
        return True
    return "-->" in before and any(node[0] == "comment" and node[1] < line_start < node[2] for node in page.nodes)


def _heading_with_markup(wikitext: str, node: Node) -> Section | None:
    """Return a heading whose title contains markup, or None if its line may not be complete in itself."""
    _, start, end, _, _ = node
    if wikitext.find("\n", start, end) >= 0 or not _REST_OF_LINE.match(wikitext, end):
        return None
    return _only_heading(wikitext[start:end], start)


def _only_heading(line: str, start: int) -> Section | None:
    headings = find_headings(line)
    return headings[0]._replace(start=start) if len(headings) == 1 and headings[0].start == 0 else None
