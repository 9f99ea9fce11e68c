"""The nodes of a page, as mwparserfromhell's tokenizer finds them."""

from __future__ import annotations

import dataclasses

from mwparserfromhell.parser import CTokenizer  # type: ignore[attr-defined]

from linking.wikitext.token_walk import MisalignedError, PageNodes, walk_tokens


def read_nodes(wikitext: str) -> PageNodes:
    """Find all nodes of a page; none if the tokens do not add up to the wikitext."""
    text = wikitext.replace("\x00", "\x01")  # the tokenizer ends at a NUL
    try:
        page = walk_tokens(text, CTokenizer().tokenize(text, 0, 0))
    except MisalignedError:
        return PageNodes([], set(), [], [])
    if text == wikitext:
        return page
    text_nodes = [(start, wikitext[start : start + len(node)]) for start, node in page.text_nodes]
    return dataclasses.replace(page, text_nodes=text_nodes)
