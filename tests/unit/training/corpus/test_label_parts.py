"""The dictionary's texts inside longer labels are found, in scripts with and without spaces."""

from __future__ import annotations

from collections.abc import Sequence

import marisa_trie
import pytest

from linking.mentions import Dictionary
from linking.text.affixes import Affixes
from linking.text.folding import casefold_text
from linking.text.titles import Site
from linking.wikitext.article import parse
from training.corpus.label_parts import MAX_PARTS, parts_of_labels
from training.corpus.plain_text import plain_text

NAMES = ("university", "of", "wales", "of wales", "university of wales", "river", "fal", "river fal", "wale", "ales")
TOKYO = ("東京", "東京都", "京都", "都庁", "東京都庁", "都")


def parts(wikitext: str, texts: Sequence[str], language: str = "en", endings: Sequence[str] = ()) -> list[str]:
    """The parts, each with its label and the text of the dictionary that it is."""
    dictionary = Dictionary(marisa_trie.Trie(texts), Affixes(dict.fromkeys(endings, 3), {}), 100)
    plain = plain_text(parse(wikitext), Site("tinywiki", language))
    folded = casefold_text(plain.text, language)
    return [
        f"{folded[one.start : one.end]} = {dictionary.trie.restore_key(one.anchor)} in"
        f" {folded[one.label_start : one.label_end]}"
        for one in parts_of_labels(plain, folded, dictionary)
    ]


@pytest.mark.parametrize(
    ("wikitext", "expected"),
    [
        ("[[University of Wales]]", ["university", "of", "of wales", "wales"]),
        ("the [[University|university of Wales]].", ["university", "of", "of wales", "wales"]),
        ("[[University of Wales|Wales]]", []),
        ("[[University]] [[of]] [[Wales]]", []),
        ("University of Wales", []),
        ("{{box|[[University of Wales]]}}", []),
        ("[[Wales|x]] of [[Wales|y]]", []),
        ("[[Welsh university]]", ["university"]),
    ],
)
def test_parts_are_inside_labels_but_no_whole_labels(wikitext, expected):
    found = parts(wikitext, NAMES)
    assert [one.partition(" = ")[0] for one in found] == expected


def test_parts_of_several_labels_are_in_order():
    found = parts("The [[Old Wales]], [[New Fal]] and [[Wales]] of [[Fal]].", NAMES)
    assert found == ["wales = wales in old wales", "fal = fal in new fal"]


def test_letters_that_adjoin_a_label_belong_to_it():
    """A label with its trail is no part of itself, and a part may be inflected by the trail."""
    assert parts("[[River Fal]]an and [[Fal]]an", NAMES) == ["river = river in river falan"]
    found = parts("[[River Fal]]an and [[Fal]]an", NAMES, endings=["an"])
    assert found == ["river = river in river falan", "falan = fal in river falan"]


@pytest.mark.parametrize(
    ("wikitext", "expected"),
    [
        ("[[東京都]]の人", ["東京 = 東京 in 東京都", "京都 = 京都 in 東京都"]),
        ("[[東京都庁]]", ["東京都 = 東京都 in 東京都庁", "京都 = 京都 in 東京都庁", "都庁 = 都庁 in 東京都庁"]),
        ("[[東京]]都", []),
        ("[[都]]", []),
    ],
)
def test_scripts_without_spaces_have_parts(wikitext, expected):
    """A part of a longer part is none, but the label itself hides no part."""
    assert parts(wikitext, TOKYO, "ja") == expected


def test_a_label_that_shares_a_word_with_the_previous_one_has_no_parts():
    assert parts("[[New Fal]][[Wales House]]", NAMES) == []
    assert parts("[[Old Fal]][[Wales House]], [[Old Wales]]", NAMES) == ["wales = wales in old wales"]


def test_a_label_has_a_limited_number_of_parts():
    label = "の".join("東" for _ in range(MAX_PARTS + 5))
    assert len(parts(f"[[{label}]] [[東の西]]", ["東"], "ja")) == MAX_PARTS + 1
