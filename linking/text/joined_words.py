"""Words that hold punctuation, such as `l'Espagne`, `31,535` or `C++`: where punctuation joins the parts of one word.

The rules are those of Unicode's UAX #29 (https://unicode.org/reports/tr29/), as the library `regex` implements them,
with the tailoring that links need: an editor links the word `state-of-the-art` or `AT&T`, and no part of it.
`linking.affixes` knows which parts the links of a wiki separate all the same.
"""

from __future__ import annotations

import regex

from linking.text.unicode_scripts import UNSPACED_CHARACTERS

MAX_PART = 12
"""Code points of the longest part that `part_before` and `part_after` return completely."""

INFIXES = "-\u2010\u2011\uff0d\u058a\u05be'\u2019\u2018\uff07`\u00b4\u2032.\u2024\uff0e:\u00b7\u0387\u2027&@+*$~^=_\\"
"""Characters that join two letters or digits if nothing else stands between them."""

JOINERS = INFIXES + '#,/;"\u05f4\u066b\u066c\u202f\u200e\u200f\u061c'
"""All characters that may join what precedes them to what follows."""

ENTITIES = "amp|apos|shy|zwnj|zwj|middot|rsquo|lsquo|hyphen|#0*39|#x0*27|#0*45|#x0*2d|#0*8217|#x0*2019|#0*173|#x0*ad"
"""Character references that MediaWiki renders as such a character, or as an invisible one."""

_UNSPACED = UNSPACED_CHARACTERS
_WORD = rf"[[\w\p{{M}}\p{{WB=ALetter}}\p{{WB=Format}}]--[_{_UNSPACED}]]"
_INFIX = rf"[{regex.escape(INFIXES)}]"
_LETTER = r"[\w\p{M}\p{WB=ALetter}]"
_NAME_INFIX = "[-\u2010\u2011\uff0d\u00b7]"
_NOT_ENTITY = r"(?!&#?\w+;)"
_SPACE = r"[ \u00a0\u2009\u202f]"
_SHORT = r"\w{1,2}"
_RULES = (
    # UAX #29, but not its invisible characters at the end of a word, nor the narrow no-break space, which French
    # writes before punctuation. The library joins an apostrophe to a vowel even where no letter precedes it.
    r"(?<![\s\u202f])(?<!(?<!\w)['\u2019])(?![\s\u202f]|\p{WB=Format}+(?!\w))\B",
    # Punctuation inside a word: state-of-the-art, AT&T, 1848'de, mp3.com, EU:n.
    rf"(?<={_WORD})(?={_NOT_ENTITY}{_INFIX}{_WORD})",
    rf"(?<={_WORD}{_INFIX})(?={_WORD})",
    # In scripts without spaces, these marks alone join names: 印度-伊朗, 約翰·史密斯.
    rf"(?<={_LETTER})(?={_NAME_INFIX}{_LETTER})|(?<={_LETTER}{_NAME_INFIX})(?={_LETTER})",
    # The same as the first, written as a character reference: AT&amp;T.
    rf"(?<={_WORD})(?=&(?:{ENTITIES});{_WORD})",
    rf"(?<={_WORD}&(?:{ENTITIES});)(?={_WORD})|(?<=&(?:{ENTITIES}))(?=;{_WORD})",
    # Signs at the end of a name: C++, C#.
    r"(?<=[\p{L}\p{N}+#])(?=[+#])",
    # Signs at the start of a name, and the decimal point: .NET, @user, #tag, .5. At the start of a line, # is a list.
    r"(?<=(?<![\w.\u2026#@/])[.@])(?=\w)",
    r"(?<=[ (]\#)(?=\p{L})",
    # Digit groups: 10 000, 1'000, and their decimals.
    rf"(?<=(?<!\d)\d{{1,3}}(?:{_SPACE}\d{{3}})*)(?={_SPACE}\d{{3}}(?!\d))",
    rf"(?<=(?<!\d)\d{{1,3}}(?:{_SPACE}\d{{3}})*{_SPACE})(?=\d{{3}}(?!\d))",
    r"(?<=\d)(?=[,;/\u066b\u066c]\d)|(?<=\d[,;/\u066b\u066c])(?=\d)",
    # Abbreviations with a slash, one side of which is short: km/h, AC/DC, n/a.
    rf"(?<=(?<!\w){_SHORT})(?=/\w)|(?<=\w)(?=/{_SHORT}(?!\w))",
    rf"(?<=(?<!\w){_SHORT}/)(?=\w)|(?<=\w/)(?={_SHORT}(?!\w))",
    # Addresses and paths: www.example.org/page, https://example.org, /usr/bin.
    r"(?<=(?:(?<!\S)~?/|://|www\.)[^\s,;()]{0,80})(?=[\w/.])",
    r"(?<=\w)(?=://)|(?<=\w:)(?=//)|(?<=:/)(?=/)",
    r"(?<=\w\.\w+)(?=/\w)|(?<=\w\.\w+/)(?=\w)",
)
_JOINED = f"(?:{'|'.join(_RULES)})"
_FLAGS = regex.VERSION1 | regex.WORD
_IS_JOINED = regex.compile(_JOINED, _FLAGS)
_PART_AFTER = regex.compile(f"(?:{_JOINED}.){{0,{MAX_PART + 1}}}", _FLAGS)
_PART_BEFORE = regex.compile(f"(?<=((?:.{_JOINED}){{0,{MAX_PART + 1}}}))", _FLAGS)


def is_joined(text: str, offset: int) -> bool:
    """Return whether the characters on both sides of the offset belong to one word."""
    return _IS_JOINED.match(text, offset) is not None


def part_before(text: str, offset: int) -> str:
    """Return the part of the word before the offset, "" if a word begins there.

    The part is cut off after MAX_PART + 1 code points.
    """
    match = _PART_BEFORE.match(text, offset)
    return match[1] if match else ""


def part_after(text: str, offset: int) -> str:
    """Return the part of the word after the offset, "" if a word ends there; cut off as in `part_before`."""
    match = _PART_AFTER.match(text, offset)
    return match[0] if match else ""
