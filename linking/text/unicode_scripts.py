"""Scripts that put no spaces between words, as ranges of code points."""

from __future__ import annotations

# Ordered by their start.
UNSPACED_RANGES = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x0F00, 0x0FFF),  # Tibetan: the tsheg ends a syllable, and a word has one or more of these
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Japanese kana
    (0x3400, 0x9FFF),  # Chinese characters
    (0xAA60, 0xAA7F),  # Burmese, extension A
    (0xF900, 0xFAFF),  # Chinese compatibility characters
    (0x20000, 0x3FFFF),  # Chinese characters beyond the Basic Multilingual Plane
)

UNSPACED_CHARACTERS = "".join(f"{chr(first)}-{chr(last)}" for first, last in UNSPACED_RANGES)
"""The same ranges for a character class of a regular expression, without its brackets."""
