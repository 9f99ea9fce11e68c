"""The text that the editor's search visits, from mwparserfromhell's tree: another way to what `linking.wikitext` finds.

docs/client.md defines that text. `linking.wikitext` walks tokens for speed; this module walks the tree of nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mwparserfromhell
from mwparserfromhell.nodes import Heading, Tag, Text

from linking.wikitext.html_tags import WALKED_TAGS
from tests.helpers.linking.articles import Nodes


@dataclass(frozen=True)
class VisibleText:
    """What the tree says of a page.

    Attributes:
        nodes: The text nodes that the search visits, with their offsets.
        tree: The tree.
    """

    nodes: Nodes
    tree: Any

    @property
    def link_targets(self) -> set[str]:
        """The targets of all wikilinks, as written."""
        return {str(link.title) for link in self.tree.filter_wikilinks()}

    @cached_property
    def headings(self) -> list[tuple[int, int, str]]:
        """Offset, level and text of the headings of plain words that do not depend on bold and italic text."""
        plain = mwparserfromhell.parse(str(self.tree), skip_style_tags=True)
        return sorted(set(_headings(self.tree)) & set(_headings(plain)))


def read_page(wikitext: str) -> VisibleText | None:
    """Read a page; None if the tree does not add up to the page, so that no offset is certain."""
    text = wikitext.replace("\x00", "\x01")  # the parser ends at a NUL
    tree = mwparserfromhell.parse(text)
    if str(tree) != text:
        return None
    nodes = tuple((start, wikitext[start : start + length]) for start, length in _text_nodes(tree.nodes, 0))
    return VisibleText(nodes, tree)


def _text_nodes(nodes: list[Any], offset: int) -> Iterator[tuple[int, int]]:
    for node in nodes:
        source = str(node)
        if isinstance(node, Text):
            yield offset, len(source)
        elif isinstance(node, Tag) and not node.wiki_markup and not node.self_closing and _is_walked(node):
            closing = len(f"</{node.closing_tag}>")
            inner = offset + len(source) - closing - len(str(node.contents))
            yield from _text_nodes(node.contents.nodes, inner)
        offset += len(source)


def _is_walked(tag: Tag) -> bool:
    return str(tag.tag).strip().lower() in WALKED_TAGS


def _headings(tree: Any) -> Iterator[tuple[int, int, str]]:
    offset = 0
    for node in tree.nodes:
        if isinstance(node, Heading) and str(node.title).replace(" ", "").isalnum():
            yield offset, node.level, str(node.title).strip()
        offset += len(str(node))
