"""Where Parsoid, which renders the page in the browser, may see other text than the parser of the client's rules does.

Parsoid decides what the browser's search visits. It is not at hand here, so the places where the two are known to part
are found from the wikitext, and are treated as text that may or may not be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from linking.text.language_data import FILE_NAMESPACES
from linking.wikitext.broken_markup import MOST_EFFORT, Leftovers, is_suspect
from linking.wikitext.intervals import Span, hole_around, united, without
from linking.wikitext.quote_pairing import plain_spans, whole_lines
from linking.wikitext.token_stack import WALKED_TAGS, Node
from linking.wikitext.token_walk import Walk, Wikilink

# Tags that Parsoid's page hides from the search as surely as the client's rules do, with all they hold.
_HIDING_TAGS = frozenset(
    [
        *("b", "i", "blockquote", "table", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("ref", "references", "nowiki", "gallery", "poem", "pre", "imagemap"),
        *("br", "hr", "wbr", "meta", "link", "templatestyles"),
    ]
)
_EXTENSIONS = frozenset(["ref", "gallery", "nowiki", "pre", "poem", "imagemap"])
# What MediaWiki takes out of the page before it looks at anything else.
_EXTENSION = re.compile(
    r"<!--.*?(?:-->|\Z)|<(ref|nowiki|gallery|pre|math|poem|timeline|imagemap|syntaxhighlight|source|score)\b[^<>]*"
    r"(?:(?<=/)>|>.*?</\1\s*>)",
    re.DOTALL | re.IGNORECASE,
)
_MAGIC_LINK = re.compile(r"(?:ISBN|RFC|PMID)(?:\s|&nbsp;|&#160;)*(?:[0-9Xx][0-9Xx \xa0-]*)?")
_REDIRECT = re.compile(r"\s*#[^\n\[]*\[\[[^\n]*")
_BAD_TARGET = re.compile(r"[\s_:]*(?:$|\||\.\.?/)|[^|]*[<>\[\]{}\n]|[^|]*~~~|[^|]{250}", re.DOTALL)
# Where links begin that _BAD_TARGET may match, or whose label has links or templates in it: all such, and some more.
_DOUBTFUL_LINK = re.compile(r"\[\[(?![^\s_:.|\[\]{}<>~][^|\[\]{}<>~\n]{0,248}+(?:\|[^\[\]{]*+)?\]\])")
# Nodes that are the same to everybody.
_CERTAIN = frozenset(["template", "comment", "entity", "{li", "{dd", "{dt", "{hr"]) | {
    f"<{name}" for name in WALKED_TAGS
}
# Text between the rows of a table, which browsers show before it; each expression begins with what is quick to find.
_TEXT_IN_TABLE = r"\s*(?![\s|!<])([^\n<]+)"
_BETWEEN_ROWS = re.compile(rf"(?:\{{\||\|-)(?<![^\n]..)[^\n]*\n{_TEXT_IN_TABLE}")
_BETWEEN_HTML_ROWS = re.compile(rf"<(?:/t[dhr]\s*|t(?:r|able|body)\b[^<>]*)>{_TEXT_IN_TABLE}", re.IGNORECASE)
# Tags that end a paragraph, and with it what is bold or italic in it.
_BLOCK = re.compile(r"<(?:blockquote|center|div|h[1-6]|li|ol|p|table|ul)\b", re.IGNORECASE)
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Spans of the wikitext, each list in order and without overlaps.

    hidden: text of the client's model that Parsoid may hide. shown: what Parsoid may show on top of it.
    """

    hidden: list[Span]
    shown: list[Span]


def find_doubt(wikitext: str, walk: Walk) -> Doubt:
    """Compare what the parser made of the page with what Parsoid may make of it."""
    finder = _Finder(wikitext)
    if is_suspect(" ".join([text for _, text in walk.pieces])):
        for start, text in walk.pieces:
            if is_suspect(text):
                finder.look_at_text(start, start + len(text))
                if finder.effort > MOST_EFFORT:
                    break
    doubtful = {match.start() for match in _DOUBTFUL_LINK.finditer(wikitext)}
    if doubtful:
        for link in walk.links:
            if link.running and link.start in doubtful:
                finder.look_at_link(link)
    for node in walk.nodes:
        if node.shown and node.kind not in _CERTAIN:
            finder.look_at_node(node)
    finder.look_at_page()
    if finder.quoted:
        finder.look_into_quotes(walk, doubtful)
        finder.pair_quotes(walk)
    if finder.widened:
        finder.look_at_widened(walk)
    return Doubt(united(finder.hidden), united(finder.shown))


def _opaque_spans(wikitext: str, node: Node) -> Iterator[Span]:
    """The parts of a node whose apostrophes do not count in its line."""
    if node.kind in ("{i", "{b") or (node.kind == "url" and wikitext.find("\n", node.start, node.end) >= 0):
        return
    closing = wikitext.rfind("</", node.inner, node.end) if node.kind[1:] in WALKED_TAGS else -1
    if node.kind[0] != "<" or closing < 0:
        yield node.start, node.end
        return
    yield node.start, node.inner
    yield closing, node.end


class _Finder(Leftovers):
    """Judges the nodes as well."""

    def __init__(self, wikitext: str) -> None:
        super().__init__(wikitext)
        self._last_paragraph = (0, -1)

    def look_at_node(self, node: Node) -> None:
        """A node that the client's rules hide: whether Parsoid takes it for one too."""
        kind = node.kind
        if kind == "argument":
            self.both_ways(*self._paragraph(node.start, node.end))
        elif kind == "heading":
            self._heading(node)
        elif kind == "url":
            self._address(node)
        elif kind == "{i" or kind == "{b":
            self._quotes(node)
        elif kind == "<blockquote":
            self.hidden.append((node.end, self.line(node.end, node.end)[1]))
        elif kind == "{table" or kind == "<table":
            self._table(node)
        elif kind[1:] in _EXTENSIONS:
            self._extension(node)
        elif kind[0] == "<" and kind[1:] not in _HIDING_TAGS and kind[1:] not in WALKED_TAGS:
            self.shown.append((node.start, node.end))

    def look_at_link(self, link: Wikilink) -> None:
        """A target that is none is text; so may be a label with links or templates in it, where it is no file's."""
        start, end = link.start + 2, link.end - 2
        mixed = self.wikitext.find("[[", start, end) >= 0 or self.wikitext.find("{{", start, end) >= 0
        if _BAD_TARGET.match(self.wikitext, start, end) or (mixed and not self._is_file(start, end)):
            self.shown.append((link.start, link.end))

    def _is_file(self, start: int, end: int) -> bool:
        colon = self.wikitext.find(":", start, end)
        return self.wikitext[start:colon].strip(" _").replace("_", " ").lower() in FILE_NAMESPACES

    def _paragraph(self, start: int, end: int) -> Span:
        if not (self._last_paragraph[0] <= start and end <= self._last_paragraph[1]):
            stop = _PARAGRAPH_END.search(self.wikitext, end)
            first = self.wikitext.rfind("\n\n", 0, start) + 1
            self._last_paragraph = first, stop.start() if stop else len(self.wikitext)
        return self._last_paragraph

    def _heading(self, node: Node) -> None:
        start, end = self.line(node.start, node.end)
        rest = self.wikitext[start : node.start] + self.wikitext[node.end : end]
        if rest.strip() and re.sub(r"<!--.*?-->", "", rest).strip():
            self.both_ways(start, end)

    def _address(self, node: Node) -> None:
        source = self.wikitext[node.start : node.end]
        if "[[" in source or "{{" in source or "\n" in source:
            self.shown.append((node.start, node.end))
        if not source.startswith("["):
            glued = re.compile(r"\S*").match(self.wikitext, node.end)
            self.hidden.append((node.end, glued.end() if glued else node.end))

    def _quotes(self, node: Node) -> None:
        source = self.wikitext[node.start : node.end]
        odd = source.startswith("''''") and not (source.startswith("'''''") and source.endswith("'''''"))
        if odd or "\n" in source or self._touches_apostrophe(node) or "''''''" in source:
            self.quoted.append((node.start, node.end))
        if source.count("{{") != source.count("}}") or source.count("[[") != source.count("]]"):
            self.both_ways(node.start, len(self.wikitext))
        if "<" in source and _BLOCK.search(source):
            self.shown.append((node.start, node.end))

    def _touches_apostrophe(self, node: Node) -> bool:
        """Whether the parser may have taken two apostrophes of three."""
        return self.wikitext.startswith("'", node.end) or self.wikitext[node.start - 1 : node.start] == "'"

    def look_at_widened(self, walk: Walk) -> None:
        """What the parser hides within the widened spans may show."""
        spans = united(self.widened)
        hidden = [(node.start, node.end) for node in walk.nodes if node.shown]
        hidden += [(link.start, link.end) for link in walk.links if link.running]
        self.shown.extend(span for span in hidden if hole_around(spans, span[0]))

    def look_into_quotes(self, walk: Walk, doubtful: set[int]) -> None:
        """Judge what the parser hides in quotes that it may have paired wrongly. doubtful: where links start."""
        spans = united(self.quoted)
        for node in walk.nodes:
            if not node.shown and node.kind not in _CERTAIN and hole_around(spans, node.start):
                self.look_at_node(node)
        for link in walk.links:
            if link.start in doubtful and not link.running and hole_around(spans, link.start):
                self.look_at_link(link)

    def pair_quotes(self, walk: Walk) -> None:
        """Pair the apostrophes of the doubtful lines as MediaWiki does, and note where the parser did otherwise."""
        extensions = [match.span() for match in _EXTENSION.finditer(self.wikitext)]
        links = [(link.start, link.end) for link in walk.links]
        nodes = [span for node in walk.nodes for span in _opaque_spans(self.wikitext, node)]
        opaque = united(links + nodes + extensions)
        lines = united([whole_lines(self.wikitext, span, opaque) for span in united(self.quoted)])
        plain = united([span for line in lines for span in plain_spans(self.wikitext, *line, opaque)])
        parsed = [(start, start + len(text)) for start, text in walk.pieces]
        here = list(without(parsed, list(without([(0, len(self.wikitext))], lines))))
        self.hidden.extend(without(here, plain))
        self.shown.extend(without(plain, here))

    def _extension(self, node: Node) -> None:
        """An extension's tag ends at the first closing tag, whatever stands in it."""
        if self.wikitext.find("</", node.inner) == self.wikitext.rfind("</", node.inner, node.end):
            return
        closing = re.compile(rf"</{node.kind[1:]}\s*>", re.IGNORECASE).search(self.wikitext, node.inner, node.end)
        if closing and closing.end() < node.end:
            self.shown.append((closing.end(), node.end))

    def _table(self, node: Node) -> None:
        source = self.wikitext[node.start : node.end]
        if node.kind == "{table" and re.search(r"</table", source, re.IGNORECASE):
            self.shown.append((node.start, node.end))
            return
        for between in (_BETWEEN_ROWS, _BETWEEN_HTML_ROWS):
            self.shown.extend(match.span(1) for match in between.finditer(self.wikitext, node.start, node.end))

    def look_at_page(self) -> None:
        """Markup that only MediaWiki knows: links by number, redirects."""
        if "ISBN" in self.wikitext or "RFC" in self.wikitext or "PMID" in self.wikitext:
            self.hidden.extend(match.span() for match in _MAGIC_LINK.finditer(self.wikitext))
        redirect = _REDIRECT.match(self.wikitext)
        if redirect:
            self.hidden.append(redirect.span())
