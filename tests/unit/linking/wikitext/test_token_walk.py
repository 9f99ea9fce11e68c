"""The nodes of a page, found from its tokens."""

from __future__ import annotations

import pytest
from mwparserfromhell.parser import CTokenizer

from linking.wikitext.token_walk import MisalignedError, PageNodes, Wikilink, walk_tokens


def nodes_of(wikitext: str) -> PageNodes:
    return walk_tokens(wikitext, CTokenizer().tokenize(wikitext, 0, 0))


@pytest.mark.parametrize(
    ("wikitext", "text_nodes"),
    [
        ("one", [(0, "one")]),
        ("", []),
        ("a {{t|b}} c", [(0, "a "), (9, " c")]),
        ("a <small class='x' >b</small > c", [(0, "a "), (20, "b"), (30, " c")]),
        ("a <small><ref>b</ref>c</small>", [(0, "a "), (21, "c")]),
        ("a <b>c</b> d", [(0, "a "), (10, " d")]),
        ("* a\n** b", [(1, " a\n"), (6, " b")]),
        ("'''a''' b", [(7, " b")]),
        ("a <br/> b", [(0, "a "), (7, " b")]),
        ("a &amp; b", [(0, "a "), (7, " b")]),
        ("[http://a.b c] d", [(14, " d")]),
        ("a <!-- b --> c", [(0, "a "), (12, " c")]),
        ("{|\n| a\n|}\nb", [(9, "\nb")]),
        ("{{{x|y}}} z", [(9, " z")]),
    ],
)
def test_text_nodes_are_those_at_the_top_and_in_walked_tags(wikitext: str, text_nodes: list[tuple[int, str]]) -> None:
    assert nodes_of(wikitext).text_nodes == text_nodes


def test_text_in_code_tags_is_marked() -> None:
    page = nodes_of("a <code>b <small>c</small></code> d")
    assert [text for start, text in page.text_nodes if start in page.code_text_offsets] == ["b ", "c"]


@pytest.mark.parametrize(
    ("wikitext", "kind", "inner"),
    [
        ("== a ==", "heading", 2),
        ("{{a|b|c}}", "template", 6),
        ("{{{a|b}}}", "argument", 5),
        ("[http://a.b c]", "url", 12),
        ("&#x41;", "entity", 3),
        ("<!-- a -->", "comment", 4),
        ("<ref name='x'>a</ref>", "<ref", 14),
        ("''a''", "{i", 2),
        ("'''a'''", "{b", 3),
        ("{|\n| a\n|}", "{table", 3),
        ("----", "{hr", 4),
    ],
)
def test_a_node_has_its_kind_its_offsets_and_the_offset_of_its_last_part(wikitext: str, kind: str, inner: int) -> None:
    node = next(node for node in nodes_of(wikitext).nodes if node.kind == kind)
    assert (node.start, node.end, node.inner, node.in_running_text) == (0, len(wikitext), inner, True)


def test_links_are_in_order_of_their_start_with_links_in_captions() -> None:
    assert nodes_of("[[a]] [[File:b|c [[d|e]] f]]").links == [
        Wikilink(0, 5, "a", "a", True),
        Wikilink(6, 28, "File:b", "c [[d|e]] f", True),
        Wikilink(17, 24, "d", "e", False),
    ]


@pytest.mark.parametrize("other", ["a {{b}} cd", "a {{b}}", "x {{b}} c"])
def test_tokens_of_other_wikitext_are_refused(other: str) -> None:
    with pytest.raises(MisalignedError):
        walk_tokens(other, CTokenizer().tokenize("a {{b}} c", 0, 0))
