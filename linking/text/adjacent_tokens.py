"""The tokens of a text, and the token on each side of a mention.

Training counts adjacent words with `tokenize`, and serving looks up single ones with `token_before` and `token_after`:
all three agree on what a token is. Punctuation marks and line ends are tokens. In scripts without spaces each
character is one. Combining marks and joiners belong to the word before them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from linking.text.unicode_scripts import UNSPACED_CHARACTERS

LINE_END = "\n"
_MAX_DISTANCE = 32
"""Code points examined on each side. A longer word is cut off, so the statistics do not know it."""

_UNSPACED = re.compile(f"[{UNSPACED_CHARACTERS}]")
MARKS = "\u200c\u200d" + "".join(
    mark
    for mark in map(chr, range(0x300, 0x1F000))
    if unicodedata.category(mark)[0] == "M" and not _UNSPACED.match(mark)
)
"""The characters that continue a word."""
_LETTER = rf"[^\W{UNSPACED_CHARACTERS}]"
_TOKEN = rf"[{UNSPACED_CHARACTERS}]|{_LETTER}+(?:[{MARKS}]+{_LETTER}*)*|[^\w\s\[\]|]"
_REVERSED_TOKEN = rf"[{UNSPACED_CHARACTERS}]|(?:[{MARKS}]*{_LETTER}+)+|[^\w\s\[\]|]"
# Spaces, and the brackets and pipes of links. No token begins with one, so there is nothing to go back to.
_SEPARATOR = r"(?:[^\S\n]|[\[\]|])*+"
_TOKEN_OR_LINE_END = re.compile(rf"{_TOKEN}|\n")
_NEXT = re.compile(rf"{_SEPARATOR}({_TOKEN})")
_REVERSED_PREVIOUS = re.compile(rf"{_SEPARATOR}({_REVERSED_TOKEN})")


def token_before(folded: str, start: int) -> tuple[str, int]:
    """Return the token before the offset `start` of a folded text, and its offset.

    At the start of a line, this is LINE_END, with the offset -1.
    """
    # Matching the reversed text starts at the near end. A search from the far end would try each of its positions.
    match = _REVERSED_PREVIOUS.match(folded[max(0, start - _MAX_DISTANCE) : start][::-1])
    return (match[1][::-1], start - match.end()) if match else (LINE_END, -1)


def token_after(folded: str, end: int) -> tuple[str, int]:
    """Return the token after the offset `end` of a folded text, and its offset.

    At the end of a line, this is LINE_END, with the offset -1.
    """
    match = _NEXT.match(folded[end : end + _MAX_DISTANCE])
    return (match[1], end + match.start(1)) if match else (LINE_END, -1)


def word_before(folded: str, start: int) -> str:
    """Return the token before the offset `start` of a folded text, or LINE_END at the start of a line."""
    return token_before(folded, start)[0]


def word_after(folded: str, end: int) -> str:
    """Return the token after the offset `end` of a folded text, or LINE_END at the end of a line."""
    return token_after(folded, end)[0]


def tokenize(folded: str) -> Iterator[tuple[int, int, str]]:
    """Yield the tokens of a folded text in order, as (start, end, token)."""
    for match in _TOKEN_OR_LINE_END.finditer(folded):
        yield match.start(), match.end(), match.group()
