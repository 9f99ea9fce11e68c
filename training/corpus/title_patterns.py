"""Title patterns: titles with their numbers replaced, which the members of a number series share.

"28 d'avril" and "3 d'avril" have the pattern "# d'avril"; "1956年" and "一九五六年" have the pattern "#年"; "XIX
secolo" has the pattern "# secolo".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

NUMBER = "#"

_MAX_DIGITS = 9
_DIGITS = re.compile(r"\d+")
_HAN_NUMERAL = re.compile("[〇零一二三四五六七八九十百千廿卅兩两]+")
_ROMAN = r"(?=[IVXLCDM])M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_ROMAN_ORDINAL = re.compile(rf"{_ROMAN}(?P<rest>\W?\s([^\W\d_]+))")
_ROMAN_NUMBER = re.compile(rf"\b{_ROMAN}(?<=[IVXLCDM])\b")
_NUMBER_IN_PARENTHESES = re.compile(r"# ?\([^()#]*\)")


def title_pattern(title: str) -> str | None:
    """Return the title with its numbers replaced by NUMBER, or None if it has no number.

    A Roman number counts at the start of a title that continues in lower case. This tells "XIX secolo" from "Ivan III"
    and "X Factor".
    """
    text = unicodedata.normalize("NFKC", title)
    pattern = _HAN_NUMERAL.sub(NUMBER, _DIGITS.sub(NUMBER, text))
    if pattern == text:
        roman = _ROMAN_ORDINAL.match(text)
        if roman is None or not roman[2].islower():
            return None
        pattern = NUMBER + text[roman.start("rest") :]
    return re.sub("#+", NUMBER, pattern) if NUMBER in pattern else None


def is_numbered(title: str, words: Collection[str]) -> bool:
    """Return True if the title consists of a number and of these words in any order, such as "19th century".

    Letters joined to the number may be its ordinal ending. The word NUMBER stands for titles without any words.

    Args:
        title: The title. The whole of it counts: "1956 (film)" is about a film.
        words: Case-folded words.
    """
    text = unicodedata.normalize("NFKC", title)
    if NUMBER in text:
        return False
    pattern = _HAN_NUMERAL.sub(NUMBER, _DIGITS.sub(NUMBER, text))
    pattern = pattern if NUMBER in pattern else _ROMAN_NUMBER.sub(NUMBER, text)
    if NUMBER not in pattern:
        return False
    if pattern.strip() == NUMBER:
        return NUMBER in words and text.strip().isdecimal()
    tokens = pattern.casefold().split()
    joined = {token.replace(NUMBER, "").strip(".-–'’") for token in tokens if NUMBER in token}
    others = [token for token in tokens if NUMBER not in token]
    return all(word in words for word in others) and (bool(others) or all(word in words for word in joined))


def disambiguated_number(title: str, pattern: str) -> int | None:
    """Return the number of a title such as "7 (number)", with the pattern "# (number)", or None for other titles."""
    if not _NUMBER_IN_PARENTHESES.fullmatch(pattern):
        return None
    digits = _DIGITS.match(unicodedata.normalize("NFKC", title))
    return int(digits[0]) if digits and len(digits[0]) <= _MAX_DIGITS else None


def longest_run(numbers: Collection[int]) -> int:
    """Return the length of the longest run of consecutive numbers."""
    known = frozenset(numbers)
    longest = 0
    for start in (number for number in known if number - 1 not in known):
        end = start
        while end in known:
            end += 1
        longest = max(longest, end - start)
    return longest
