from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linking.text.folding import boundaries, fold, is_word_char
from linking.text.language_data import DOTLESS_LANGUAGES
from linking.text.link_trails import prefix_start, trail_end
from tests.helpers.cases import cases

# The rule of the client: scripts in which words are not parted by spaces.
NO_SPACES = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
    "\uf900-\ufaff\uaa60-\uaa7f\U00020000-\U0003ffff]"
)
ALL_TEXT = st.text(st.characters(), max_size=30)
LANGUAGES = st.sampled_from([*sorted(DOTLESS_LANGUAGES), "en", "de", "el", "", "no such language"])


@given(ALL_TEXT, LANGUAGES)
@example("İngiliscə", "az")
@example("I\u0307", "tr")
def test_folding_keeps_every_position(text: str, language: str) -> None:
    folded = fold(text, language)
    assert len(folded) == len(text)
    assert folded == "".join(fold(letter, language) for letter in text)


@given(ALL_TEXT, LANGUAGES)
def test_folded_text_folds_to_itself(text: str, language: str) -> None:
    folded = fold(text, language)
    assert fold(folded, language) == folded


@pytest.mark.parametrize("language", [*sorted(DOTLESS_LANGUAGES), "en"])
def test_every_letter_of_unicode_folds_to_one_letter(language: str) -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert len(fold(everything, language)) == len(everything)


@pytest.mark.parametrize("case", cases("folding.yaml"), ids=lambda case: f"{case['language']} {case['text']}")
def test_folding_by_language(case: dict[str, str]) -> None:
    folded = fold(case["text"], case["language"])
    if "same" in case:
        assert folded == fold(case["same"], case["language"])
    else:
        assert folded != fold(case["different"], case["language"])


def may_be_mention(text: str, part: str) -> bool:
    start = text.find(part)
    limits = boundaries(text)
    return start in limits.starts and bool(limits.flags[start + len(part)])


@pytest.mark.parametrize("case", cases("word_boundaries.yaml"), ids=lambda case: case["case"])
def test_words_are_parted(case: dict[str, Any]) -> None:
    words = [part for part in case["words"] if may_be_mention(case["text"], part)]
    inside = [part for part in case["inside"] if not may_be_mention(case["text"], part)]
    assert (words, inside) == (case["words"], case["inside"])


def client_calls_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc") or character in "\u200c\u200d"


@given(
    st.text(st.characters(), min_size=2, max_size=2)
    | st.text("aé5ไทย漢カー\u0301\u200d\u200c ็'", min_size=2, max_size=8)
)
def test_no_boundary_cuts_a_word_by_the_rule_of_the_client(text: str) -> None:
    flags = boundaries(text).flags
    for position in range(1, len(text)):
        left, right = text[position - 1], text[position]
        cuts = client_calls_word(left) and client_calls_word(right)
        if cuts and not NO_SPACES.match(left) and not NO_SPACES.match(right):
            assert not flags[position]


@given(ALL_TEXT)
def test_boundaries_fit_the_text(text: str) -> None:
    limits = boundaries(text)
    assert len(limits.flags) == len(text) + 1
    assert limits.flags[0] == limits.flags[-1] == 1
    assert all(limits.flags[start] and not text[start].isspace() for start in limits.starts if ord(text[start]) < 0x80)


def test_word_characters() -> None:
    assert all(map(is_word_char, "aé5漢\u0301\u200d"))
    assert not any(map(is_word_char, " .-'’_\n"))


@pytest.mark.parametrize("case", cases("trails.yaml"), ids=lambda case: f"{case['language']} {case['text']}")
def test_letters_that_touch_a_link_belong_to_it(case: dict[str, str]) -> None:
    text, language = case["text"], case["language"]
    start, end = text.index("[["), text.index("]]") + 2
    label = text[start + 2 : end - 2].split("|")[-1]
    word = text[prefix_start(text, start, language) : start] + label + text[end : trail_end(text, end, language)]
    assert word == case["word"]
