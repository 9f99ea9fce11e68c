"""Parts of pages that the tokenizer reads by themselves, with the offsets that they have in the page."""

from __future__ import annotations

import pytest
from hypothesis import given

from linking.wikitext.outline.parts import tokenize_part, with_hidden_nodes
from linking.wikitext.outline.reader import read_outline
from linking.wikitext.outline.scan import DeclinedError
from linking.wikitext.tokenizer import read_nodes
from tests.helpers.linking.generated_wikitext import PAGES, changed_pages

PAGE = "a [[b]] ''c [[d|e]] [http://f g] &amp; {{h|[[i]]}}'' ''[[j]]'' '''k'''"


def test_a_part_has_the_offsets_of_the_page():
    part = tokenize_part(PAGE, "{i", 8, 52, is_visible=True)
    found = [(node.kind, PAGE[node.start : node.end], node.in_running_text) for node in part.nodes]
    assert found == [
        ("url", "[http://f g]", False),
        ("entity", "&amp;", False),
        ("template", "{{h|[[i]]}}", False),
        ("{i", PAGE[8:52], True),
    ]
    assert [PAGE[link.start : link.end] for link in part.links] == ["[[d|e]]", "[[i]]"]


@pytest.mark.parametrize(("kind", "start", "end"), [("{b", 8, 52), ("{i", 8, 51), ("{i", 7, 52), ("{i", 8, 53)])
def test_a_part_that_is_another_node_is_declined(kind, start, end):
    with pytest.raises(DeclinedError):
        tokenize_part(PAGE, kind, start, end, is_visible=True)


def test_the_nodes_in_bold_and_italic_text_are_added():
    outline = read_outline(PAGE)
    assert outline is not None
    complete = with_hidden_nodes(PAGE, outline)
    assert [node.kind for node in outline.nodes] == ["template", "{i", "{i", "{b"]
    assert [node.kind for node in complete.nodes] == ["url", "entity", "template", "{i", "{i", "{b"]
    assert not complete.is_outline
    assert (complete.links, complete.text_nodes) == (outline.links, outline.text_nodes)


@given(PAGES | changed_pages())
def test_with_them_bold_and_italic_text_is_as_in_the_tokenized_page(wikitext):
    wikitext = wikitext.replace("\x00", "")
    outline = read_outline(wikitext)
    if outline is None:
        return
    try:
        complete = with_hidden_nodes(wikitext, outline)
    except DeclinedError:
        return
    expected = read_nodes(wikitext).nodes
    for node in complete.nodes:
        if node.in_running_text and node.kind in ("{i", "{b"):
            assert _inside(complete.nodes, node) == _inside(expected, node)


def _inside(nodes, around):
    return [node[:3] for node in nodes if around.start <= node.start and node.end <= around.end]
