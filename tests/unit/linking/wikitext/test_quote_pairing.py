"""Apostrophes are paired as MediaWiki's Parser::doQuotes pairs them."""

from __future__ import annotations

import pytest

from linking.wikitext.intervals import Interval
from linking.wikitext.quote_pairing import extend_to_lines, plain_intervals


def plain(wikitext: str, opaque: list[Interval]) -> list[str]:
    return [wikitext[start:end] for start, end in plain_intervals(wikitext, 0, len(wikitext), opaque)]


@pytest.mark.parametrize(
    ("wikitext", "text"),
    [
        ("a", ["a"]),
        ("it's", ["it's"]),
        ("a ''b'' c", ["a ", " c"]),
        ("a '''b''' c", ["a ", " c"]),
        ("a '''''b''''' c", ["a ", " c"]),
        ("a '''b ''c'' d''' e", ["a ", " e"]),
        ("a '''''b'' c''' d", ["a ", " d"]),
        ("a '''''b''' c'' d", ["a ", " d"]),
        ("''a'''''b''' c", [" c"]),
        ("a ''b\nc", ["a ", "c"]),
        ("a '''b\n''c'' d", ["a ", " d"]),
        ("a ''''b'''' c", ["a '", " c"]),
        ("a ''''''b''''' c", ["a '", " c"]),
    ],
)
def test_text_is_plain_outside_paired_apostrophes(wikitext: str, text: list[str]) -> None:
    assert plain(wikitext, []) == text


@pytest.mark.parametrize(
    ("wikitext", "text"),
    [
        ("xy '''b ab'''c x d'''e ''f", ["xy ", "c x d'", "f"]),  # the mark after a one-letter word
        ("x '''a '''b cd'''e ''f", ["x ", "b cd'", "f"]),  # or else after a longer word
        ("x '''a '''b '''c ''d", ["x '", "d"]),  # or else the first one
        ("x a'''b''c", ["x a'", "c"]),
    ],
)
def test_one_bold_mark_is_an_apostrophe_if_the_numbers_of_both_marks_are_odd(wikitext: str, text: list[str]) -> None:
    assert plain(wikitext, []) == text


def test_apostrophes_and_line_ends_in_opaque_intervals_do_not_count() -> None:
    wikitext = "a ''b {{c''\n}} d'' e"
    template = (wikitext.index("{{"), wikitext.index("}}") + 2)
    assert plain(wikitext, [template]) == ["a ", " e"]


def test_opaque_intervals_are_not_plain() -> None:
    assert plain("a [[b]] c", [(2, 7)]) == ["a ", " c"]


@pytest.mark.parametrize(
    ("interval", "opaque", "lines"),
    [
        ((4, 5), [], (3, 5)),
        ((0, 1), [], (0, 2)),
        ((4, 5), [(4, 7)], (3, 8)),
        ((7, 8), [(4, 7)], (3, 8)),
        ((3, 4), [(3, 8)], (3, 8)),
    ],
)
def test_lines_continue_through_opaque_intervals(interval: Interval, opaque: list[Interval], lines: Interval) -> None:
    assert extend_to_lines("ab\ncd\nef", interval, opaque) == lines
