"""What a scan knows of a node until it is closed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

ITALIC, BOLD = "{i", "{b"
"""The kinds of text between apostrophes."""


class Checkpoint(NamedTuple):
    """The state of a scan before a node was opened.

    Attributes:
        text_nodes, nodes, links, omitted_spans: Numbers of what had been found.
        text_start, hidden_depth, code_depth: As those of the scan.
        table: A copy of the outermost open table, if there was one.
    """

    text_nodes: int
    nodes: int
    links: int
    omitted_spans: int
    text_start: int
    hidden_depth: int
    code_depth: int
    table: OpenTable | None


@dataclass(slots=True)
class OpenNode:
    """An open node.

    Attributes:
        kind: As that of a Node; "link" for a wikilink.
        start: The offset of its first character.
        inner: The offset of its contents.
        pattern: Finds the next markup inside it.
        before: The state before it was opened.
        style: What bold or italic text needs besides.
        is_walked: Whether its text is as visible as the text around it.
        has_template_in_name: Whether the current position is in the name of this template, at another template.
        has_adjacent_templates: Whether a parameter of this template has two templates with nothing between them.
        cell_start: In a table, the offset of the contents of the current cell; 0 if no cell is open.
        cell_has_attributes: Whether the attributes of that cell have been read.
    """

    kind: str
    start: int
    inner: int
    pattern: re.Pattern[str]
    before: Checkpoint
    style: Style | None = None
    is_walked: bool = False
    has_template_in_name: bool = False
    has_adjacent_templates: bool = False
    cell_start: int = 0
    cell_has_attributes: bool = False


@dataclass(slots=True)
class Style:
    """Bold or italic text that needs more than other open nodes.

    Attributes:
        begins_with_five: Whether five apostrophes began it, so that it may be the first part of other styled text.
        first: The kind, start, end and inner offset of the first part, if this is styled text around it.
        is_retried: Whether this is italic text that was tried before, without ending it at unclosed bold text.
        has_unclosed_bold: Whether bold text that is never closed begins in this italic text.
    """

    begins_with_five: bool = False
    first: tuple[str, int, int, int] | None = None
    is_retried: bool = False
    has_unclosed_bold: bool = False


@dataclass(slots=True)
class OpenTable:
    """The outermost open table.

    Attributes:
        nodes, links: Numbers of nodes and links before the table.
        depth: Tables open inside one another, this one included.
        is_simple: Whether the tokenizer surely reads its lines as the scan does.
        has_markup_in_attributes: Whether something in the place of attributes may be markup or not.
    """

    nodes: int
    links: int
    depth: int = 0
    is_simple: bool = True
    has_markup_in_attributes: bool = False
