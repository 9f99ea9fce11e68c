"""Letters that touch a link and belong to it: `[[cat]]s` links "cats", by rules of the wiki's language."""

from __future__ import annotations

import re
from functools import lru_cache

from linking.text.language_data import PREFIXES, TRAILS

_ENGLISH_TRAIL = "[a-z]+"


def trail_end(text: str, end: int, language: str) -> int:
    """Where the word of a link ends whose brackets end at `end`: after the letters of the trail, or at `end`."""
    match = _trail(language).match(text, end)
    return match.end() if match else end


def prefix_start(text: str, start: int, language: str) -> int:
    """Where the word of a link begins whose brackets begin at `start`; `start` itself in most languages."""
    letter = _prefix(language)
    if letter is None:
        return start
    while start > 0 and letter.match(text, start - 1):
        start -= 1
    return start


@lru_cache(maxsize=64)
def _trail(language: str) -> re.Pattern[str]:
    return re.compile(TRAILS.get(language, _ENGLISH_TRAIL))


@lru_cache(maxsize=64)
def _prefix(language: str) -> re.Pattern[str] | None:
    pattern = PREFIXES.get(language)
    return re.compile(pattern) if pattern else None
