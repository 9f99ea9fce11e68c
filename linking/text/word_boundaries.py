"""Word boundaries: the positions at which a mention may begin or end, in any script."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import regex
from numpy.typing import NDArray

from linking import acceleration
from linking.text.joined_words import JOINERS
from linking.text.unicode_scripts import UNSPACED_CHARACTERS, UNSPACED_RANGES

# Properties of a character, as bits.
_WORD = 1  # a letter, digit, combining mark or joiner: two adjacent ones belong to one word
_UNSPACED = 2  # in a script that puts no spaces between words
_EXTENDS = 4  # belongs to the previous character
_JOINS = 8  # belongs together with the next character
_JOINER = 16  # punctuation that may join what precedes it to what follows
_DIGIT = 32
_KATAKANA = 64  # the one unspaced script in which adjacent letters are a word (UAX #29, rule WB13)
_SPACE = 128

_UNSPACED_CHARACTER = re.compile(f"[{UNSPACED_CHARACTERS}]")
_KATAKANA_LETTER = regex.compile(r"\p{WB=Katakana}")
# Punctuation that UAX #29 counts as a letter, such as the Armenian marks inside words.
_OTHER_LETTER = regex.compile(r"\p{WB=ALetter}")
_UNSPACED_CHARACTERS_PER_WORD = 2
_JOINERS = "\u200c\u200d"
_INVISIBLE = "\u00ad\u2060\ufeff"  # soft hyphen, word joiner and zero-width no-break space, which occur inside words
# Vowels written after their consonant, and small or repeating kana: they never begin a word.
_NEVER_FIRST = (
    "ะาำๅๆຯະາຳຽໆ々ゝゞヽヾーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ"
    "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"  # skin tones
)
# Vowels written before their consonant, and signs that stack the next consonant: they never end a word.
_NEVER_LAST = "เแโใไເແໂໃໄ\u17d2\u1039\u200d"


CERTAIN, NEXT_TO_JOINER, INSIDE_UNSPACED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class WordBoundaries:
    """The positions of a text at which a mention may begin or end.

    Attributes:
        flags: One byte for each position, len(text) + 1 in all: 1 at a word boundary, else 0.
        kinds: One byte for each position, that says at a word boundary: CERTAIN; NEXT_TO_JOINER, where
            `linking.text.joined_words` decides; or INSIDE_UNSPACED, between letters of a script without spaces, which
            may belong to one word.
        starts: One byte for each character: 1 where a mention may begin, which is at a boundary before a visible
            character, else 0.
        has_unspaced: Whether any boundary is INSIDE_UNSPACED.
    """

    flags: bytes
    kinds: bytes
    starts: bytes
    has_unspaced: bool


def is_word_character(character: str) -> bool:
    """Return whether the character is a letter, a digit, a combining mark or a zero-width joiner."""
    return bool(_property_bytes()[ord(character)] & _WORD)


def joins_adjacent_letters(character: str) -> bool:
    """Return whether the character forms one word with a letter next to it: a word character of a spaced script."""
    return _property_bytes()[ord(character)] & (_WORD | _UNSPACED) == _WORD


def find_word_boundaries(text: str) -> WordBoundaries:
    """Find the word boundaries of a text, which include its start and its end.

    Two adjacent letters have a boundary between them if either is in a script without spaces. No boundary precedes a
    combining mark. Boundaries next to punctuation are only possible ones: an anchor may contain punctuation, and so may
    a word.
    """
    if acceleration.mentions is None:
        return _mark_boundaries(text)
    return WordBoundaries(*acceleration.mentions.mark_boundaries(text, _property_bytes()))


def _mark_boundaries(text: str) -> WordBoundaries:
    if not text:
        return WordBoundaries(b"\x01", b"\x00", b"", False)
    points = _code_points(text)
    properties = _properties()[points]
    before, after = properties[:-1], properties[1:]
    both = before & after
    joined = both & _WORD
    kinds = np.zeros(len(text) + 1, dtype=np.uint8)
    has_unspaced = False
    if points.max() >= UNSPACED_RANGES[0][0]:
        inside = joined & ((before | after) >> 1)
        has_unspaced = bool(inside.any())
        kinds[1:-1] = inside * INSIDE_UNSPACED
        joined = joined & ~inside | (both & _KATAKANA)
    joined |= (after & _EXTENDS) | (before & _JOINS)
    flags = np.ones(len(text) + 1, dtype=np.uint8)
    flags[1:-1] = joined == 0
    joiners = properties & _JOINER
    # A space between two digits may group the digits of a number.
    joiners[1:-1] |= (properties[:-2] & properties[2:] & _DIGIT) & (properties[1:-1] >> 2)
    kinds[1:-1] |= (joiners[:-1] | joiners[1:]) != 0
    starts = flags[:-1] > (properties >> 7)
    return WordBoundaries(flags.tobytes(), kinds.tobytes(), starts.tobytes(), has_unspaced)


def count_words(text: str) -> int:
    """Count the words of a text. In scripts without spaces, two characters count as one word."""
    if text.isascii() or _code_points(text).max() < UNSPACED_RANGES[0][0]:
        return len(text.split())
    spaced, unspaced = _UNSPACED_CHARACTER.subn(" ", text)
    return len(spaced.split()) + (unspaced + 1) // _UNSPACED_CHARACTERS_PER_WORD


def _code_points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


@lru_cache(maxsize=1)
def _properties() -> NDArray[np.uint8]:
    return np.frombuffer(_property_bytes(), np.uint8)


@lru_cache(maxsize=1)
def _property_bytes() -> bytes:
    """Build the table of properties, a byte for each code point."""
    table = np.zeros(sys.maxunicode + 1, dtype=np.uint8)
    assigned = (*range(0x20000), *range(0xE0100, 0xE01F0))
    for point in assigned:
        table[point] = _properties_of(chr(point))
    table[0x20000:0x40000] = [_WORD if chr(point).isalnum() else 0 for point in range(0x20000, 0x40000)]
    for first, last in UNSPACED_RANGES:
        table[first : last + 1] |= _UNSPACED
    for character in _JOINERS + _INVISIBLE:
        table[ord(character)] = _WORD | _EXTENDS
    for character in _NEVER_FIRST:
        table[ord(character)] |= _EXTENDS
    for character in _NEVER_LAST + _INVISIBLE:
        table[ord(character)] |= _JOINS
    for character in JOINERS:
        table[ord(character)] |= _JOINER
    table[[*range(0x21), 0xA0, 0x3000]] |= _SPACE
    return table.tobytes()


def _properties_of(character: str) -> int:
    if character.isalnum():
        if character.isdecimal():
            return _WORD | _DIGIT
        return _WORD | _KATAKANA if _KATAKANA_LETTER.match(character) else _WORD
    if unicodedata.category(character) in ("Mn", "Mc", "Me"):
        return _WORD | _EXTENDS
    return _WORD if _OTHER_LETTER.match(character) else 0
