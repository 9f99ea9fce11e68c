"""Classes of characters that the position features tell apart, and of texts by their capitals."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

KINDS = 14
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
) = range(KINDS)

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


@cache
def _table() -> NDArray[np.uint8]:
    kinds = [_CATEGORIES.get(unicodedata.category(chr(code)), OTHER) for code in range(0x10000)]
    for character, kind in _SINGLE.items():
        kinds[ord(character)] = kind
    kinds[0xFFFF] = LETTER  # stands for all characters beyond the basic plane
    return np.array(kinds, np.uint8)


def kinds(text: str) -> NDArray[np.uint8]:
    """The class of each code point of a text, shape (len(text),)."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    return _table()[np.minimum(codes, 0xFFFF)]


def case_class(text: str, folded: str) -> int:
    """0 all small (or a script without case), 1 capital first letter, 2 all capitals, 3 any other."""
    if text == folded:
        return 0
    if text[1:] == folded[1:]:
        return 1
    return 2 if text == text.upper() else 3
