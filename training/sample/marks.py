"""Marks in a text, `[Target]`, `[Target|label]` and `[target]trail`, and the links that an editor makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from zlib import crc32

_MARK = re.compile(r"(?<!\[)\[(?P<target>[^\[\]|\n]+)(?:\|(?P<label>[^\[\]\n]+))?\](?!\])(?P<trail>\w*)")
_FORGOTTEN_PERCENT = 6  # editors link most first mentions, not all: what is left is there to be recommended
_ALIAS_PERCENT = 15
_UNDERSCORE_PERCENT = 2


def percent(*key: str) -> int:
    """A number from 0 to 99 that is always the same for the same key."""
    return crc32("|".join(key).encode()) % 100


def upper_first(title: str) -> str:
    """The title as the wiki stores it."""
    return title[:1].upper() + title[1:]


def marked(text: str) -> Iterator[str]:
    """The titles that a text marks."""
    return (upper_first(match["target"]) for match in _MARK.finditer(text))


class Linker:
    """Turns one article's marks into links: in running text the first mention of a title, in lists and tables each."""

    def __init__(self, title: str, aliases: Mapping[str, str]) -> None:
        self._title = title
        self._aliases = aliases
        self._seen = {title}

    def link(self, wikitext: str) -> str:
        """The article's wikitext with its marks replaced."""
        lines = wikitext.splitlines(keepends=True)
        return "".join(_MARK.sub(self._listed if line[0] in "*|!{" else self._mentioned, line) for line in lines)

    def _listed(self, match: re.Match[str]) -> str:
        target = upper_first(match["target"])
        return self._plain(match) if target == self._title else _wikilink(match)

    def _mentioned(self, match: re.Match[str]) -> str:
        target = upper_first(match["target"])
        if target in self._seen:
            return self._plain(match)
        self._seen.add(target)
        if percent("forgotten", self._title, target) < _FORGOTTEN_PERCENT:
            return self._plain(match)
        alias = self._aliases.get(target)
        if alias and match[0] == f"[{target}]" and percent("alias", self._title, target) < _ALIAS_PERCENT:
            return f"[[{alias}]]"
        if percent("underscore", self._title, target) < _UNDERSCORE_PERCENT:
            return f"[[{target.replace(' ', '_')}|{self._plain(match)}]]"
        return _wikilink(match)

    def _plain(self, match: re.Match[str]) -> str:
        return (match["label"] or match["target"]) + match["trail"]


def _wikilink(match: re.Match[str]) -> str:
    label = f"|{match['label']}" if match["label"] else ""
    return f"[[{match['target']}{label}]]{match['trail']}"
