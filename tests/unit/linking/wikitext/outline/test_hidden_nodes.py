"""The nodes in bold and italic text of an outline are those of the tokenized page."""

from __future__ import annotations

import pytest
from hypothesis import given

from linking.wikitext.outline.hidden_nodes import with_hidden_nodes
from linking.wikitext.outline.reader import read_outline
from linking.wikitext.outline.scan import DeclinedError
from linking.wikitext.tokenizer import read_nodes
from tests.helpers.linking.generated_wikitext import PAGES, changed_pages

PAGE = "a [[b]] ''c [[d|e]] [http://f g] &amp; {{h|[[i]]}}'' ''[[j]]'' '''k'''"


def test_the_nodes_in_bold_and_italic_text_are_added():
    outline = read_outline(PAGE)
    assert outline is not None
    complete = with_hidden_nodes(PAGE, outline)
    assert [node.kind for node in outline.nodes] == ["template", "{i", "{i", "{b"]
    assert [node.kind for node in complete.nodes] == ["url", "entity", "template", "{i", "{i", "{b"]
    assert complete.omitted is None
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


def test_what_the_text_after_it_closes_is_not_read_by_itself():
    wikitext = "'''\n==''==\n'''a'''"  # without the last word, the italic text would end before it
    outline = read_outline(wikitext)
    assert outline is not None
    with pytest.raises(DeclinedError):
        with_hidden_nodes(wikitext, outline)
