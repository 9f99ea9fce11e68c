"""Word boundaries in any script, and the number of words of a text."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from linking.text import word_boundaries
from linking.text.word_boundaries import (
    count_words,
    find_word_boundaries,
    is_word_character,
    joins_adjacent_letters,
)
from tests.helpers.cases import cases

# The client's own list of scripts without spaces.
CLIENT_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
    "\uf900-\ufaff\uaa60-\uaa7f\U00020000-\U0003ffff]"
)


def can_be_mention(text: str, part: str) -> bool:
    start = text.find(part)
    boundaries = find_word_boundaries(text)
    return start in boundaries.starts and bool(boundaries.flags[start + len(part)])


@pytest.mark.parametrize("case", cases("word_boundaries.yaml"), ids=lambda case: case["case"])
def test_mentions_begin_and_end_at_word_boundaries(case: dict[str, Any]) -> None:
    words = [part for part in case["words"] if can_be_mention(case["text"], part)]
    inside = [part for part in case["inside"] if not can_be_mention(case["text"], part)]
    assert (words, inside) == (case["words"], case["inside"])


def is_word_character_for_client(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc") or character in "\u200c\u200d"


@given(
    st.text(st.characters(), min_size=2, max_size=2)
    | st.text("aé5ไทย漢カー\u0301\u200d\u200c ็'", min_size=2, max_size=8)
)
def test_no_boundary_cuts_a_word_of_the_client(text: str) -> None:
    flags = find_word_boundaries(text).flags
    for position in range(1, len(text)):
        left, right = text[position - 1], text[position]
        inside_word = is_word_character_for_client(left) and is_word_character_for_client(right)
        if inside_word and not CLIENT_UNSPACED.match(left) and not CLIENT_UNSPACED.match(right):
            assert not flags[position]


@given(st.text(st.characters(), max_size=30))
def test_boundaries_include_both_ends_and_mentions_begin_with_no_space(text: str) -> None:
    boundaries = find_word_boundaries(text)
    assert len(boundaries.flags) == len(text) + 1
    assert boundaries.flags[0] == boundaries.flags[-1] == 1
    assert all(boundaries.flags[start] for start in boundaries.starts)
    assert not any(text[start].isspace() for start in boundaries.starts if text[start].isascii())


def test_letters_digits_marks_and_joiners_are_word_characters() -> None:
    assert all(map(is_word_character, "aé5漢\u0301\u200d"))
    assert not any(map(is_word_character, " .-'’_\n"))


def test_word_characters_of_spaced_scripts_join_adjacent_letters() -> None:
    assert all(map(joins_adjacent_letters, "aé5\u0301\u200dא"))
    assert not any(map(joins_adjacent_letters, "漢カไབ .-'"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \n ", 0),
        ("one two\nthree", 3),
        ("привет, мир", 2),
        ("東京", 1),
        ("東京都", 2),
        ("a 東京 b", 3),
        ("བོད", 2),
        ("ภาษาไทย", 4),
    ],
)
def test_words_are_counted_by_spaces_or_by_two_unspaced_characters(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize("character", [" ", "\n", "\u00a0", "\u3000"], ids=ascii)
def test_no_mention_begins_with_a_space(character: str) -> None:
    assert find_word_boundaries(f"a{character}b").starts == (0, 2)


@pytest.mark.parametrize("character", ["!", "¡", "、"])
def test_a_mention_can_begin_with_punctuation(character: str) -> None:
    assert find_word_boundaries(f"a{character}b").starts == (0, 1, 2)


def test_a_lone_surrogate_is_no_word_character() -> None:
    assert find_word_boundaries("a\ud800b").flags == b"\x01" * 4


def test_the_properties_of_characters_follow_their_unicode_categories() -> None:
    """This builds the table again: the module builds it once for the process, in whichever test comes first."""
    table = word_boundaries._properties.__wrapped__()
    special = {*word_boundaries._JOINERS, *word_boundaries._INVISIBLE, *word_boundaries._NEVER_FIRST}
    for character in map(chr, range(0x20000)):
        if character in special:
            continue
        is_mark = unicodedata.category(character).startswith("M")
        is_letter = character.isalnum() or regex.match(r"\p{WB=ALetter}", character) is not None
        assert bool(table[ord(character)] & word_boundaries._WORD) == (is_letter or is_mark)
        assert bool(table[ord(character)] & word_boundaries._EXTENDS) == (is_mark and not character.isalnum())
