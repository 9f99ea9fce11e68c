"""The text nodes whose first or last word may go on in a link or in other markup."""

from __future__ import annotations

from typing import NamedTuple

from linking import acceleration
from linking.wikitext.token_walk import TextNode

# Frequent characters that are part of no word, and of no link (trail, prefix) in any language.
# Most text nodes begin and end with one.
_SEPARATORS = " \n.,;()*"
_MARKUP_BEFORE = "'>;"
_MARKUP_AFTER = "'<&"


class TextEdges(NamedTuple):
    """Text nodes by what they adjoin, each list in order. Those that begin or end with a separator are left out.

    Attributes:
        after_links: Those directly after a link.
        before_links: Those directly before a wikilink.
        after_markup: Those after apostrophes, a tag, a comment or an entity.
        before_markup: Those before apostrophes, a tag, a comment or an entity.
    """

    after_links: list[TextNode]
    before_links: list[TextNode]
    after_markup: list[TextNode]
    before_markup: list[TextNode]


def find_text_edges(wikitext: str, text_nodes: list[TextNode]) -> TextEdges:
    """Find the text nodes that adjoin links and other markup."""
    if acceleration.wikitext is not None:
        return TextEdges(*acceleration.wikitext.text_edges(wikitext, text_nodes))
    edges = TextEdges([], [], [], [])
    for node in text_nodes:
        start, text = node
        if start and text[0] not in _SEPARATORS:
            before = wikitext[start - 1]
            if before == "]":
                edges.after_links.append(node)
            elif before in _MARKUP_BEFORE:
                edges.after_markup.append(node)
        if text[-1] not in _SEPARATORS:
            end = start + len(text)
            after = wikitext[end : end + 1]
            if after == "[":
                if wikitext.startswith("[[", end):
                    edges.before_links.append(node)
            elif after and after in _MARKUP_AFTER:
                edges.before_markup.append(node)
    return edges
