"""Views of articles: links taken out, and which links they were."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.text.titles import Site, article_title
from linking.wikitext.article import parse
from training.learning.link_masking import View, first_sentence, make_view

SITE = Site("kwwiki", "en", namespaces={"file": 6})
REDIRECTS = {"Old Fal": "Fal"}
KNOWN = {"Fal", "Kernow", "Looe", "Tamar", "River", "Here"}


def resolve(title: str) -> str | None:
    found = REDIRECTS.get(title, title)
    return found if found in KNOWN else None


@pytest.mark.parametrize(
    ("wikitext", "text", "gold"),
    [
        ("The [[Fal]].", "The Fal.", {"Fal": {"fal"}}),
        ("The [[Fal|river]].", "The river.", {"Fal": {"river"}}),
        ("The [[Old Fal|river]].", "The river.", {"Fal": {"river"}}),
        ("[[Fal]]s gor[[Kernow]]", "Fals gorKernow", {"Fal": {"fal", "fals"}, "Kernow": {"kernow", "gorkernow"}}),
        ("[[Fal]] and [[Missing]]", "Fal and [[Missing]]", {"Fal": {"fal"}}),
        ("[[Fal]] {{box|[[Kernow]]}}", "Fal {{box|[[Kernow]]}}", {"Fal": {"fal"}}),
        ("[[Fal]] {{box|[[Fal]]}} [[Looe]]", "Fal {{box|[[Fal]]}} Looe", {"Looe": {"looe"}}),
        ("[[Fal]] then [[Fal|river]]", "Fal then river", {"Fal": {"fal"}}),
        ("[[Here]] [[Fal]]", "Here Fal", {"Fal": {"fal"}}),
        ("[[File:A.png|[[Looe]]]] [[Fal]]", "[[File:A.png|[[Looe]]]] Fal", {"Fal": {"fal"}}),
        ("'''[[Looe]]''' [[Fal]]", "'''[[Looe]]''' Fal", {"Fal": {"fal"}}),
    ],
)
def test_all_links_are_taken_out(wikitext, text, gold):
    """A link that stays elsewhere is not missing; a link's first text is what is asked for."""
    case = make_view("Here", wikitext, View.ARTICLE, SITE, resolve)
    assert case is not None
    assert case.wikitext == text
    assert case.gold == gold


@pytest.mark.parametrize(
    "wikitext", ["", "No links.", "[[Missing]]", "[[Here]]", "{{box|[[Fal]]}}", "[[Fal]] ''[[Fal]]''"]
)
def test_without_links_there_is_no_view(wikitext):
    assert make_view("Here", wikitext, View.ARTICLE, SITE, resolve) is None


def test_halves_are_each_others_rest():
    wikitext = " ".join(f"[[{title}]] x" for title in sorted(KNOWN - {"Here"})) + " [[Fal|again]]"
    half = make_view("Here", wikitext, View.HALF, SITE, resolve)
    rest = make_view("Here", wikitext, View.REST, SITE, resolve)
    assert half is not None
    assert rest is not None
    assert half.gold.keys() | rest.gold.keys() == KNOWN - {"Here"}
    assert not half.gold.keys() & rest.gold.keys()
    for case in (half, rest):
        kept = {article_title(SITE, link.title) for link in parse(case.wikitext).links}
        assert kept == KNOWN - {"Here"} - case.gold.keys()


@pytest.mark.parametrize(
    ("wikitext", "sentence"),
    [
        ("A town on the [[Fal]]. It is old.", "A town on the [[Fal]]."),
        ("It is an old one. A town on the [[Fal]].", "A town on the [[Fal]]."),
        ("St. Ives is a town on the [[Fal]]. More.", "St. Ives is a town on the [[Fal]]."),
        (
            "{{box}}\n== Head ==\n* A list of [[Fal]] rivers\n[[Fal]] is a river of Kernow.",
            "[[Fal]] is a river of Kernow.",
        ),
        ("[[Fal]]。これは川です、とても長い川です。", None),
        ("これは[[Fal]]という川です、とても長い。次。", "これは[[Fal]]という川です、とても長い。"),
        ("[[Fal]].", None),
        ("No links here at all.", None),
        ("", None),
    ],
)
def test_first_sentences(wikitext, sentence):
    assert first_sentence(wikitext) == sentence


PIECES = st.sampled_from(
    [
        *("[[Fal]]", "[[Old Fal|x]]", "[[Kernow|K]]an", "[[Missing]]", "{{t|[[Looe]]}}"),
        *(" a. ", "\n", "\n* ", "[[File:A.png|[[Fal]]]]"),
    ]
)
_FILE = re.compile(r"\[\[File:.*?\]\]\]\]")
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]")


def without_brackets(wikitext: str) -> str:
    return _LINK.sub(r"\1", _FILE.sub("", wikitext))


@given(st.lists(PIECES).map("".join), st.sampled_from(list(View)))
def test_what_is_asked_for_is_not_linked_and_stands_there(wikitext, view):
    case = make_view("Here", wikitext, view, SITE, resolve)
    if case is None:
        return
    assert case.gold
    left = {resolve(title) for link in parse(case.wikitext).links if (title := article_title(SITE, link.title))}
    assert not left & case.gold.keys()
    folded = case.wikitext.casefold()
    assert all(any(text in folded for text in texts) for texts in case.gold.values())
    if view is not View.SENTENCE:
        assert without_brackets(case.wikitext) == without_brackets(wikitext)
