"""Open markup, and what is inside it."""

from __future__ import annotations

import pytest

from linking.wikitext.expanded_text import Piece
from linking.wikitext.open_markup import BRACES, BRACKETS, HEADING, OpenMarkup


@pytest.mark.parametrize(("kind", "token"), [("", "{{b|c}}"), (BRACES, "}}"), (BRACKETS, "]"), (HEADING, "\n")])
def test_the_next_token_depends_on_the_markup(kind: str, token: str) -> None:
    match = OpenMarkup(kind, 0, 2).next_token("a }} ] \nx {{b|c}}", 1)
    assert match is not None
    assert match.group() == token


def test_arguments_are_separated_by_pipes_outside_nested_markup() -> None:
    text = "{{a|[[b|c]]|d"
    markup = OpenMarkup(BRACES, 0, 2, pieces=[Piece(2, 4), [Piece(4, 11)], Piece(11, 13)])
    assert markup.arguments(text, 2) == [[Piece(2, 3)], [Piece(4, 4), [Piece(4, 11)], Piece(11, 13)]]
    assert [len(part) for part in markup.arguments(text, 3)] == [1, 3, 1]


@pytest.mark.parametrize(("text", "expected"), [("{{a", False), ("{{a|b", True), ("{{a|b=", False), ("{{a=b", False)])
def test_an_argument_may_get_a_name_until_it_has_one(text: str, expected: bool) -> None:
    assert OpenMarkup(BRACES, 0, 2, pieces=[Piece(2, len(text))]).may_name_argument(text) is expected


def test_unclosed_markup_is_text() -> None:
    assert OpenMarkup(BRACES, 0, 2, pieces=[Piece(2, 3)]).unclosed() == [Piece(0, 2), [Piece(2, 3)]]
