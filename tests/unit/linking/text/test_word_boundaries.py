"""Word boundaries in any script, and the number of words of a text."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from linking import acceleration
from linking.text import word_boundaries
from linking.text.word_boundaries import (
    count_words,
    find_word_boundaries,
    is_word_character,
    joins_adjacent_letters,
)
from tests.helpers.cases import cases
from tests.helpers.linking.accelerated import needs, variants

# The client's own list of scripts without spaces.
CLIENT_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
    "\uf900-\ufaff\uaa60-\uaa7f\U00020000-\U0003ffff]"
)


# Characters of each property, and those that occur together with them.
MIXED = "aé5 \n\u00a0'’-·.&#_ไทยเำ漢字カーっབོད་ລາວកាខ្မែရမြန်မာא٣\x00\u05f4"
MIXED += "\u0301\u200d\u200c\u00ad\u202f\u200e\ud800\U0001f3fb\U00020000"


@pytest.fixture(scope="module", params=variants("mentions"))
def _variant(request):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acceleration, "mentions", request.param)
        yield


in_both_variants = pytest.mark.usefixtures("_variant")


def can_be_mention(text: str, part: str) -> bool:
    start = text.find(part)
    boundaries = find_word_boundaries(text)
    return start >= 0 and bool(boundaries.starts[start]) and bool(boundaries.flags[start + len(part)])


@in_both_variants
@pytest.mark.parametrize("case", cases("word_boundaries.yaml"), ids=lambda case: case["case"])
def test_mentions_begin_and_end_at_word_boundaries(case: dict[str, Any]) -> None:
    words = [part for part in case["words"] if can_be_mention(case["text"], part)]
    inside = [part for part in case["inside"] if not can_be_mention(case["text"], part)]
    assert (words, inside) == (case["words"], case["inside"])


def is_word_character_for_client(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc") or character in "\u200c\u200d"


@in_both_variants
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


@in_both_variants
@given(st.text(st.characters(), max_size=30))
def test_boundaries_include_both_ends_and_mentions_begin_with_no_space(text: str) -> None:
    boundaries = find_word_boundaries(text)
    assert len(boundaries.flags) == len(text) + 1
    assert boundaries.flags[0] == boundaries.flags[-1] == 1
    assert len(boundaries.starts) == len(text)
    starts = [position for position, is_start in enumerate(boundaries.starts) if is_start]
    assert all(boundaries.flags[start] for start in starts)
    assert not any(text[start].isspace() for start in starts if text[start].isascii())


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


@in_both_variants
@pytest.mark.parametrize("character", [" ", "\n", "\u00a0", "\u3000"], ids=ascii)
def test_no_mention_begins_with_a_space(character: str) -> None:
    assert find_word_boundaries(f"a{character}b").starts == b"\1\0\1"


@in_both_variants
@pytest.mark.parametrize("character", ["!", "¡", "、"])
def test_a_mention_can_begin_with_punctuation(character: str) -> None:
    assert find_word_boundaries(f"a{character}b").starts == b"\1\1\1"


@in_both_variants
def test_a_lone_surrogate_is_no_word_character() -> None:
    assert find_word_boundaries("a\ud800b").flags == b"\x01" * 4


@needs("mentions")
@given(st.text(st.sampled_from(MIXED) | st.characters(codec=None), max_size=30))
def test_the_compiled_module_finds_the_same_boundaries(text: str) -> None:
    found = find_word_boundaries(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acceleration, "mentions", None)
        assert find_word_boundaries(text) == found


@needs("mentions")
def test_the_compiled_module_wants_the_properties_of_all_code_points() -> None:
    with pytest.raises(ValueError, match="all code points"):
        acceleration.mentions.mark_boundaries("a", b"\x01")


def test_the_properties_of_characters_follow_their_unicode_categories() -> None:
    """This builds the table again: the module builds it once for the process, in whichever test comes first."""
    table = word_boundaries._property_bytes.__wrapped__()
    special = {*word_boundaries._JOINERS, *word_boundaries._INVISIBLE, *word_boundaries._NEVER_FIRST}
    for character in map(chr, range(0x20000)):
        if character in special:
            continue
        is_mark = unicodedata.category(character).startswith("M")
        is_letter = character.isalnum() or regex.match(r"\p{WB=ALetter}", character) is not None
        assert bool(table[ord(character)] & word_boundaries._WORD) == (is_letter or is_mark)
        assert bool(table[ord(character)] & word_boundaries._EXTENDS) == (is_mark and not character.isalnum())
