"""The nodes in bold and italic text, which an outline leaves out."""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left

from linking.wikitext.outline.open_nodes import BOLD, ITALIC
from linking.wikitext.outline.parts import are_same, tokenize_part
from linking.wikitext.outline.patterns import UNSLASHED_SCHEMES
from linking.wikitext.outline.reader import read_outline
from linking.wikitext.outline.scan import DeclinedError, is_in_outline
from linking.wikitext.token_stack import Node
from linking.wikitext.token_walk import OmittedNodes, PageNodes

# What nodes begin with that an outline does not have if they are hidden.
_OTHER_MARKUP = re.compile(rf"\[(?!\[)|//|[{{&\n]|''|(?:{'|'.join(UNSLASHED_SCHEMES)}):", re.IGNORECASE)


def with_hidden_nodes(wikitext: str, outline: PageNodes) -> PageNodes:
    """Add all nodes in bold and italic text to an outline.

    Raises:
        DeclinedError: If the tokenizer reads such a text by itself as something else than on the page.
    """
    omitted = outline.omitted
    if omitted is None:
        return outline
    nodes: list[Node] = []
    link_starts = [link.start for link in outline.links]
    for index, node in enumerate(outline.nodes):
        is_styled = node.in_running_text and node.kind in (ITALIC, BOLD)
        if not is_styled or not _OTHER_MARKUP.search(wikitext, node.inner, node.end - len(BOLD)):
            nodes.append(node)
            continue
        _check_unclosed(wikitext, omitted, node)
        part = tokenize_part(wikitext, node.kind, node.start, node.end, is_visible=True)
        known = index
        while known and outline.nodes[known - 1].end > node.start:
            known -= 1
        first, last = bisect_left(link_starts, node.start), bisect_left(link_starts, node.end)
        inside = [hidden for hidden in part.nodes[:-1] if is_in_outline(hidden.kind)]
        if not are_same(inside, outline.nodes[known:index]) or part.links != outline.links[first:last]:
            raise DeclinedError
        del nodes[len(nodes) - len(inside) :]
        nodes += part.nodes
    return dataclasses.replace(outline, nodes=nodes, omitted=None)


def _check_unclosed(wikitext: str, omitted: OmittedNodes, node: Node) -> None:
    """Check that markup in a node that is never closed on the page is not closed in the node by itself either.

    What follows the node can be part of what begins in it as long as more around that is open.
    """
    start, end = node.start, node.end
    if not any(start < inner < end for _, inner in omitted.unclosed):
        return
    outline = read_outline(wikitext[start:end])
    spans = [(first - start, last - start) for first, last in omitted.spans if start < first and last < end]
    if outline is None or outline.omitted is None or outline.omitted.spans != spans:
        raise DeclinedError
