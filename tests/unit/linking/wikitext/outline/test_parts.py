"""Parts of pages that the tokenizer reads by themselves, with the offsets that they have in the page."""

from __future__ import annotations

import pytest

from linking.wikitext.outline.parts import tokenize_part
from linking.wikitext.outline.scan import DeclinedError

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
