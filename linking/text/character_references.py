"""Character references of wikitext, such as &nbsp; and &#8211;, decoded as MediaWiki does (Sanitizer).

Python's html.unescape follows the rules for broken HTML instead: it makes nothing of `&#1;`, makes a euro sign of
`&#128;`, and cannot read a number of thousands of digits.
"""

from __future__ import annotations

import re
from html.entities import html5

REPLACEMENT = "\ufffd"
"""What MediaWiki puts in the place of a reference to a code point that HTML and XML do not both allow."""

_REFERENCE = re.compile(r"&(?:#([0-9]++)|#[xX]([0-9A-Fa-f]++)|([A-Za-z0-9]++));")
_MAX_DIGITS = 7
_VALID_RANGES = (
    range(0x09, 0x0B), range(0x20, 0x7F), range(0xA0, 0xD800), range(0xE000, 0xFFFE), range(0x10000, 0x110000),
)  # fmt: skip


def decode_references(text: str) -> str:
    """Replace each character reference of a text by the character that it stands for.

    A reference to a code point that is not allowed becomes U+FFFD. An unknown name stays as it is.
    """
    return _REFERENCE.sub(_decode, text) if "&" in text else text


def _decode(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return html5.get(f"{name};", match.group())
    digits = (decimal or hexadecimal).lstrip("0") or "0"
    if len(digits) > _MAX_DIGITS:
        return REPLACEMENT
    code = int(digits, 10 if decimal else 16)
    return chr(code) if any(code in valid for valid in _VALID_RANGES) else REPLACEMENT
