"""The nodes of a page, by mwparserfromhell's tokenizer."""

from __future__ import annotations

from linking.wikitext.token_walk import PageNodes
from linking.wikitext.tokenizer import read_nodes


def test_a_null_character_is_text() -> None:
    assert read_nodes("a\x00 [[b]]") == PageNodes([(0, "a\x00 ")], set(), [(3, 8, "b", "b", True)], [])
