"""The word before and after a mention, as the statistics of neighbour words know it.

Training counts tokens with `tokens`, serving asks for single ones; both use the same pattern. Punctuation marks and
ends of lines count as words; in scripts that are written without spaces each character is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

LINE_END = "\n"
_REACH = 32
"""Characters looked at on each side: a longer neighbour word is cut, and then unknown."""

_SPACELESS = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
    "\uf900-\ufaff\uaa60-\uaa7f\U00020000-\U0003ffff"
)
_TOKEN = rf"[{_SPACELESS}]|[^\W{_SPACELESS}]+|[^\w\s\[\]|]"
_ANY = re.compile(rf"{_TOKEN}|\n")
_FIRST = re.compile(rf"[ \t\[\]|]*({_TOKEN})")
_LAST = re.compile(rf"({_TOKEN})[ \t\[\]|]*\Z")


def word_before(folded: str, start: int) -> str:
    """The token that ends before position `start` of the folded line or page; LINE_END where the line begins."""
    window = folded[max(0, start - _REACH) : start]
    window = window[window.rfind("\n") + 1 :]
    match = _LAST.search(window)
    return match.group(1) if match else LINE_END


def word_after(folded: str, end: int) -> str:
    """The token that begins after position `end`; LINE_END where the line ends."""
    window = folded[end : end + _REACH].partition("\n")[0]
    match = _FIRST.match(window)
    return match.group(1) if match else LINE_END


def tokens(folded: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, token) of a folded text, in order; each end of a line is a token."""
    for match in _ANY.finditer(folded):
        yield match.start(), match.end(), match.group()
