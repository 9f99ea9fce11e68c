"""Paragraphs and the starts of articles are shown as a reader sees them."""

from __future__ import annotations

import pytest

from linking.text.titles import Site
from linking.wikitext.article import parse
from linking.wikitext.excerpts import MAX_START, Excerpt, article_start, paragraph_around

SITE = Site("kwwiki", "kw", namespaces={"restren": 6, "klass": 14})


def paragraph_of(marked: str) -> Excerpt:
    """Return the paragraph of the text between << and >>."""
    before, _, rest = marked.partition("<<")
    text, _, after = rest.partition(">>")
    return paragraph_around(parse(before + text + after), len(before), len(before) + len(text), SITE)


@pytest.mark.parametrize(
    ("wikitext", "before", "after"),
    [
        ("One line.\nThe <<Thames>> here.\nAnother.", "The ", " here."),
        ("* The <<Thames>>\n* Isis", "The ", ""),
        ("[[Restren:A.jpg|thumb|A [[boat]]]]The <<Thames>> here.", "The ", " here."),
        ("[[File:A.jpg|thumb]] The <<Thames>> here.[[Klass:Rivers]]", "The ", " here."),
        ("'''Isis''' ({{lang|la|Isis}}) or <<Thames>> ({{x}}, {{y}}).", "Isis or ", "."),
        ("{{Pron}}'''Isis''' is the <<Thames>>.", "Isis is the ", "."),
        ("[[:Restren:A.jpg|This]] is the <<Thames>>.", "This is the ", "."),
        ("[[fr:Tamise]]The <<Thames>>.", "The ", "."),
    ],
)
def test_the_paragraph_of_a_text(wikitext: str, before: str, after: str) -> None:
    assert paragraph_of(wikitext) == Excerpt(before, "Thames", after)


def test_very_long_paragraphs_are_cut() -> None:
    paragraph = paragraph_around(parse("word " * 10_000 + "Thames" + " word" * 10_000), 50_000, 50_006)
    assert paragraph.text == "Thames"
    assert len(paragraph.before) == len(paragraph.after) == 1_000


@pytest.mark.parametrize(
    ("wikitext", "start"),
    [
        ("", ""),
        ("{{Infobox\n| name = Thames\n}}\n'''Thames''' ({{x}}) is a [[river]]s' name.\n", "Thames is a rivers' name."),
        (":''For the boat, see [[Boat]].''\nThames is long.", "Thames is long."),
        ("[[Restren:A.jpg|thumb|A boat]]\n'''Thames''' is long.", "Thames is long."),
        ("One.\n\nTwo.\n== A ==\nThree.", "One.\nTwo."),
        ("{{x}}\n== A ==\nThree.\n== B ==\nFour.", "Three."),
        ("* Paris\n* London", "Paris\nLondon"),
        ("{|\n| Cell\n|}\nText.", "Text."),
        ("a" * 120 + "\nNot shown.", "a" * 120),
        ("2005\n\n----\nText.", "Text."),
    ],
)
def test_the_start_of_an_article(wikitext: str, start: str) -> None:
    assert article_start(parse(wikitext), SITE) == start


@pytest.mark.parametrize(("word", "cut"), [("word ", " …"), ("河", "河…")])
def test_a_long_start_is_cut(word: str, cut: str) -> None:
    start = article_start(parse(word * 1_000), SITE)
    assert len(start) <= MAX_START + 1
    assert start.endswith(cut.strip())
    assert set(start[:-1].split(" ")) <= {word.strip(), word * MAX_START}


def test_an_article_of_lines_without_letters_has_no_start() -> None:
    assert article_start(parse("1\n\n" * 10_000 + "Text."), SITE) == ""
