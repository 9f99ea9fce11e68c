"""Classes of characters, and of texts by their capitals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.text import character_classes as letters
from linking.text.character_classes import case_class, kinds
from linking.text.folding import fold


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
def test_kinds(characters, kind):
    assert kinds(characters).tolist() == [kind] * len(characters)


@given(st.text(st.characters()))
def test_each_code_point_has_a_kind(text):
    found = kinds(text)
    assert found.shape == (len(text),)
    assert found.dtype == np.uint8


@pytest.mark.parametrize(
    ("text", "case"),
    [
        *(("fal", 0), ("京都", 0), ("1873", 0), ("Fal", 1), ("The fal", 1), ("A", 1)),
        *(("FAL", 2), ("BBC 2", 2), ("McFal", 3), ("The Fal", 3)),
    ],
)
def test_case_of_texts(text, case):
    assert case_class(text, fold(text, "en")) == case


def test_case_of_turkish_texts():
    assert case_class("Isparta", fold("Isparta", "tr")) == 1
    assert case_class("İstanbul", fold("İstanbul", "tr")) == 1
