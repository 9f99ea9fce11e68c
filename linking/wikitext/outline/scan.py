"""The state of a scan: the nodes found so far, those that are open at its position, and how to go back."""

from __future__ import annotations

import re
from dataclasses import replace

from linking.wikitext.outline import patterns
from linking.wikitext.outline.open_nodes import ITALIC, Checkpoint, OpenNode, OpenTable
from linking.wikitext.token_stack import Node
from linking.wikitext.token_walk import OmittedNodes, PageNodes

# The tokenizer nests 100 contexts, of which a node needs up to three.
_MAX_DEPTH = 25
# How often a scan goes back, and how often the length of the page it may read again by that.
_MAX_FAILURES = 50
_MAX_REREADS = 5

_new = tuple.__new__  # see linking.wikitext.token_walk


class DeclinedError(Exception):
    """The page has markup that the scan does not know for certain. It never leaves this package."""


class Scan:
    """A scan of one page.

    Attributes:
        text: The page.
        page: The nodes found so far.
        omitted: What is known so far of the nodes that the outline leaves out.
        open_nodes: The open nodes, outermost first.
        kind: The kind of the innermost open node; empty if none is open.
        pattern: Finds the next markup.
        is_visible: Whether the text at the current position is running text.
        text_start: The offset at which the current text node began.
        hidden_depth: The number of open nodes that hide their text.
        code_depth: The number of open tags that contain code.
        table: The outermost open table, if any.
        failed: The kinds and inner offsets of nodes that turned out to be text.
        is_well_formed: Whether all markup so far was closed.
        retried: The inner offsets of italic text that was tried again and then closed, in order. The tokenizer would
            not try it a third time.
        has_unknown_tags: Whether something in the page begins like a tag, but is text. The tokenizer has tried the text
            after it once.
        spare: How many more characters may be read again.
    """

    __slots__ = (
        *("code_depth", "failed", "has_unknown_tags", "hidden_depth", "is_visible", "is_well_formed", "kind"),
        *("omitted", "open_nodes", "page", "pattern", "retried", "spare", "table", "text", "text_start"),
    )

    def __init__(self, text: str) -> None:
        self.text = text
        self.omitted = OmittedNodes()
        self.page = PageNodes([], set(), [], [], self.omitted)
        self.open_nodes: list[OpenNode] = []
        self.kind = ""
        self.pattern = patterns.IN_TEXT
        self.is_visible = True
        self.text_start = 0
        self.code_depth = 0
        self.table: OpenTable | None = None
        self.hidden_depth = 0
        self.failed = self.omitted.unclosed
        self.is_well_formed = True
        self.retried: list[int] = []
        self.has_unknown_tags = False
        self.spare = _MAX_REREADS * len(text)

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

    def push(self, kind: str, start: int, inner: int, pattern: re.Pattern[str]) -> int:
        """Open a node that hides its text. Return the offset of its contents.

        Raises:
            DeclinedError: If too many nodes are open.
        """
        if len(self.open_nodes) >= _MAX_DEPTH:
            raise DeclinedError
        page, table = self.page, self.table
        before = _new(
            Checkpoint,
            (
                len(page.text_nodes),
                len(page.nodes),
                len(page.links),
                len(self.omitted.spans),
                self.text_start,
                self.hidden_depth,
                self.code_depth,
                table and replace(table),
            ),
        )
        if self.is_visible:
            self.end_text(start)
            self.is_visible = False
        self.open_nodes.append(OpenNode(kind, start, inner, pattern, before))
        self.hidden_depth += 1
        self.kind = kind
        self.pattern = pattern
        return inner

    def is_in_heading(self) -> bool:
        """Return whether a heading is open."""
        return any(node.kind == "heading" for node in self.open_nodes)

    def show_contents(self) -> None:
        """Make the text of the innermost node, a tag that has just been opened, as visible as the text around it."""
        node = self.open_nodes[-1]
        node.is_walked = True
        self.hidden_depth -= 1
        if not self.hidden_depth:
            self.is_visible = True
            self.text_start = node.inner
            node.pattern = self.pattern = patterns.IN_TEXT

    def pop(self, end: int) -> OpenNode:
        """Close the innermost node, without recording it."""
        node = self.open_nodes.pop()
        self.hidden_depth -= not node.is_walked
        if not self.hidden_depth:
            self.is_visible = True
            self.text_start = end
        self._continue_outside()
        return node

    def go_back(self) -> OpenNode:
        """Return to the state before the innermost node was opened, which is never closed.

        Raises:
            DeclinedError: If that happened too often, or the second reading may differ from the first.
        """
        node = self.open_nodes.pop()
        if self.is_in_heading() and any(around.kind == "template" for around in self.open_nodes):
            raise DeclinedError  # in the value of a parameter it is no heading, so the rest of the page may have some
        while self.retried and self.retried[-1] > node.start:
            if node.kind == "{table":  # there may have been headings around the italic text
                raise DeclinedError
            self.note_failure(ITALIC, self.retried.pop())
        self.note_failure(node.kind, node.inner)
        before, page = node.before, self.page
        self.hidden_depth, self.code_depth, self.table = before[5:]
        self.is_visible = not self.hidden_depth
        self.reopen_text(before)
        del page.nodes[before.nodes :], page.links[before.links :], self.omitted.spans[before.omitted_spans :]
        self._continue_outside()
        return node

    def note_failure(self, kind: str, inner: int) -> None:
        """Note that a node is never closed.

        Raises:
            DeclinedError: If there were too many of them.
        """
        self.failed.add((kind, inner))
        self.is_well_formed = False
        if len(self.failed) > _MAX_FAILURES:
            raise DeclinedError

    def read_again(self, start: int) -> int:
        """Return the offset from which the page is read again, or some of it.

        Raises:
            DeclinedError: If too much of the page would be read again.
        """
        self.spare -= len(self.text) - start
        if self.spare < 0:
            raise DeclinedError
        return start

    def reopen_text(self, before: Checkpoint) -> None:
        """Go on with the text node that was not yet ended at an earlier state."""
        text_nodes = self.page.text_nodes
        self.page.code_text_offsets.difference_update([start for start, _ in text_nodes[before.text_nodes :]])
        del text_nodes[before.text_nodes :]
        self.text_start = before.text_start

    def _continue_outside(self) -> None:
        if self.open_nodes:
            self.kind, self.pattern = self.open_nodes[-1].kind, self.open_nodes[-1].pattern
        else:
            self.kind, self.pattern = "", patterns.IN_TEXT

    def close(self, end: int) -> int:
        """Close the innermost node and record it, if an outline has such nodes. Return its end."""
        node = self.pop(end)
        if self.is_visible or is_in_outline(node.kind):
            self.page.nodes.append(_new(Node, (node.kind, node.start, end, node.inner, self.is_visible)))
        else:
            self.omitted.spans.append((node.start, end))
        return end


def is_in_outline(kind: str) -> bool:
    """Return whether an outline has the hidden nodes of this kind."""
    return kind[0] == "<" or kind in ("template", "argument", "comment")
