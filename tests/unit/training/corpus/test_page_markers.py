"""Magic words, templates and categories are found in wikitext, under all names that MediaWiki accepts for them."""

from __future__ import annotations

import pickle

import pytest

from linking.text.titles import Site
from training.corpus.exclusion_rules import Exclusion, PageMarker
from training.corpus.page_markers import PageMarkerFinder

SITE = Site("kwwiki", "kw", "first-letter", {"klass": 14, "scantlyn": 10, "skantlyn": 10, "restren": 6})
MARKERS = (
    PageMarker(Exclusion("x", "word"), magic_words=("__DISAMBIG__", "__HOMÓNIMOS__")),
    PageMarker(Exclusion("x", "template"), templates=("Clerheans", "çoq manalı", "C++ (x)")),
    PageMarker(Exclusion("x", "category"), categories=("Disambiguation pages",)),
)
TEXTS = [
    ("__DISAMBIG__", "word"),
    ("* [[A]]\n__HOMÓNIMOS__ ", "word"),
    ("__DISAMBIGUATION__", None),
    ("{{Clerheans}}", "template"),
    ("'''Ceres''':\n* [[A]]\n{{ clerheans\n|x=1}}", "template"),
    ("{{Skantlyn:Clerheans}}", "template"),
    ("{{template : clerheans}}", "template"),
    ("{{Çoq_manalı}} {{x}}", "template"),
    ("{{çoq  manalı<!-- x -->}}", "template"),
    ("{{c++ (x)}}", "template"),
    ("{{Clerheansow}}", None),
    ("{{CLERHEANS}}", None),
    ("{{Restren:Clerheans}}", None),
    ("{{x|Clerheans}}", None),
    ("[[Klass:disambiguation_pages]]", "category"),
    ("[[ category : Disambiguation pages|*]]", "category"),
    ("[[:Klass:Disambiguation pages]]", None),
    ("[[Restren:Disambiguation pages]]", None),
    ("<!-- {{Clerheans}} -->", None),
    ("<!-- {{Clerheans}}", None),
    ("<nowiki>__DISAMBIG__</nowiki>", None),
    ("<nowiki>{{Clerheans}}</nowiki> {{Clerheans}}", "template"),
    ("{{A<!-- x -->}} {{x|1={{clerheans}}}}", "template"),
    ("<pre>{{Clerheans}}</pre>", None),
    ("<!-- a --><nowiki><!-- __DISAMBIG__ --></nowiki> __DISAMBIG__", "word"),
    ("{{Clerheans", None),
    ("[[Klass:Disambiguation pages", None),
    ("[[Klass:Disambiguation pages]] {{Clerheans}}", "category"),
    ("{{Clerheans}} __DISAMBIG__", "template"),
    ("", None),
]


TITLES = PageMarker(
    Exclusion("x", "title"),
    title_prefixes=("List of ", "Список "),
    title_suffixes=("klerheans",),
    number_words=("kansblydhen", "#"),
)


def reason_of(text: str) -> str | None:
    found = PageMarkerFinder(MARKERS, SITE).find("Ceres", text)
    return found and found.reason


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Ceres (klerheans)", True),
        ("Ceres (Klerheans)", True),
        ("Klerheans", False),
        ("List of towns", True),
        ("List of Cornish towns", True),
        ("A List of towns", False),
        ("Список стран", True),
        ("Список Шиндлера", False),
        ("1956", True),
        ("19ves kansblydhen", True),
        ("19ves art", False),
        ("Kernow", False),
    ],
)
def test_the_form_of_a_title_is_a_marker(title, found):
    exclusion = PageMarkerFinder((TITLES,), SITE).find(title, "Text.")

    assert exclusion == (TITLES.exclusion if found else None)


@pytest.mark.parametrize(("text", "reason"), TEXTS)
def test_markers_are_found_in_wikitext(text, reason):
    assert reason_of(text) == reason


def test_without_markers_nothing_is_found():
    assert PageMarkerFinder((), SITE).find("Ceres", "{{Clerheans}} __DISAMBIG__ [[Category:]] {{}}") is None


def test_the_first_of_two_markers_with_the_same_name_applies():
    markers = (
        PageMarker(Exclusion("x", "first"), templates=("Stub",)),
        PageMarker(Exclusion("x", "second"), templates=("stub",)),
    )
    assert PageMarkerFinder(markers, SITE).find("Ceres", "{{stub}}") == Exclusion("x", "first")


def test_a_finder_can_be_sent_to_other_processes():
    finder = pickle.loads(pickle.dumps(PageMarkerFinder(MARKERS, SITE)))
    assert finder.find("Ceres", "{{Clerheans}}") == Exclusion("x", "template")


@pytest.mark.parametrize(
    "markup",
    [
        "{{a|" * 50_000,
        "{{a|" * 50_000 + "}}" * 50_000,
        "[[a|" * 50_000 + "]]" * 50_000,
        "{{{a|" * 50_000 + "}}}" * 50_000,
        "<b " * 50_000,
        "<!-- a -->__DISAMBIG__" * 50_000,
        "{{" + " " * 100_000,
        "{{" + "_ :" * 100_000,
        "[[" + " " * 100_000,
        "[[Klass:" + " " * 100_000,
    ],
)
def test_hostile_pages_take_no_longer_than_their_length(markup):
    """With quadratic time, each of them would take minutes."""
    assert reason_of("{{Clerheans}} " + markup) == "template"
    reason_of(markup)
