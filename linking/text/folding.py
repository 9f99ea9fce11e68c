"""Case folding by the rules of a language, which keeps the position of each character."""

from __future__ import annotations

import re

from linking.text.language_data import DOTLESS_LANGUAGES

FOLDING_VERSION = 2
"""Version of case folding and of word boundaries (`linking.text.word_boundaries`, `linking.text.joined_words`)."""

# Lower-case letters that share their upper-case letter with another one (final sigma, long s, micro sign, ...) become
# that other one, so that upper and lower case fold alike. There is one apostrophe and one hyphen, and a no-break space
# is a space.
_EQUIVALENTS = {
    c: low
    for c in map(chr, range(0x80, 0x20000))
    if len(c.upper()) == 1 and c != "ı" and (low := c.upper().lower()) != c.lower() and len(low) == 1 and c == c.lower()
} | {"\u2019": "'", "\u2010": "-", "\u2011": "-", "\u00a0": " "}

_SURROGATES = re.compile("[\ud800-\udfff]")


def casefold_text(text: str, language: str) -> str:
    """Fold the case of a text, character by character.

    A lone surrogate becomes U+FFFD, since no lookup can encode it.

    Args:
        text: Any text.
        language: A language code. An unknown code has no special rules.

    Returns:
        The folded text, as long as `text`: offsets into one are offsets into the other.
    """
    if language in DOTLESS_LANGUAGES and "I" in text:
        text = text.replace("I", "ı")
    if text.isascii():
        return text.lower()
    if "İ" in text:
        text = text.replace("İ", "i")
    folded = text.lower()
    for letter, equivalent in _EQUIVALENTS.items():
        if letter in folded:
            folded = folded.replace(letter, equivalent)
    return folded if _is_encodable(folded) else _SURROGATES.sub("\ufffd", folded)


def _is_encodable(text: str) -> bool:
    try:
        text.encode()  # takes a tenth of the time of a search for surrogates
    except UnicodeEncodeError:
        return False
    return True
