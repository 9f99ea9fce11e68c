"""Folding that keeps every position, and where words may begin and end, in any script."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from linking.text.language_data import DOTLESS_LANGUAGES

FOLDING_VERSION = 1

# Small letters with the same capital as another small letter (final sigma, long s, micro sign, ...) become that one,
# so that capitals and small letters fold alike; apostrophes are one, and a no-break space is a space.
_ALIKE = {
    c: low
    for c in map(chr, range(0x80, 0x20000))
    if len(c.upper()) == 1 and c != "ı" and (low := c.upper().lower()) != c.lower() and len(low) == 1 and c == c.lower()
} | {"\u2019": "'", "\u00a0": " "}

_HALF = re.compile("[\ud800-\udfff]")


def fold(text: str, language: str) -> str:
    """`text` in lower case by the rules of `language`, position by position: the result is as long as the text.

    An unknown language code counts as one without special rules. Half of a surrogate pair, which is no character and
    which no look-up takes, becomes a replacement character.
    """
    if language in DOTLESS_LANGUAGES and "I" in text:
        text = text.replace("I", "ı")
    if text.isascii():
        return text.lower()
    if "İ" in text:
        text = text.replace("İ", "i")
    folded = text.lower()
    for letter, alike in _ALIKE.items():
        if letter in folded:
            folded = folded.replace(letter, alike)
    return folded if _is_encodable(folded) else _HALF.sub("\ufffd", folded)


def _is_encodable(text: str) -> bool:
    try:
        text.encode()  # a tenth of the time of looking for halves
    except UnicodeEncodeError:
        return False
    return True


# Bits of a character's class.
_WORD = 1  # a letter, digit, mark or joiner: two of them side by side belong to one word
_UNSPACED = 2  # of a script that writes no spaces between words
_EXTENDS = 4  # belongs to the character before it
_JOINS = 8  # belongs together with the character after it

_UNSPACED_RANGES = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Japanese kana
    (0x3400, 0x9FFF),  # Chinese
    (0xF900, 0xFAFF),
    (0xAA60, 0xAA7F),  # Burmese, extended
    (0x20000, 0x3FFFF),
)
_UNSPACED_CHARACTER = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _UNSPACED_RANGES) + "]")
_JOINERS = "\u200c\u200d"
_INVISIBLE = "\u00ad\u2060\ufeff"  # soft hyphen, word joiner: inside words
# Vowels written after their consonant, and small or repeating kana: never the first of a word.
_TAILS = (
    "ะาำๅๆຯະາຳຽໆ々ゝゞヽヾーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
    "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"  # skin tones
)
# Vowels written before their consonant, and signs that stack the next one: never the last of a word.
_HEADS = "เแโใไເແໂໃໄ\u17d2\u1039\u200d"


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Where words of a text may begin and end.

    flags: len(text) + 1 bytes; flags[i] is 1 where a mention may begin before, or end after, position i. starts:
    positions at which a mention may begin, in order: the flagged ones with something to see.
    """

    flags: bytes
    starts: tuple[int, ...]


def is_word_char(character: str) -> bool:
    """Whether the character belongs to a word: letters, digits, combining marks, zero-width joiners."""
    return bool(_class_bytes()[ord(character)] & _WORD)


def joins_letters(character: str) -> bool:
    """Whether it makes one word with the letter beside it: a word's character, of a script that parts words."""
    return _class_bytes()[ord(character)] & (_WORD | _UNSPACED) == _WORD


def boundaries(text: str) -> Boundaries:
    """The places in `text` where a mention may begin or end; both ends of the text are such places.

    Apostrophes and hyphens part words (anchors may contain them). Between two letters of which one is of a script
    without spaces there is a boundary, but never before a combining mark.
    """
    if not text:
        return Boundaries(b"\x01", ())
    points = _points(text)
    classes = _classes()[points]
    before, after = classes[:-1], classes[1:]
    joined = (before & after & _WORD) & ~((before | after) >> 1)
    joined |= (after & _EXTENDS) | (before & _JOINS)
    flags = np.ones(len(text) + 1, dtype=np.uint8)
    flags[1:-1] = joined == 0
    visible = flags[:-1].astype(bool) & ~_is_space(points)
    return Boundaries(flags.tobytes(), tuple(np.flatnonzero(visible).tolist()))


def count_words(text: str) -> int:
    """Words of a text, for limits that people state in words: about two characters each where no spaces part them."""
    first_unspaced, characters_of_a_word = _UNSPACED_RANGES[0][0], 2
    if text.isascii() or _points(text).max() < first_unspaced:
        return len(text.split())
    parted, unspaced = _UNSPACED_CHARACTER.subn(" ", text)
    return len(parted.split()) + (unspaced + 1) // characters_of_a_word


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _is_space(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    spaces: NDArray[np.bool_] = (points <= 0x20) | (points == 0xA0) | (points == 0x3000)
    return spaces


@lru_cache(maxsize=1)
def _class_bytes() -> bytes:
    return _classes().tobytes()


@lru_cache(maxsize=1)
def _classes() -> NDArray[np.uint8]:
    """The class of every code point."""
    table = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
    assigned = (*range(0x20000), *range(0xE0100, 0xE01F0))
    for point in assigned:
        table[point] = _class_of(chr(point))
    table[0x20000:0x40000] = [_WORD if chr(point).isalnum() else 0 for point in range(0x20000, 0x40000)]
    for first, last in _UNSPACED_RANGES:
        table[first : last + 1] |= _UNSPACED
    for character in _JOINERS + _INVISIBLE:
        table[ord(character)] = _WORD | _EXTENDS
    for character in _TAILS:
        table[ord(character)] |= _EXTENDS
    for character in _HEADS + _INVISIBLE:
        table[ord(character)] |= _JOINS
    return table


def _class_of(character: str) -> int:
    if character.isalnum():
        return _WORD
    return _WORD | _EXTENDS if unicodedata.category(character) in ("Mn", "Mc", "Me") else 0
