"""Case folding keeps offsets and follows the rules of the language."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from linking.text.folding import casefold_text
from linking.text.language_data import DOTLESS_LANGUAGES
from tests.helpers.cases import cases

ANY_TEXT = st.text(st.characters(), max_size=30)
LANGUAGES = st.sampled_from([*sorted(DOTLESS_LANGUAGES), "en", "de", "el", "", "no such language"])


@given(ANY_TEXT, LANGUAGES)
@example("İngiliscə", "az")
@example("I\u0307", "tr")
def test_folding_keeps_the_offset_of_each_character(text: str, language: str) -> None:
    folded = casefold_text(text, language)
    assert len(folded) == len(text)
    assert folded == "".join(casefold_text(letter, language) for letter in text)


@given(ANY_TEXT, LANGUAGES)
def test_folding_folded_text_changes_nothing(text: str, language: str) -> None:
    folded = casefold_text(text, language)
    assert casefold_text(folded, language) == folded


@pytest.mark.parametrize("language", [*sorted(DOTLESS_LANGUAGES), "en"])
def test_every_code_point_folds_to_one_code_point(language: str) -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert len(casefold_text(everything, language)) == len(everything)


@pytest.mark.parametrize("case", cases("folding.yaml"), ids=lambda case: f"{case['language']} {case['text']}")
def test_folding_by_language(case: dict[str, str]) -> None:
    folded = casefold_text(case["text"], case["language"])
    if "same" in case:
        assert folded == casefold_text(case["same"], case["language"])
    else:
        assert folded != casefold_text(case["different"], case["language"])
