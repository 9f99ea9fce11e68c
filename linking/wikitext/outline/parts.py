"""Parts of a page that the tokenizer reads by themselves: a closed node, all of whose markup is closed inside it."""

from __future__ import annotations

from mwparserfromhell.parser import CTokenizer  # type: ignore[attr-defined]

from linking.wikitext.outline.scan import DeclinedError
from linking.wikitext.token_stack import Node
from linking.wikitext.token_walk import MisalignedError, PageNodes, Wikilink, walk_tokens
from linking.wikitext.tokenizer_budget import parseable_length


def tokenize_part(wikitext: str, kind: str, start: int, end: int, *, is_visible: bool) -> PageNodes:
    """Find the nodes of a node that is not visible itself, and this node as the last.

    Args:
        wikitext: The page.
        kind: The kind of the node.
        start: The offset of its first character.
        end: The offset after its last character.
        is_visible: Whether it is a node of the running text.

    Raises:
        DeclinedError: If the tokenizer reads the part as something else.
    """
    part = wikitext[start:end]
    if parseable_length(part) < len(part):
        raise DeclinedError
    try:
        page = walk_tokens(part, CTokenizer().tokenize(part, 0, 0))
    except MisalignedError as error:
        raise DeclinedError from error
    if page.text_nodes or not page.nodes or page.nodes[-1][:3] != (kind, 0, len(part)):
        raise DeclinedError
    nodes = [
        Node(name, first + start, last + start, inner + start, is_outermost and is_visible)
        for name, first, last, inner, is_outermost in page.nodes
    ]
    links = [
        Wikilink(first + start, last + start, title, label, in_running_text=False)
        for first, last, title, label, _ in page.links
    ]
    return PageNodes([], set(), links, nodes)


def are_same(nodes: list[Node], others: list[Node]) -> bool:
    """Return whether two lists of nodes are the same but for inner offsets, which differ in outlines."""
    return [(kind, start, end) for kind, start, end, _, _ in nodes] == [
        (kind, start, end) for kind, start, end, _, _ in others
    ]
