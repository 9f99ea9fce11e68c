"""Plain text is the running text, with the positions of its links."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.text.titles import Site
from linking.text.word_boundaries import find_word_boundaries
from linking.wikitext.article import parse
from training.corpus.plain_text import GAP, PlainText, plain_text

SITE = Site("kwwiki", "kw", namespaces={"restren": 6})
PIECES = st.sampled_from(
    [
        *("[[Fal]]", "[[Fal|river]]", "[[Fal|]]", "[[fal]]an", "gor[[Kernow|K]]", "[[File:A.png|[[Fal]] b]]"),
        *("{{box|[[Fal]]}}", "'''bold [[Fal]]'''", "<ref>[[Fal]]</ref>", "\n* ", "\n== A ==\n", "&amp;", "<b>x</b>"),
        *("word ", "İı ß ", "ไทย", " ", "é\u0301"),
    ]
)


def read(wikitext: str) -> PlainText:
    return plain_text(parse(wikitext), SITE)


def labels(plain: PlainText) -> list[tuple[str, str, str]]:
    """Return the label, the whole word and the target of each link."""
    return [(plain.text[a.start : a.end], plain.text[a.word_start : a.word_end], a.target) for a in plain.links]


@pytest.mark.parametrize(
    ("wikitext", "text", "links"),
    [
        ("The [[fal]].", "The fal.", [("fal", "fal", "Fal")]),
        ("The [[Fal#Mouth|mouth]].", "The mouth.", [("mouth", "mouth", "Fal")]),
        ("[[Fal]]an gor[[Kernow]]s", "Falan gorKernows", [("Fal", "Falan", "Fal"), ("Kernow", "gorKernows", "Kernow")]),
        ("[[Fal]]2 and [[Fal]]-x", "Fal2 and Fal-x", [("Fal", "Fal2", "Fal"), ("Fal", "Fal", "Fal")]),
        ("[[Fal|''the'' Fal]]", "the Fal", [("the Fal", "the Fal", "Fal")]),
        ("A {{t}} b", "A \x00 b", []),
        ("'''A''' b [[Restren:A.png]] c [[Category:D]]", "\x00 b \x00 c ", []),
        ("[[de:Fal]] x", "\x00 x", []),
        ("[[Fal|]] x", " x", []),
        ("[[Fal| ]] x", "  x", []),
        ("", "", []),
    ],
)
def test_links_are_replaced_by_their_labels(wikitext, text, links):
    plain = read(wikitext)
    assert plain.text == text
    assert labels(plain) == links


def test_links_outside_the_running_text_are_listed_separately():
    plain = read("[[Fal]] {{box|[[Kernow]]}} '''[[Tamar]]''' [[File:A.png|by [[Looe]]]] <ref>[[Looe]]</ref>")
    assert plain.targets_outside == ("Kernow", "Looe", "Tamar")
    assert [link.target for link in plain.links] == ["Fal"]


def test_a_partly_linked_word_belongs_to_the_link():
    plain = read("a [[Fal]]an b")
    assert [plain.text[start:end] for start, end in plain.unlinked_spans()] == ["a ", " b"]


@given(st.lists(PIECES).map("".join))
def test_links_are_in_order_and_within_whole_words(wikitext):
    plain = read(wikitext)
    flags = find_word_boundaries(plain.text).flags
    last = 0
    for link in plain.links:
        assert last <= link.start < link.end
        assert link.word_start <= link.start
        assert link.end <= link.word_end
        assert flags[link.word_start]
        assert flags[link.word_end]
        assert plain.text[link.start : link.end].strip()
        assert GAP not in plain.text[link.start : link.end]
        last = link.end


@given(st.lists(PIECES).map("".join))
def test_links_and_unlinked_spans_cover_the_text(wikitext):
    plain = read(wikitext)
    covered = sorted([*plain.unlinked_spans(), *((link.word_start, link.word_end) for link in plain.links)])
    reached = 0
    for start, end in covered:
        assert start <= reached
        reached = max(reached, end)
    assert reached == len(plain.text)
    for start, end in plain.unlinked_spans():
        assert not any(start < link.word_end and link.word_start < end for link in plain.links)


@given(st.lists(PIECES).map("".join))
def test_plain_text_is_restored_from_json(wikitext):
    plain = read(wikitext)
    assert PlainText.from_json(json.loads(json.dumps(plain.to_json()))) == plain
