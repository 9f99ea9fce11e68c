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
_NOT_ENTITY = r"(?!&#?\w{1,10};)"
_LINK_INFIX = r"[-\u2010\u2011'\u2019\u2018:\u00b7]"
_HYPHEN = r"[-\u2010\u2011]"
_MARKUP = r"(?:\]\]|''|\}\}|</?\w{1,10}/?>|-->)"
_MARKUP_AHEAD = r"(?:\[\[|''|\{\{|<[!/\w])"
_SPACE = r"[ \u00a0\u2009\u202f]"
_SHORT = r"\w{1,2}"
_RULES = (
    # UAX #29, but not its invisible characters at the end of a word, nor the narrow no-break space, which French
    # writes before punctuation. The library joins an apostrophe to a vowel even where no letter precedes it.
    r"(?<![\s\u202f])(?<!(?<!\w)['\u2019])(?![\s\u202f]|\p{WB=Format}{1,4}(?!\w))\B",
    # Punctuation inside a word: state-of-the-art, AT&T, 1848'de, mp3.com, EU:n.
    rf"(?<={_WORD})(?={_NOT_ENTITY}{_INFIX}{_WORD})",
    rf"(?<={_WORD}{_INFIX})(?={_WORD})",
    # In scripts without spaces, these marks alone join names: 印度-伊朗, 約翰·史密斯.
    rf"(?<={_LETTER})(?={_NAME_INFIX}{_LETTER})|(?<={_LETTER}{_NAME_INFIX})(?={_LETTER})",
    # The same as the first, written as a character reference: AT&amp;T.
    rf"(?<={_WORD})(?=&(?:{ENTITIES});{_WORD})",
    rf"(?<={_WORD}&(?:{ENTITIES});)(?={_WORD})|(?<=&(?:{ENTITIES}))(?=;{_WORD})",
    # The other part of the word is in a link, and belongs to the word: [[Outre]]-mer, Outre-[[Mer]].
    rf"(?<=\w)(?=\]\]{_LINK_INFIX}{_WORD})|(?<=\w\])(?=\]{_LINK_INFIX}{_WORD})|(?<=\w\]\])(?={_LINK_INFIX}{_WORD})",
    rf"(?<=\w\]\]{_LINK_INFIX})(?={_WORD})|(?<={_WORD})(?={_LINK_INFIX}\[\[\w)",
    rf"(?<={_WORD}{_LINK_INFIX})(?=\[\[\w)|(?<={_WORD}{_LINK_INFIX}\[)(?=\[\w)|(?<={_WORD}{_LINK_INFIX}\[\[)(?=\w)",
    # It is in other markup: '''Outre'''-mer. What it is cannot be seen from here.
    rf"(?<={_MARKUP}{_HYPHEN})(?={_WORD})|(?<={_WORD})(?={_HYPHEN}{_MARKUP_AHEAD})",
    # Signs at the end of a name: C++, C#.
    r"(?<=[\p{L}\p{N}+#])(?=[+#])",
    # Signs at the start of a name, and the decimal point: .NET, @user, #tag, .5. At the start of a line, # is a list.
    r"(?<=(?<![\w.\u2026#@/])[.@])(?=\w)",
    r"(?<=[ (]\#)(?=\p{L})",
    # Digit groups: 10 000, 1'000, and their decimals.
    rf"(?<=(?<!\d)\d{{1,3}}(?:{_SPACE}\d{{3}}){{0,5}})(?={_SPACE}\d{{3}}(?!\d))",
    rf"(?<=(?<!\d)\d{{1,3}}(?:{_SPACE}\d{{3}}){{0,5}}{_SPACE})(?=\d{{3}}(?!\d))",
    r"(?<=\d)(?=[,;/\u066b\u066c]\d)|(?<=\d[,;/\u066b\u066c])(?=\d)",
    # Abbreviations with a slash, one side of which is short: km/h, AC/DC, n/a.
    rf"(?<=(?<!\w){_SHORT})(?=/\w)|(?<=\w)(?=/{_SHORT}(?!\w))",
    rf"(?<=(?<!\w){_SHORT}/)(?=\w)|(?<=\w/)(?={_SHORT}(?!\w))",
    # Addresses and paths: www.example.org/page, https://example.org, /usr/bin.
    r"(?<=\w)(?=://)|(?<=\w:)(?=//)|(?<=:/)(?=/)",
    r"(?<=\w\.\w{1,30})(?=/\w)|(?<=\w\.\w{1,30}/)(?=\w)",
)
# The costly rule is tried only where the text before has a slash or "www.".
_IN_ADDRESS = r"(?<=(?:(?<!\S)~?/|://|www\.)[^\s,;()]{0,80})(?=[\w/.])"
_JOINED = f"(?:{'|'.join([*_RULES, _IN_ADDRESS])})"
_FLAGS = regex.VERSION1 | regex.WORD
_FOLLOWS_A_RULE = regex.compile("|".join(_RULES), _FLAGS)
_IS_IN_ADDRESS = regex.compile(_IN_ADDRESS, _FLAGS)
_MAX_ADDRESS = 84
_FIRST_HEBREW, _LAST_HEBREW = "\u05d0", "\u05ea"  # an apostrophe at the end is part of a Hebrew word
# A sign at the end of a name needs no letter after it, and one at the start none before it.
# UAX #29 counts the underscore and the Armenian hyphen as letters.
_MARKS_BEFORE_WORDS, _MARKS_AFTER_WORDS = (
    frozenset(JOINERS) - set("+#_\u058a"),
    frozenset(JOINERS) - set(".@#/~_\u058a"),
)
_PART_AFTER = regex.compile(f"(?:{_JOINED}.){{0,{MAX_PART + 1}}}", _FLAGS)
_PART_BEFORE = regex.compile(f"(?<=((?:.{_JOINED}){{0,{MAX_PART + 1}}}))", _FLAGS)


def is_joined(text: str, offset: int) -> bool:
    """Return whether the characters on both sides of the offset belong to one word."""
    if _is_next_to_space(text, offset):
        return False
    if _FOLLOWS_A_RULE.match(text, offset):
        return True
    address = text[max(0, offset - _MAX_ADDRESS) : offset]
    return ("/" in address or "www." in address) and _IS_IN_ADDRESS.match(text, offset) is not None


def part_before(text: str, offset: int) -> str:
    """Return the part of the word before the offset, "" if a word begins there.

    The part is cut off after MAX_PART + 1 code points.
    """
    if _is_next_to_space(text, offset):
        return ""
    match = _PART_BEFORE.match(text, offset)
    return match[1] if match else ""


def part_after(text: str, offset: int) -> str:
    """Return the part of the word after the offset, "" if a word ends there; cut off as in `part_before`."""
    if _is_next_to_space(text, offset):
        return ""
    match = _PART_AFTER.match(text, offset)
    return match[0] if match else ""


def _is_next_to_space(text: str, offset: int) -> bool:
    """Whether the position is next to a mark that a space or an end of the text keeps from joining anything.

    Most marks are, and the expressions take ten times as long to find out.
    """
    if not 0 < offset < len(text):
        return True
    right = text[offset : offset + 2]
    if right[0] in _MARKS_BEFORE_WORDS and not right[1:].strip():
        return right[0] != "'" or not _FIRST_HEBREW <= text[offset - 1] <= _LAST_HEBREW
    left = text[offset - 2 if offset > 1 else 0 : offset]
    return left[-1] in _MARKS_AFTER_WORDS and not left[:-1].strip()
