"""Outlines of pages, for comparison: by the scan, and from the nodes that mwparserfromhell's tokenizer finds."""

from __future__ import annotations

from typing import Any

from mwparserfromhell.parser import CTokenizer  # type: ignore[attr-defined]

from linking.wikitext.outline.reader import read_outline
from linking.wikitext.outline.scan import is_in_outline
from linking.wikitext.token_stack import Node
from linking.wikitext.token_walk import PageNodes, walk_tokens

_WITHOUT_INNER = ("template", "argument", "{table")


def scanned(wikitext: str) -> tuple[Any, ...] | None:
    """The outline that the scan finds, or None if it declines the page."""
    page = read_outline(wikitext)
    return None if page is None else _comparable(page)


def tokenized(wikitext: str) -> tuple[Any, ...]:
    """The outline by the tokenizer."""
    return _comparable(walk_tokens(wikitext, CTokenizer().tokenize(wikitext, 0, 0)))


def _comparable(page: PageNodes) -> tuple[Any, ...]:
    nodes = [_without_inner(node) for node in page.nodes if node.in_running_text or is_in_outline(node.kind)]
    return page.text_nodes, page.code_text_offsets, page.links, nodes


def _without_inner(node: Node) -> Node:
    return node._replace(inner=0) if node.kind in _WITHOUT_INNER else node
