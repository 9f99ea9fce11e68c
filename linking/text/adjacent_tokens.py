"""The word before and after a mention, as the statistics of neighbour words know it.

Training counts tokens with `tokens`, serving asks for single ones; both use the same pattern. Punctuation marks and
ends of lines count as words; in scripts that are written without spaces each character is one. Combining marks and
joiners belong to the word before them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LINE_END = "\n"
_REACH = 32
"""Characters looked at on each side: a longer neighbour word is cut, and then unknown."""

_SPACELESS = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
    "\uf900-\ufaff\uaa60-\uaa7f\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{_SPACELESS}]")
_MARKS = "\u200c\u200d" + "".join(
    mark
    for mark in map(chr, range(0x300, 0x1F000))
    if unicodedata.category(mark)[0] == "M" and not _UNSPACED.match(mark)
)
_LETTER = rf"[^\W{_SPACELESS}]"
_TOKEN = rf"[{_SPACELESS}]|{_LETTER}+(?:[{_MARKS}]+{_LETTER}*)*|[^\w\s\[\]|]"
_REVERSED = rf"[{_SPACELESS}]|(?:[{_MARKS}]*{_LETTER}+)+|[^\w\s\[\]|]"
_BETWEEN = r"[^\S\n\[\]|]*(?:[\[\]|]+[^\S\n\[\]|]*)*"
_ANY = re.compile(rf"{_TOKEN}|\n")
_FIRST = re.compile(rf"{_BETWEEN}({_TOKEN})")
_LAST_REVERSED = re.compile(rf"{_BETWEEN}({_REVERSED})")


def word_before(folded: str, start: int) -> str:
    """The token that ends before position `start` of the folded line or page; LINE_END where the line begins."""
    # matched backwards, from the near end: a search from the far end tries every position of the window
    match = _LAST_REVERSED.match(folded[max(0, start - _REACH) : start][::-1])
    return match.group(1)[::-1] if match else LINE_END


def word_after(folded: str, end: int) -> str:
    """The token that begins after position `end`; LINE_END where the line ends."""
    match = _FIRST.match(folded[end : end + _REACH])
    return match.group(1) if match else LINE_END


def tokens(folded: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, token) of a folded text, in order; each end of a line is a token."""
    for match in _ANY.finditer(folded):
        yield match.start(), match.end(), match.group()
