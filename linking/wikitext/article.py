"""Articles: wikitext parsed into running text, links and sections with exact offsets (see docs/client.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from linking.wikitext.headings import find_headings
from linking.wikitext.intervals import Interval
from linking.wikitext.outline.reader import read_outline
from linking.wikitext.parsoid_differences import IncompleteNodesError
from linking.wikitext.plain_headings import plain_headings
from linking.wikitext.running_text import TextNodeModel, find_running_text
from linking.wikitext.sections import Section
from linking.wikitext.text_runs import TextRun
from linking.wikitext.token_walk import PageNodes, Wikilink
from linking.wikitext.tokenizer import read_nodes
from linking.wikitext.tokenizer_budget import MAX_MARKUP_COUNT, parseable_length

__all__ = ["Article", "Section", "TextRun", "Wikilink", "parse"]

# Extension tags that the parser does not read and MediaWiki shows with their links.
_LISTS_OF_LINKS = frozenset(["<gallery", "<imagemap", "<timeline"])
_SIMPLE_LINK = re.compile(r"\[\[([^\[\]|{}<>\n]+)(?:\|([^\[\]\n]*))?\]\]")


@dataclass(frozen=True, slots=True)
class Article:
    """The parsed wikitext of an article.

    Attributes:
        wikitext: The wikitext. All offsets refer to it, in code points.
        runs: The running text, in order.
        links: The wikilinks of the whole page, in order.
        sections: The sections, in order, of which the first is the lead.
        page_models: The different sets of text nodes that the browser's search may visit. A link must be found at the
            same offset with each of them.
        truncated: Whether the wikitext was too hard to parse completely.
        templates: The spans of the calls of templates, nested ones too, in the order of their ends.
    """

    wikitext: str
    runs: tuple[TextRun, ...]
    links: tuple[Wikilink, ...]
    sections: tuple[Section, ...]
    page_models: tuple[TextNodeModel, ...]
    truncated: bool = False
    templates: tuple[Interval, ...] = ()


def parse(wikitext: str, language: str | None = None) -> Article:
    """Parse the wikitext of an article.

    Any wikitext can be parsed. A part that would take too long is skipped: it has links, but no running text.

    Args:
        wikitext: The wikitext.
        language: Language code of the wiki, which decides which letters next to a link are part of it. Without it, all
            letters that are part of a link on some wiki may be hidden or not.
    """
    has_little_markup = len(wikitext) <= MAX_MARKUP_COUNT  # markup is at least one character
    parseable = wikitext if has_little_markup else _parseable_part(wikitext)
    article = _parse_outline(wikitext, parseable, language)
    if article is not None:
        return article
    if has_little_markup:
        parseable = _parseable_part(wikitext)
    return _build(wikitext, parseable, read_nodes(parseable), language)


def _parseable_part(wikitext: str) -> str:
    """Return the lines from the start of a page that the tokenizer reads in time."""
    length = parseable_length(wikitext)
    return wikitext if length == len(wikitext) else wikitext[: wikitext.rfind("\n", 0, length) + 1]


def _parse_outline(wikitext: str, parseable: str, language: str | None) -> Article | None:
    """Parse an article from the outline of its part that can be parsed.

    Returns:
        The article, or None if that is not certain to give the same result as its nodes.
    """
    try:
        outline = read_outline(parseable)
        return None if outline is None else _build(wikitext, parseable, outline, language)
    except IncompleteNodesError:
        return None


def _build(wikitext: str, parseable: str, page: PageNodes, language: str | None) -> Article:
    """Build an article from the nodes of its part that can be parsed."""
    parsed_length = len(parseable) if page.nodes or page.links or page.text_nodes else 0
    headings = plain_headings(parseable, page)
    sections = (Section("", 0, 0), *(find_headings(parseable) if headings is None else headings))
    running_text = find_running_text(parseable, page, [section.start for section in sections], language)
    links = page.links
    lists = [node for node in page.nodes if node[0] in _LISTS_OF_LINKS]
    if lists:
        inside = [link for node in lists for link in _simple_links(wikitext, node.inner, node.end)]
        links = sorted([*links, *inside])
    if parsed_length < len(wikitext):
        links = [*links, *_simple_links(wikitext, parsed_length, len(wikitext))]
    return Article(
        wikitext,
        running_text.runs,
        tuple(links),
        sections,
        running_text.page_models,
        truncated=parsed_length < len(wikitext),
        templates=tuple([(node[1], node[2]) for node in page.nodes if node[0] == "template"]),
    )


def _simple_links(wikitext: str, start: int, end: int) -> Iterator[Wikilink]:
    """Yield the links of a part that the parser does not read."""
    for match in _SIMPLE_LINK.finditer(wikitext, start, end):
        title, label = match[1], match[1] if match[2] is None else match[2]
        yield Wikilink(match.start(), match.end(), title, label, in_running_text=False)
