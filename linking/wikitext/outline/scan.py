"""The state of a scan: the nodes found so far, and those that are open at its position."""

from __future__ import annotations

import re
from dataclasses import dataclass

from linking.wikitext.outline import patterns
from linking.wikitext.token_stack import Node
from linking.wikitext.token_walk import PageNodes, Wikilink

# The tokenizer nests 40 contexts, of which a node needs up to two.
_MAX_DEPTH = 15

_new = tuple.__new__  # see linking.wikitext.token_walk


class DeclinedError(Exception):
    """The page has markup that the scan does not know for certain. It never leaves this package."""


@dataclass(slots=True)
class OpenNode:
    """An open node.

    Attributes:
        kind: As that of a Node; "link" for a wikilink.
        start: The offset of its first character.
        inner: The offset of its contents.
        pattern: Finds the next markup inside it.
        is_walked: Whether its text is as visible as the text around it.
        has_adjacent_templates: Whether a parameter of this template has two templates with nothing between them.
        cell_start: In a table, the offset of the contents of the current cell; 0 if no cell is open.
        cell_has_attributes: Whether the attributes of that cell have been read.
    """

    kind: str
    start: int
    inner: int
    pattern: re.Pattern[str]
    is_walked: bool = False
    has_adjacent_templates: bool = False
    cell_start: int = 0
    cell_has_attributes: bool = False


class Scan:
    """A scan of one page.

    Attributes:
        text: The page.
        page: The nodes found so far.
        open_nodes: The open nodes, outermost first.
        kind: The kind of the innermost open node; empty if none is open.
        pattern: Finds the next markup.
        is_visible: Whether the text at the current position is running text.
        text_start: The offset at which the current text node began.
        code_depth: The number of open tags that contain code.
        table: The outermost open table, if any.
    """

    __slots__ = (
        *("_hidden_depth", "code_depth", "is_visible", "kind", "open_nodes", "page", "pattern", "table", "text"),
        "text_start",
    )

    def __init__(self, text: str) -> None:
        self.text = text
        self.page = PageNodes([], set(), [], [], is_outline=True)
        self.open_nodes: list[OpenNode] = []
        self.kind = ""
        self.pattern = patterns.IN_TEXT
        self.is_visible = True
        self.text_start = 0
        self.code_depth = 0
        self.table: OpenTable | None = None
        self._hidden_depth = 0

    def end_text(self, end: int) -> None:
        """End the text node of running text that reaches to this offset."""
        start = self.text_start
        if start < end:
            self.page.text_nodes.append((start, self.text[start:end]))
            if self.code_depth:
                self.page.code_text_offsets.add(start)

    def add(self, kind: str, start: int, end: int, inner: int) -> int:
        """Record a node that contains no other node. Return its end."""
        if self.is_visible:
            self.end_text(start)
            self.text_start = end
        self.page.nodes.append(_new(Node, (kind, start, end, inner, self.is_visible)))
        return end

    def add_link(self, start: int, end: int, title: str, label: str) -> int:
        """Record a link that contains no other node. Return its end."""
        if self.is_visible:
            self.end_text(start)
            self.text_start = end
        self.page.links.append(_new(Wikilink, (start, end, title, label, self.is_visible)))
        return end

    def push(self, kind: str, start: int, inner: int, pattern: re.Pattern[str]) -> int:
        """Open a node that hides its text. Return the offset of its contents.

        Raises:
            DeclinedError: If too many nodes are open.
        """
        if len(self.open_nodes) >= _MAX_DEPTH:
            raise DeclinedError
        if self.is_visible:
            self.end_text(start)
            self.is_visible = False
        self.open_nodes.append(OpenNode(kind, start, inner, pattern))
        self._hidden_depth += 1
        self.kind = kind
        self.pattern = pattern
        return inner

    def show_contents(self) -> None:
        """Make the text of the innermost node, a tag that has just been opened, as visible as the text around it."""
        node = self.open_nodes[-1]
        node.is_walked = True
        self._hidden_depth -= 1
        if not self._hidden_depth:
            self.is_visible = True
            self.text_start = node.inner
            node.pattern = self.pattern = patterns.IN_TEXT

    def pop(self, end: int) -> OpenNode:
        """Close the innermost node, without recording it."""
        node = self.open_nodes.pop()
        self._hidden_depth -= not node.is_walked
        if not self._hidden_depth:
            self.is_visible = True
            self.text_start = end
        if self.open_nodes:
            self.kind, self.pattern = self.open_nodes[-1].kind, self.open_nodes[-1].pattern
        else:
            self.kind, self.pattern = "", patterns.IN_TEXT
        return node

    def close(self, end: int) -> int:
        """Close the innermost node and record it, if an outline has such nodes. Return its end."""
        node = self.pop(end)
        if self.is_visible or is_in_outline(node.kind):
            self.page.nodes.append(_new(Node, (node.kind, node.start, end, node.inner, self.is_visible)))
        return end


def is_in_outline(kind: str) -> bool:
    """Return whether an outline has the hidden nodes of this kind."""
    return kind[0] == "<" or kind in ("template", "comment")


@dataclass(slots=True)
class OpenTable:
    """The outermost open table.

    Attributes:
        nodes, links: Numbers of nodes and links before the table.
        depth: Tables open inside one another, this one included.
        is_simple: Whether the tokenizer surely reads its lines as the scan does.
    """

    nodes: int
    links: int
    depth: int = 0
    is_simple: bool = True
