"""The one definition of the scripts without spaces."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest

from linking.text.adjacent_tokens import tokenize
from linking.text.unicode_scripts import UNSPACED_CHARACTERS, UNSPACED_RANGES
from linking.text.word_boundaries import joins_adjacent_letters

UNSPACED = re.compile(f"[{UNSPACED_CHARACTERS}]")
SCRIPTS = "THAI|LAO|TIBETAN|MYANMAR|KHMER|HIRAGANA|KATAKANA|CJK UNIFIED IDEOGRAPH"


def test_the_ranges_are_in_order_and_do_not_overlap() -> None:
    assert all(first <= last for first, last in UNSPACED_RANGES)
    assert all(left[1] < right[0] for left, right in pairwise(UNSPACED_RANGES))


@pytest.mark.parametrize("character", "กລབမខのカ漢㐀豈ꩠ𠀀")
def test_characters_of_scripts_without_spaces_match(character: str) -> None:
    assert UNSPACED.fullmatch(character)


@pytest.mark.parametrize("character", "aяאअ한ა \u0301")
def test_characters_of_spaced_scripts_do_not_match(character: str) -> None:
    assert not UNSPACED.fullmatch(character)


def test_the_basic_letters_of_these_scripts_are_all_covered() -> None:
    letters = [c for c in map(chr, range(0x3400)) if re.match(SCRIPTS, unicodedata.name(c, "")) and c.isalpha()]
    # Katakana extensions for Ainu, between the symbols of East Asia, are the exception.
    assert {c for c in letters if not UNSPACED.match(c)} == set(map(chr, range(0x31F0, 0x3200)))


@pytest.mark.parametrize("word", ["ไทย", "བོད", "漢字"])
def test_word_boundaries_and_tokens_agree_on_scripts_without_spaces(word: str) -> None:
    assert [token for _, _, token in tokenize(word)] == list(word)
    assert not any(map(joins_adjacent_letters, word))
