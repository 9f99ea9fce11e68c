"""Places where Parsoid, which renders the page in the browser, may see other text than the parser of this package.

The browser's search visits what Parsoid renders. Parsoid is not available here, so the known differences are found from
the wikitext, and the text there is treated as text that may or may not be on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from linking.text.character_references import REPLACEMENT, decode_references
from linking.text.language_data import FILE_NAMESPACES
from linking.wikitext.broken_markup import check_text, suspect_texts
from linking.wikitext.divergence_collector import DivergenceCollector
from linking.wikitext.html_tags import WALKED_TAGS
from linking.wikitext.intervals import Interval, interval_at, merge_intervals, subtract_intervals, uncovered
from linking.wikitext.outline.hidden_nodes import with_hidden_nodes
from linking.wikitext.outline.scan import DeclinedError
from linking.wikitext.quote_pairing import extend_to_lines, plain_intervals
from linking.wikitext.token_stack import Node
from linking.wikitext.token_walk import PageNodes, Wikilink

# Tags whose contents both Parsoid's page and the client's rules hide from the search.
_HIDING_TAGS = frozenset(
    [
        *("b", "i", "blockquote", "table", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("ref", "references", "nowiki", "gallery", "poem", "pre", "imagemap"),
        *("br", "hr", "wbr", "meta", "link", "templatestyles"),
    ]
)
_EXTENSION_TAGS = frozenset(["ref", "gallery", "nowiki", "pre", "poem", "imagemap"])
# Comments and extension tags, which MediaWiki removes before it parses the rest of the page.
_REMOVED_FIRST = re.compile(
    r"<!--.*?(?:-->|\Z)|<(ref|nowiki|gallery|pre|math|poem|timeline|imagemap|syntaxhighlight|source|score)\b[^<>]*"
    r"(?:(?<=/)>|>.*?</\1\s*>)",
    re.DOTALL | re.IGNORECASE,
)
# `re` finds the literal start of the patterns fast.
_MAGIC_LINKS = {
    name: re.compile(name + r"(?:\s|&nbsp;|&#160;)*(?:[0-9Xx][0-9Xx \xa0-]*)?") for name in ("ISBN", "RFC", "PMID")
}
_REDIRECT = re.compile(r"\s*#[^\n\[]*\[\[[^\n]*")
_BAD_TARGET = re.compile(r"[\s_:]*(?:$|\||\.\.?/)|[^|]*[<>\[\]{}\n]|[^|]*~~~|[^|]{250}", re.DOTALL)
# The start of every link that _BAD_TARGET may match or whose label contains links or templates, and of a few others.
_SUSPECT_LINK = re.compile(r"\[\[(?![^\s_:.|\[\]{}<>~][^|\[\]{}<>~\n]{0,248}+(?:\|[^\[\]{]*+)?\]\])")
# Nodes that Parsoid and the parser read alike.
_UNDISPUTED = frozenset(["template", "comment", "entity", "{li", "{dd", "{dt", "{hr"]) | {
    f"<{name}" for name in WALKED_TAGS
}
# Text between the rows of a table, which browsers show before it.
_TEXT_IN_TABLE = r"\s*(?![\s|!<])([^\n<]+)"
_BETWEEN_ROWS = re.compile(rf"(?:\{{\||\|-)(?<![^\n]..)[^\n]*\n{_TEXT_IN_TABLE}")
_BETWEEN_HTML_ROWS = re.compile(rf"<(?:/t[dhr]\s*|t(?:r|able|body)\b[^<>]*)>{_TEXT_IN_TABLE}", re.IGNORECASE)
# Tags that end a paragraph, and the bold or italic text in it.
_BLOCK = re.compile(r"<(?:blockquote|center|div|h[1-6]|li|ol|p|table|ul)\b", re.IGNORECASE)


class IncompleteNodesError(Exception):
    """An outline does not have the hidden nodes that must be checked. It never leaves this package."""


@dataclass(frozen=True, slots=True)
class ParsoidDivergence:
    """The intervals of a page that Parsoid may read differently, each list in order and without overlaps.

    Attributes:
        maybe_hidden: Running text that Parsoid may hide.
        maybe_shown: Other wikitext that Parsoid may show as text.
    """

    maybe_hidden: list[Interval]
    maybe_shown: list[Interval]


def find_divergences(wikitext: str, page: PageNodes) -> ParsoidDivergence:
    """Find where Parsoid may read a page differently than the parser did.

    Raises:
        IncompleteNodesError: If the page is an outline, and its hidden nodes matter.
    """
    divergences = DivergenceCollector(wikitext)
    _check_texts(divergences, page)
    suspect_links = {match.start() for match in _SUSPECT_LINK.finditer(wikitext)}
    if suspect_links:
        for link in page.links:
            if link.in_running_text and link.start in suspect_links:
                _check_link(divergences, link)
    for node in page.nodes:
        if node.in_running_text and node.kind not in _UNDISPUTED:
            _check_node(divergences, node)
    _check_references(divergences, page)
    _check_page(divergences)
    if divergences.suspect_quotes:
        page = _complete(wikitext, page)
        _check_inside_quotes(divergences, page, suspect_links)
        _check_quote_pairing(divergences, page)
    if divergences.ambiguous_intervals:
        _show_ambiguous_nodes(divergences, page)
    return ParsoidDivergence(merge_intervals(divergences.maybe_hidden), merge_intervals(divergences.maybe_shown))


def _complete(wikitext: str, page: PageNodes) -> PageNodes:
    """Add the nodes in bold and italic text that an outline does not have."""
    try:
        return with_hidden_nodes(wikitext, page)
    except DeclinedError as error:
        raise IncompleteNodesError from error


def _check_texts(divergences: DivergenceCollector, page: PageNodes) -> None:
    for start, text in suspect_texts(page.text_nodes):
        check_text(divergences, start, start + len(text))
        if divergences.is_exhausted:
            return


def _check_link(divergences: DivergenceCollector, link: Wikilink) -> None:
    """Check a link that MediaWiki may render as text.

    It does so if the target is invalid, or if the label contains a link and the target is no file.
    """
    start, end, wikitext = link.start + 2, link.end - 2, divergences.wikitext
    is_nested = wikitext.find("[[", start, end) >= 0 or wikitext.find("{{", start, end) >= 0
    if _BAD_TARGET.match(wikitext, start, end) or (is_nested and not _is_file(wikitext, start, end)):
        divergences.maybe_shown.append((link.start, link.end))


def _is_file(wikitext: str, start: int, end: int) -> bool:
    colon = wikitext.find(":", start, end)
    return wikitext[start:colon].strip(" _").replace("_", " ").lower() in FILE_NAMESPACES


def _check_node(divergences: DivergenceCollector, node: Node) -> None:
    """Check a node that the client's rules hide: Parsoid may not read it as the same node."""
    kind = node.kind
    if kind == "argument":
        divergences.mark_ambiguous(*divergences.paragraph_around(node.start, node.end))
    elif kind == "heading":
        _check_heading(divergences, node)
    elif kind == "url":
        _check_url(divergences, node)
    elif kind == "{i" or kind == "{b":
        _check_quotes(divergences, node)
    elif kind == "<blockquote":
        divergences.maybe_hidden.append((node.end, divergences.lines_around(node.end, node.end)[1]))
    elif kind == "{table" or kind == "<table":
        _check_table(divergences, node)
    elif kind[1:] in _EXTENSION_TAGS:
        _check_extension(divergences, node)
    elif kind[0] == "<" and kind[1:] not in _HIDING_TAGS and kind[1:] not in WALKED_TAGS:
        divergences.maybe_shown.append((node.start, node.end))


def _check_heading(divergences: DivergenceCollector, node: Node) -> None:
    """Check for other text on the line: MediaWiki requires a heading to be alone on its line."""
    start, end = divergences.lines_around(node.start, node.end)
    rest = divergences.wikitext[start : node.start] + divergences.wikitext[node.end : end]
    if rest.strip() and re.sub(r"<!--.*?-->", "", rest).strip():
        divergences.mark_ambiguous(start, end)


def _check_url(divergences: DivergenceCollector, node: Node) -> None:
    source = divergences.wikitext[node.start : node.end]
    if "[[" in source or "{{" in source or "\n" in source:
        divergences.maybe_shown.append((node.start, node.end))
    if not source.startswith("["):
        rest = re.compile(r"\S*").match(divergences.wikitext, node.end)
        divergences.maybe_hidden.append((node.end, rest.end() if rest else node.end))


def _check_quotes(divergences: DivergenceCollector, node: Node) -> None:
    """Check bold or italic text in apostrophes."""
    wikitext = divergences.wikitext
    source = wikitext[node.start : node.end]
    has_four = source.startswith("''''") and not (source.startswith("'''''") and source.endswith("'''''"))
    touches_apostrophe = wikitext.startswith("'", node.end) or wikitext[node.start - 1 : node.start] == "'"
    if has_four or "\n" in source or touches_apostrophe or "''''''" in source:
        divergences.suspect_quotes.append((node.start, node.end))
    if source.count("{{") != source.count("}}") or source.count("[[") != source.count("]]"):
        divergences.mark_ambiguous(node.start, len(wikitext))
    if "<" in source and _BLOCK.search(source):
        divergences.maybe_shown.append((node.start, node.end))


def _check_extension(divergences: DivergenceCollector, node: Node) -> None:
    """Check for a closing tag before the end of the node: MediaWiki ends an extension tag at the first one."""
    wikitext = divergences.wikitext
    if wikitext.find("</", node.inner) == wikitext.rfind("</", node.inner, node.end):
        return
    closing = re.compile(rf"</{node.kind[1:]}\s*>", re.IGNORECASE).search(wikitext, node.inner, node.end)
    if closing and closing.end() < node.end:
        divergences.maybe_shown.append((closing.end(), node.end))


def _check_table(divergences: DivergenceCollector, node: Node) -> None:
    source = divergences.wikitext[node.start : node.end]
    if node.kind == "{table" and re.search(r"</table", source, re.IGNORECASE):
        divergences.maybe_shown.append((node.start, node.end))
        return
    for between in (_BETWEEN_ROWS, _BETWEEN_HTML_ROWS):
        matches = between.finditer(divergences.wikitext, node.start, node.end)
        divergences.maybe_shown.extend(match.span(1) for match in matches)


def _check_references(divergences: DivergenceCollector, page: PageNodes) -> None:
    """Check for references to code points that are no characters, such as `&#1;`: MediaWiki shows them as text."""
    wikitext = divergences.wikitext
    if "&#" not in wikitext:
        return
    entities = ((node.start, node.end) for node in page.nodes if node.kind == "entity" and node.in_running_text)
    divergences.maybe_shown.extend(
        (start, end) for start, end in entities if decode_references(wikitext[start:end]) == REPLACEMENT
    )


def _check_page(divergences: DivergenceCollector) -> None:
    """Check for markup that the parser does not know: ISBN, RFC and PMID links, and redirects."""
    wikitext = divergences.wikitext
    for name, pattern in _MAGIC_LINKS.items():
        if name in wikitext:
            divergences.maybe_hidden.extend(match.span() for match in pattern.finditer(wikitext))
    redirect = _REDIRECT.match(wikitext)
    if redirect:
        divergences.maybe_hidden.append(redirect.span())


def _check_inside_quotes(divergences: DivergenceCollector, page: PageNodes, suspect_links: set[int]) -> None:
    """Check the hidden nodes and links inside quotes that the parser may have paired wrongly."""
    intervals = merge_intervals(divergences.suspect_quotes)
    for node in page.nodes:
        if not node.in_running_text and node.kind not in _UNDISPUTED and interval_at(intervals, node.start):
            _check_node(divergences, node)
    for link in page.links:
        if link.start in suspect_links and not link.in_running_text and interval_at(intervals, link.start):
            _check_link(divergences, link)


def _check_quote_pairing(divergences: DivergenceCollector, page: PageNodes) -> None:
    """Pair the apostrophes of the suspect lines as MediaWiki does, and compare the plain text with the parser's."""
    wikitext = divergences.wikitext
    removed = [match.span() for match in _REMOVED_FIRST.finditer(wikitext)]
    links = [(link.start, link.end) for link in page.links]
    nodes = [interval for node in page.nodes for interval in _opaque_intervals(wikitext, node)]
    opaque = merge_intervals(links + nodes + removed)
    suspects = merge_intervals(divergences.suspect_quotes)
    lines = merge_intervals([extend_to_lines(wikitext, suspect, opaque) for suspect in suspects])
    plain = merge_intervals([part for line in lines for part in plain_intervals(wikitext, *line, opaque)])
    text_nodes = [(start, start + len(text)) for start, text in page.text_nodes]
    parsed = list(subtract_intervals(text_nodes, list(uncovered(0, len(wikitext), lines))))
    divergences.maybe_hidden.extend(subtract_intervals(parsed, plain))
    divergences.maybe_shown.extend(subtract_intervals(plain, parsed))


def _opaque_intervals(wikitext: str, node: Node) -> Iterator[Interval]:
    """Yield the parts of a node whose apostrophes and line ends do not count in the line around it."""
    if node.kind in ("{i", "{b") or (node.kind == "url" and wikitext.find("\n", node.start, node.end) >= 0):
        return
    closing = wikitext.rfind("</", node.inner, node.end) if node.kind[1:] in WALKED_TAGS else -1
    if node.kind[0] != "<" or closing < 0:
        yield node.start, node.end
        return
    yield node.start, node.inner
    yield closing, node.end


def _show_ambiguous_nodes(divergences: DivergenceCollector, page: PageNodes) -> None:
    """Record the nodes and links in ambiguous intervals, which Parsoid may show as text."""
    intervals = merge_intervals(divergences.ambiguous_intervals)
    hidden = [(node.start, node.end) for node in page.nodes if node.in_running_text]
    hidden += [(link.start, link.end) for link in page.links if link.in_running_text]
    divergences.maybe_shown.extend(interval for interval in hidden if interval_at(intervals, interval[0]))
