"""The nodes of a page, as mwparserfromhell's tokenizer finds them.

A compiled module, where it is installed, follows the tokenizer step by step without a Python object for each token.
That takes a tenth of the time. It declines the few pages on which it is not certain to find the same nodes.
"""

from __future__ import annotations

import dataclasses

from mwparserfromhell.parser import CTokenizer  # type: ignore[attr-defined]

from linking import acceleration
from linking.wikitext.html_tags import CODE_TAGS, WALKED_TAGS
from linking.wikitext.token_stack import Node
from linking.wikitext.token_walk import MisalignedError, PageNodes, Wikilink, walk_tokens


def is_compiled() -> bool:
    """Return whether the compiled module reads pages."""
    return _compiled is not None


def read_nodes(wikitext: str) -> PageNodes:
    """Find all nodes of a page; none if the tokens do not add up to the wikitext."""
    page = _read_compiled(wikitext, outline=False)
    return _tokenize(wikitext) if page is None else page


def read_compiled_outline(wikitext: str) -> PageNodes | None:
    """Find the nodes of a page, without those hidden ones that rarely matter.

    Returns:
        What `read_outline` returns, also for pages that it declines; None without the compiled module.
    """
    return _read_compiled(wikitext, outline=True)


def _new_reader() -> acceleration.wikitext.WikitextReader[Node, Wikilink] | None:
    if acceleration.wikitext is None:
        return None
    return acceleration.wikitext.WikitextReader(Node, Wikilink, WALKED_TAGS, CODE_TAGS)


_compiled = _new_reader()


def _read_compiled(wikitext: str, *, outline: bool) -> PageNodes | None:
    found = None if _compiled is None else _compiled.read(wikitext, outline)
    return None if found is None else PageNodes(*found, is_outline=outline)


def _tokenize(wikitext: str) -> PageNodes:
    text = wikitext.replace("\x00", "\x01")  # the tokenizer ends at a NUL
    try:
        page = walk_tokens(text, CTokenizer().tokenize(text, 0, 0))
    except MisalignedError:
        return PageNodes([], set(), [], [])
    if text == wikitext:
        return page
    text_nodes = [(start, wikitext[start : start + len(node)]) for start, node in page.text_nodes]
    return dataclasses.replace(page, text_nodes=text_nodes)
