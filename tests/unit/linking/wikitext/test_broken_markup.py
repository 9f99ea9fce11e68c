"""Markup that the parser left in a text."""

from __future__ import annotations

import pytest

from linking.wikitext import divergence_collector
from linking.wikitext.broken_markup import check_text, suspect_texts
from linking.wikitext.divergence_collector import DivergenceCollector
from linking.wikitext.intervals import Interval, merge_intervals

pytestmark = pytest.mark.usefixtures("either_variant")


def check(wikitext: str) -> DivergenceCollector:
    divergences = DivergenceCollector(wikitext)
    check_text(divergences, 0, len(wikitext))
    return divergences


def parts(wikitext: str, intervals: list[Interval]) -> list[str]:
    return [wikitext[start:end] for start, end in merge_intervals(intervals)]


@pytest.mark.parametrize(
    "text", ["a < b", "a [b", "x | y", "''a", "http://a", "__TOC__", "a\x01", "\ud800漢<", "a''", "://"]
)
def test_text_with_characters_of_markup_is_suspect(text: str) -> None:
    assert suspect_texts([(0, "a"), (1, text)]) == [(1, text)]


@pytest.mark.parametrize(
    "text", ["", "Plain text: it's (nearly) 5 % - no more.", "漢字", "a\tb\r\n", "a'", "a:/", "//"]
)
def test_plain_text_is_not_suspect(text: str) -> None:
    assert suspect_texts([(0, text)]) == []


@pytest.mark.parametrize(
    ("wikitext", "hidden"),
    [
        ("plain text", []),
        ("a <foo>b</foo> c", ["<foo>b</foo>"]),
        ("a <foo> b", ["<foo>"]),
        ("a </foo> b", ["</foo>"]),
        ("a </b> b\nc", ["a </b> b"]),
        ("a <b>b\nc</b> d\ne", ["<b>b\nc</b> d"]),
        ("a <b>b\n\nc", ["<b>b\n\nc"]),
        ("<b>b <b>c</b>\nd</b>\ne", ["<b>b <b>c</b>\nd</b>"]),
        ("a <small>b", ["<small>"]),
        ("a <!-- b\nc", ["<!-- b\nc"]),
        ("a {{b}} c", ["{{b}}"]),
        ("a {{b", ["{{"]),
        ("a {{b {{c}} d", ["{{b {{c}}"]),
        ("a [[b]] c\nd", ["[[b]] c"]),
        ("a -{b}- c", ["-{b}-"]),
        ("a -{b", ["-{b"]),
        (":{|\n|a\n|}\nb", ["{|\n|a\n|}"]),
        ("{|\n|a\n|}\nb", ["{|\n|a\n|}\nb"]),
        ("a {| b", ["{|"]),
        ("a\n|b\nc", ["|b"]),
        ("a == b\nc", ["a == b"]),
        ("a [b c\nd", ["[b c"]),
        ("a __TOC__ b", ["__TOC__"]),
        ("see http://a.b/c d", ["http://a.b/c"]),
    ],
)
def test_parsoid_may_hide_broken_markup_and_what_it_encloses(wikitext: str, hidden: list[str]) -> None:
    assert parts(wikitext, check(wikitext).maybe_hidden) == hidden


def test_parsoid_may_show_a_broken_link() -> None:
    assert parts("a [[b c\nd", check("a [[b c\nd").maybe_shown) == ["[[b c"]


def test_apostrophes_are_left_to_quote_pairing() -> None:
    divergences = check("a ''b")
    assert divergences.suspect_quotes == [(2, 4)]
    assert divergences.ambiguous_intervals == []


def test_the_rest_of_the_page_is_ambiguous_once_the_work_exceeds_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(divergence_collector, "MAX_SEARCH_EFFORT", 600)
    wikitext = "a __X__ b __Y__ c __Z__ d"
    divergences = check(wikitext)
    assert divergences.is_exhausted
    assert parts(wikitext, divergences.ambiguous_intervals) == ["__Y__ c __Z__ d"]
