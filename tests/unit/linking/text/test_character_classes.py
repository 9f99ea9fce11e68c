"""Classes of characters, and case classes of texts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.text import character_classes as letters
from linking.text.character_classes import case_class, classify_characters
from linking.text.folding import casefold_text


@pytest.mark.parametrize(
    ("characters", "kind"),
    [
        ("aßñяλ", letters.LOWER),
        ("AÑЯΛ", letters.UPPER),
        ("あ京אا\u0301\U00020000😀", letters.LETTER),
        ("09२²Ⅷ", letters.DIGIT),
        (" \u00a0\u3000\t", letters.SPACE),
        ("\n", letters.LINE_END),
        (".!?。।؟…", letters.SENTENCE_END),
        ("(（", letters.OPENING),
        (")）", letters.CLOSING),
        (",;:%&", letters.PUNCTUATION),
        ("'\"«»„“「", letters.QUOTE),
        ("[]|<>{}", letters.MARKUP),
        ("-–—", letters.DASH),
        ("+=\u200d", letters.OTHER),
    ],
)
def test_characters_have_classes(characters, kind):
    assert classify_characters(characters).tolist() == [kind] * len(characters)


@given(st.text(st.characters()))
def test_every_code_point_has_a_class(text):
    found = classify_characters(text)
    assert found.shape == (len(text),)
    assert found.dtype == np.uint8
    assert (found < letters.CLASS_COUNT).all()


@pytest.mark.parametrize(
    ("text", "case"),
    [
        *(("fal", 0), ("京都", 0), ("1873", 0), ("Fal", 1), ("The fal", 1), ("A", 1)),
        *(("FAL", 2), ("BBC 2", 2), ("McFal", 3), ("The Fal", 3)),
    ],
)
def test_texts_have_case_classes(text, case):
    assert case_class(text, casefold_text(text, "en")) == case


def test_case_classes_follow_the_rules_of_turkish():
    assert case_class("Isparta", casefold_text("Isparta", "tr")) == 1
    assert case_class("İstanbul", casefold_text("İstanbul", "tr")) == 1
