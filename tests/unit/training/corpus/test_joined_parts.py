"""What the wiki's links do with the parts of joined words."""

from __future__ import annotations

from collections import Counter

import pytest

from linking.text.affixes import PartKind
from linking.text.titles import Site
from linking.wikitext.article import parse
from tests.helpers.training.counted import CountedWiki
from training.corpus.chunks import ChunkArticle
from training.corpus.joined_parts import part_rows, read_part_counts, separate_parts
from training.corpus.plain_text import plain_text


def rows(wikitext: str, language: str = "en") -> Counter[tuple[str, str, str]]:
    plain = plain_text(parse(wikitext), Site("testwiki", language))
    return Counter(part_rows(ChunkArticle("Title", 0, wikitext, plain), language))


@pytest.mark.parametrize(
    ("wikitext", "expected"),
    [
        ("L'[[Espagne]] et l’[[Italie]].", {("before", "l'", "separate"): 2}),
        ("[[Germany]]'s", {("after", "'s", "separate"): 1}),
        ("[[Espagne|l'Espagne]]", {("before", "l'", "inflected"): 1}),
        ("[[Hindistan|Hindistan'ın]]", {("after", "'ın", "inflected"): 1}),
        ("[[Hindistan (ülke)|Hindistan'ın]]", {("after", "'ın", "inflected"): 1}),
        ("[[Outre-mer]]", {("before", "outre-", "names"): 1, ("after", "-mer", "names"): 1}),
        ("[[Outre-mer|x-mer]]", {}),
        (
            "[[1939]]-[[1945]]",
            {("after", "-0000", "separate"): 1, ("before", "0000-", "separate"): 1},
        ),
        ("[[1964]]-70, 12-[[1964]]", {}),
        ("[[Praha]]y and [[Praha]]", {}),
        ("[[Rome]]: [[Paris]]; ([[Oslo]])", {}),
        ("[[Rome]]-internationalisation", {}),
        ("[[Jean-Paul Sartre]]", {("before", "jean-", "names"): 1}),
    ],
)
def test_each_part_is_counted_as_its_link_shows(wikitext: str, expected: dict[tuple[str, str, str], int]) -> None:
    found = rows(wikitext)
    if "Jean" in wikitext:
        found = Counter({row: number for row, number in found.items() if row[0] == "before"})
    assert found == expected


def test_a_trail_with_an_apostrophe_belongs_to_the_link() -> None:
    assert rows("[[Col]]'ns", "ca") == {("after", "'ns", "inflected"): 1}
    assert rows("[[Col]]'ns", "en") == {("after", "'ns", "separate"): 1}


def test_parts_that_few_links_show_are_left_out(tmp_path) -> None:
    pages = {f"Page {number}": "An h-[[Alba]] agus t-[[Alba]]." for number in range(3)}
    pages["Page 3"] = "An h-[[Alba]] agus n-[[Alba]]."
    counted = CountedWiki(tmp_path, {"Alba": "", **pages})
    counts = read_part_counts(counted.corpus.titles)
    assert counts == {"before": {"h-": [4, 0, 0], "t-": [3, 0, 0]}, "after": {}}
    assert separate_parts(counts, "en").parts_before == {"h-": PartKind.SEPARATE, "t-": PartKind.SEPARATE}


def test_texts_are_counted_with_the_separate_parts_alone(tmp_path) -> None:
    """An occurrence inside a longer word is no occurrence of the text."""
    separate = "An h-[[Alba]], l'[[Alba|Alba'ın]], [[Alba|Alba'ın]]."
    pages = {f"Page {number}": separate for number in range(3)}
    counted = CountedWiki(tmp_path, {"Alba": "", **pages, "Plain": "h-Alba, Outre-Alba, Alba'ın and Alba."})
    _, _, links, occurrences = counted.text_counts("alba")
    assert (links, occurrences) == (3, 5)
