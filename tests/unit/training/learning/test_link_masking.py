"""Masked articles: which links are masked, and which of them are gold."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.template_links import LinkParameters
from linking.text.titles import Site, article_title
from linking.wikitext.article import Article, parse
from training.learning.link_masking import MaskedArticle, MaskingScheme, first_sentence, mask_links

SITE = Site("kwwiki", "en", namespaces={"file": 6})
REDIRECTS = {"Old Fal": "Fal"}
KNOWN = {"Fal", "Kernow", "Looe", "Tamar", "River", "Here"}


def resolve(raw_title: str) -> str | None:
    title = article_title(SITE, raw_title)
    found = REDIRECTS.get(title, title)
    return found if found in KNOWN else None


def template_links(article: Article) -> Iterator[str]:
    return LinkParameters({"Main": {"1"}}).linked_titles(SITE, article)


def mask(wikitext: str, scheme: MaskingScheme) -> MaskedArticle | None:
    return mask_links("Here", parse(wikitext), scheme, resolve, template_links)


@pytest.mark.parametrize(
    ("wikitext", "text", "gold"),
    [
        ("The [[Fal]].", "The Fal.", {"Fal": {"fal"}}),
        ("The [[Fal|river]].", "The river.", {"Fal": {"river"}}),
        ("The [[Old Fal|river]].", "The river.", {"Fal": {"river"}}),
        ("[[Fal]]s gor[[Kernow]]", "Fals gorKernow", {"Fal": {"fal", "fals"}, "Kernow": {"kernow", "gorkernow"}}),
        ("x 2gor[[Fal]] _[[Looe]]s2", "x 2gorFal _Looes2", {"Fal": {"fal", "gorfal"}, "Looe": {"looe", "looes"}}),
        ("[[Fal]] and [[Missing]]", "Fal and [[Missing]]", {"Fal": {"fal"}}),
        ("[[Fal]] {{box|[[Kernow]]}}", "Fal {{box|[[Kernow]]}}", {"Fal": {"fal"}}),
        ("[[Fal]] {{box|[[Fal]]}} [[Looe]]", "Fal {{box|[[Fal]]}} Looe", {"Looe": {"looe"}}),
        ("{{main|old Fal}} [[Fal]] [[Looe]]", "{{main|old Fal}} Fal Looe", {"Looe": {"looe"}}),
        ("{{main|Missing}} [[Fal]]", "{{main|Missing}} Fal", {"Fal": {"fal"}}),
        ("[[Fal]] then [[Fal|river]]", "Fal then river", {"Fal": {"fal"}}),
        ("[[Here]] [[Fal]]", "Here Fal", {"Fal": {"fal"}}),
        ("[[File:A.png|[[Looe]]]] [[Fal]]", "[[File:A.png|[[Looe]]]] Fal", {"Fal": {"fal"}}),
        ("'''[[Looe]]''' [[Fal]]", "'''[[Looe]]''' Fal", {"Fal": {"fal"}}),
    ],
)
def test_all_links_in_running_text_are_masked(wikitext, text, gold):
    """A target that is still linked is not gold. Only the text of the first link to a target is."""
    masked = mask(wikitext, MaskingScheme.ARTICLE)
    assert masked is not None
    assert masked.wikitext == text
    assert masked.gold_links == gold


@pytest.mark.parametrize(
    "wikitext", ["", "No links.", "[[Missing]]", "[[Here]]", "{{box|[[Fal]]}}", "[[Fal]] ''[[Fal]]''"]
)
def test_an_article_without_gold_links_is_not_masked(wikitext):
    assert mask(wikitext, MaskingScheme.ARTICLE) is None


def test_the_two_halves_complement_each_other():
    wikitext = " ".join(f"[[{title}]] x" for title in sorted(KNOWN - {"Here"})) + " [[Fal|again]]"
    half = mask(wikitext, MaskingScheme.HALF)
    rest = mask(wikitext, MaskingScheme.REST)
    assert half is not None
    assert rest is not None
    assert half.gold_links.keys() | rest.gold_links.keys() == KNOWN - {"Here"}
    assert not half.gold_links.keys() & rest.gold_links.keys()
    for masked in (half, rest):
        still_linked = {article_title(SITE, link.title) for link in parse(masked.wikitext).links}
        assert still_linked == KNOWN - {"Here"} - masked.gold_links.keys()


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
def test_the_first_sentence_with_a_link(wikitext, sentence):
    assert first_sentence(parse(wikitext)) == sentence


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


@given(st.lists(PIECES).map("".join), st.sampled_from(list(MaskingScheme)))
def test_gold_links_are_not_linked_and_their_texts_occur(wikitext, scheme):
    masked = mask(wikitext, scheme)
    if masked is None:
        return
    assert masked.gold_links
    assert not {resolve(link.title) for link in parse(masked.wikitext).links} & masked.gold_links.keys()
    folded = masked.wikitext.casefold()
    assert all(any(text in folded for text in texts) for texts in masked.gold_links.values())
    if scheme is not MaskingScheme.SENTENCE:
        assert without_brackets(masked.wikitext) == without_brackets(wikitext)


@pytest.mark.parametrize(
    ("text", "target", "gold"),
    [("Fal", "Fal", True), (" FALS ", "Fal", True), ("Fal", "Looe", False), ("river", "Fal", False)],
)
def test_a_gold_link_is_recognised_by_text_and_target(text, target, gold):
    masked = mask("[[Fal]]s", MaskingScheme.ARTICLE)
    assert masked is not None
    assert masked.is_gold(text, target) is gold
