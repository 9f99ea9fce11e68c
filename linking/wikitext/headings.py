"""The headings of a page, as MediaWiki's parser finds them.

MediaWiki looks for headings after it has removed comments and replaced templates and extension tags. A heading is a
line between equals signs, wherever the line is, or an element such as <h2>. Bold and italic text ends with its line, so
quotes that are never closed hide no heading.

References:
    Parser::handleHeadings and Parser::finalizeHeadings of MediaWiki 1.39.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from linking.wikitext.expanded_text import MARK, OPAQUE, ExpandedText
from linking.wikitext.heading_text import LITERAL_LESS_THAN, heading_text, is_file
from linking.wikitext.html_tags import HTML_TAGS
from linking.wikitext.intervals import Interval, interval_at, merge_intervals
from linking.wikitext.preprocessor import MAX_LEVEL, expand
from linking.wikitext.sections import Section

_LINES = [
    re.compile(rf"={{{level}}}[ \t]*(.+?)[ \t]*={{{level}}}[ \t\n\v\f]*$", re.MULTILINE)
    for level in range(1, MAX_LEVEL + 1)
]
_TAG = re.compile(r"<(?:/?([A-Za-z][^\t\n\v />\x00<]*)[^<>]*>)?")
_HTML_HEADING = re.compile(r"<(/?)h([1-6])(?:[\s/][^<>]*)?>", re.IGNORECASE)
# MediaWiki puts the labels of links and the attributes of tables aside before it collects the headings.
_LONG_LABEL = re.compile(r"\[\[([^\[\]|{}<>\n]+)\|((?:(?!\[\[|\]\])[^\n])*\n(?:(?!\[\[|\]\]).)*)\]\]", re.DOTALL)
_TABLE_LINE = re.compile(r"^[ \t:]*(?:(?P<start>\{\|)|(?P<end>\|\})|(?P<row>\|-)|(?P<cells>[|!]))[^\n]*", re.MULTILINE)
_CELL_ATTRIBUTES = re.compile(r"(?:^[ \t]*(?:\|\+?|!)|\|\||!!)((?:(?!\[\[)[^|\n])*)\|(?!\|)", re.MULTILINE)
_REMOVED = re.compile("\r(?=\n)|\x00")
_REPLACED: dict[str, str | int | None] = {"\r": "\n", OPAQUE: "\ufffd", MARK: "\ufffd", LITERAL_LESS_THAN: "\ufffd"}


class _Boundary(NamedTuple):
    """Markup that begins or ends a heading in the expanded text; the level of an end is 0."""

    start: int
    end: int
    level: int


def find_headings(wikitext: str) -> list[Section]:
    """Return the headings of a page, in order."""
    removed = []
    if "\r" in wikitext or "\x00" in wikitext:
        removed = [match.start() - index for index, match in enumerate(_REMOVED.finditer(wikitext))]
        wikitext = _REMOVED.sub("", wikitext)
    if any(character in wikitext for character in _REPLACED):
        wikitext = wikitext.translate(str.maketrans(_REPLACED))
    headings = _headings(expand(wikitext))
    if not removed:
        return list(headings)
    return [Section(title, level, start + bisect_right(removed, start)) for title, level, start in headings]


def _headings(expanded: ExpandedText) -> Iterator[Section]:
    text = expanded.text
    if "<" in text:
        text = _TAG.sub(_read_tag, text)
    opening: _Boundary | None = None
    contents: list[tuple[int, int]] = []
    position = 0
    hidden = _hidden_intervals(text)
    for boundary in sorted([*_lines(text), *_tags(text)]):
        if hidden and interval_at(hidden, boundary.start):
            continue
        if opening is None:
            if boundary.level:
                opening, position, contents = boundary, boundary.end, []
            continue
        contents.append((position, boundary.start))
        position = boundary.end
        if not boundary.level:
            title = heading_text(text, contents, expanded.shown)
            yield Section(title, opening.level, expanded.source(opening.start))
            opening = None


def _read_tag(match: re.Match[str]) -> str:
    """Return an HTML tag on one line. Anything else is text, with another sign in place of the "<"."""
    if match[1] and match[1].lower() in HTML_TAGS:
        return match.group().replace("\n", " ")
    return LITERAL_LESS_THAN + match.group()[1:]


def _lines(text: str) -> Iterator[_Boundary]:
    """Yield the boundaries of the lines between equals signs."""
    start = 0 if text.startswith("=") else text.find("\n=") + 1
    while text.startswith("=", start):
        level = MAX_LEVEL
        while not text.startswith("=" * level, start):
            level -= 1
        for line in reversed(_LINES[:level]):
            match = line.match(text, start)
            if match:
                yield _Boundary(start, match.start(1), _LINES.index(line) + 1)
                yield _Boundary(match.end(1), match.end(), 0)
                break
        start = text.find("\n=", start) + 1
        if not start:
            return


def _hidden_intervals(text: str) -> list[Interval]:
    """Return the intervals in which headings do not count, in order."""
    hidden = [match.span(2) for match in _LONG_LABEL.finditer(text) if not is_file(match[1])]
    if not _HTML_HEADING.search(text):
        return hidden
    depth = 0
    for line in _TABLE_LINE.finditer(text):
        depth = max(0, depth + bool(line["start"]) - bool(line["end"]))
        if line["start"] or (line["row"] and depth):
            hidden.append(line.span())
        elif line["cells"] and depth:
            hidden += [cell.span(1) for cell in _CELL_ATTRIBUTES.finditer(text, *line.span())]
    return merge_intervals(hidden)


def _tags(text: str) -> Iterator[_Boundary]:
    for match in _HTML_HEADING.finditer(text):
        yield _Boundary(match.start(), match.end(), 0 if match[1] else int(match[2]))
