"""Patterns with wildcards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.rules.wildcards import Wildcards


def matches_by_definition(pattern: str, text: str) -> bool:
    """An empty pattern matches an empty text. `*` matches nothing, or one more character. Others match themselves."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return matches_by_definition(pattern[1:], text) or bool(text and matches_by_definition(pattern, text[1:]))
    return bool(text) and text[0] == pattern[0] and matches_by_definition(pattern[1:], text[1:])


@given(st.lists(st.text("ab*", min_size=1, max_size=6), max_size=4), st.text("ab", max_size=6))
def test_the_index_finds_what_matches_by_definition(patterns: list[str], text: str) -> None:
    """The value is that of a matching pattern, and None only if no pattern matches."""
    found = Wildcards((pattern, pattern) for pattern in patterns).find(text)
    matching = [pattern for pattern in patterns if matches_by_definition(pattern, text)]
    assert found in matching if matching else found is None


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("the *", ["the end", "the ", "the the"], ["the", "bathe in", "The end"]),
        ("* river", ["red river", " river"], ["river", "red rivers"]),
        ("*battle of*", ["battle of", "the battle of hastings"], ["battleof", "batle of x"]),
        ("a*a", ["aa", "aba"], ["a", "ab"]),
        ("*a*b*", ["ab", "xaybz"], ["ba", "a"]),
        ("january * of *", ["january 1 of 1990"], ["january of", "january 1"]),
        ("*", ["", "anything"], []),
        ("*京*", ["東京都"], ["東方"]),
    ],
)
def test_a_pattern_matches_whole_texts(pattern: str, matching: list[str], other: list[str]) -> None:
    """Indexed by prefix, suffix or substring."""
    wildcards = Wildcards([(pattern, "value")])
    assert [text for text in (*matching, *other) if wildcards.find(text) == "value"] == matching


def test_a_pattern_without_wildcards_takes_precedence() -> None:
    """Of two equal ones the first counts."""
    wildcards = Wildcards([("a*", 1), ("ab", 2), ("ab", 3), ("*b", 4)])
    assert wildcards.find("ab") == 2


def test_only_wildcards_make_an_index_true() -> None:
    """Without any, a lookup is so fast that callers need no cache."""
    assert not Wildcards([])
    assert not Wildcards([("a", 1)])
    assert Wildcards([("a", 1), ("a*", 2)])


def test_an_empty_index_matches_nothing() -> None:
    """As on a wiki without rules about texts."""
    assert Wildcards[int]([]).find("a") is None
