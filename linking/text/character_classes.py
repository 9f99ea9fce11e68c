"""Classes of characters, which the position features use, and the case class of a text."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

CLASS_COUNT = 14
(
    OTHER,
    SPACE,
    LINE_END,
    LOWER,
    UPPER,
    LETTER,
    DIGIT,
    SENTENCE_END,
    OPENING,
    CLOSING,
    PUNCTUATION,
    QUOTE,
    MARKUP,
    DASH,
) = range(CLASS_COUNT)

_SINGLE = {
    "\n": LINE_END, "[": MARKUP, "]": MARKUP, "|": MARKUP, "<": MARKUP, ">": MARKUP, "{": MARKUP, "}": MARKUP,
    **dict.fromkeys(".!?。！？।։؟۔…", SENTENCE_END), **dict.fromkeys("(（", OPENING), **dict.fromkeys(")）", CLOSING),
    **dict.fromkeys("'\"«»“”„‘’「」『』", QUOTE),
}  # fmt: skip
_CATEGORIES = {
    "Lu": UPPER, "Lt": UPPER, "Ll": LOWER, "Lo": LETTER, "Lm": LETTER, "Mn": LETTER, "Mc": LETTER, "Nd": DIGIT,
    "Nl": DIGIT, "No": DIGIT, "Zs": SPACE, "Cc": SPACE, "Pd": DASH, "Po": PUNCTUATION, "Ps": PUNCTUATION,
    "Pe": PUNCTUATION, "Pi": QUOTE, "Pf": QUOTE,
}  # fmt: skip
_LAST_CODE = 0xFFFF


@cache
def _table() -> NDArray[np.uint8]:
    classes = [_CATEGORIES.get(unicodedata.category(chr(code)), OTHER) for code in range(0x10000)]
    for character, character_class in _SINGLE.items():
        classes[ord(character)] = character_class
    classes[_LAST_CODE] = LETTER  # this entry is for all characters beyond the Basic Multilingual Plane
    return np.array(classes, np.uint8)


@cache
def class_table() -> bytes:
    """Return the class of each character of the Basic Multilingual Plane; the last one is that of all others."""
    return _table().tobytes()


def character_class(character: str) -> int:
    """Return the class of one character."""
    return class_table()[min(ord(character), _LAST_CODE)]


def classify_characters(text: str) -> NDArray[np.uint8]:
    """Return the class of each character, shape (code points,)."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    return _table()[np.minimum(codes, _LAST_CODE)]


LOWER_CASE, INITIAL_CAPITAL, ALL_CAPITALS, OTHER_CASE = range(4)


def case_class(text: str, folded: str) -> int:
    """Return the case class of a text.

    Args:
        text: The text as written.
        folded: The same text, case-folded.

    Returns:
        0 for lower case or a script without case, 1 for an initial capital, 2 for capitals only, 3 for anything else.
    """
    if text == folded:
        return LOWER_CASE
    if text[1:] == folded[1:]:
        return INITIAL_CAPITAL
    return ALL_CAPITALS if text == text.upper() else OTHER_CASE
