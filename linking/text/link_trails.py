"""Link trails and link prefixes: the letters next to `[[...]]` that MediaWiki makes part of a link, by language."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

_ENGLISH = ""


@cache
def _settings() -> dict[str, Any]:
    """The table, which tools/link_trails.php writes from MediaWiki's message files."""
    data: dict[str, Any] = json.loads(files("linking.text").joinpath("link_trails.json").read_text(encoding="utf-8"))
    return data


@cache
def _trail_pattern(language: str) -> re.Pattern[str]:
    trails = _settings()["trails"]
    return re.compile(trails.get(language, trails[_ENGLISH]))


@cache
def _reversed_prefix_pattern(language: str) -> re.Pattern[str] | None:
    characters = _settings()["prefixes"].get(language)
    return None if characters is None else re.compile(f"[{characters}]+")


def end_of_trail(text: str, end: int, language: str) -> int:
    """Return the offset after the trail of a link that ends at `end`; `end` itself if it has none.

    Args:
        text: Any text.
        end: Offset after the link.
        language: Language code of the wiki. A language without a setting has English's.
    """
    match = _trail_pattern(language).match(text, end)
    return match.end() if match else end


def start_of_prefix(text: str, start: int, language: str) -> int:
    """Return the offset of the prefix of a link that starts at `start`; `start` itself if it has none.

    Most languages have no prefixes. The prefix never crosses a space, although some languages' characters include it.
    """
    pattern = _reversed_prefix_pattern(language)
    if pattern is None:
        return start
    first = start
    while first and not text[first - 1].isspace() and pattern.match(text[first - 1]):
        first -= 1
    return first
