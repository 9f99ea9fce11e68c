"""Marks in a text, `[Target]`, `[Target|label]` and `[target]trail`, and the links that editors would make of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from zlib import crc32

_MARK = re.compile(r"(?<!\[)\[(?P<target>[^\[\]|\n]+)(?:\|(?P<label>[^\[\]\n]+))?\](?!\])(?P<trail>\w*)")
_UNLINKED_PERCENT = 6  # editors link most first mentions, but not all; the others are there to be recommended
_ALIAS_PERCENT = 15
_UNDERSCORE_PERCENT = 2
_LIST_OR_TABLE = "*|!{"


def percent(*key: str) -> int:
    """Return a number from 0 to 99 that depends on the key only."""
    return crc32("|".join(key).encode()) % 100


def upper_first(title: str) -> str:
    """Return the title with a capital first letter, as the wiki stores it."""
    return title[:1].upper() + title[1:]


def marked_titles(text: str) -> Iterator[str]:
    """Yield the titles that are marked in a text."""
    return (upper_first(match["target"]) for match in _MARK.finditer(text))


def link_marks(title: str, wikitext: str, aliases: Mapping[str, str]) -> str:
    """Replace the marks of an article by links or plain text.

    In running text, most first mentions of an article become links. In lists and tables, all mentions do.

    Args:
        title: Title of the article.
        wikitext: Its wikitext with marks.
        aliases: Redirects that running text may link instead of their target, by target.
    """
    linked = {title}

    def in_list(match: re.Match[str]) -> str:
        return _plain(match) if upper_first(match["target"]) == title else _wikilink(match)

    def in_running_text(match: re.Match[str]) -> str:
        target = upper_first(match["target"])
        if target in linked:
            return _plain(match)
        linked.add(target)
        if percent("forgotten", title, target) < _UNLINKED_PERCENT:
            return _plain(match)
        alias = aliases.get(target)
        if alias and match[0] == f"[{target}]" and percent("alias", title, target) < _ALIAS_PERCENT:
            return f"[[{alias}]]"
        if percent("underscore", title, target) < _UNDERSCORE_PERCENT:
            return f"[[{target.replace(' ', '_')}|{_plain(match)}]]"
        return _wikilink(match)

    lines = wikitext.splitlines(keepends=True)
    return "".join(_MARK.sub(in_list if line[0] in _LIST_OR_TABLE else in_running_text, line) for line in lines)


def _plain(match: re.Match[str]) -> str:
    return (match["label"] or match["target"]) + match["trail"]


def _wikilink(match: re.Match[str]) -> str:
    label = f"|{match['label']}" if match["label"] else ""
    return f"[[{match['target']}{label}]]{match['trail']}"
