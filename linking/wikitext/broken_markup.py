"""Markup that the parser left in running text, since it is broken, or since only MediaWiki knows it."""

from __future__ import annotations

import re
from collections.abc import Callable

from linking.wikitext.intervals import Span
from linking.wikitext.token_stack import WALKED_TAGS

# If such a tag is never closed, what follows may be hidden up to the end of the page.
_SPREADING_TAGS = frozenset(["b", "i", "blockquote", "table", "h1", "h2", "h3", "h4", "h5", "h6", "includeonly", "pre"])

_SUSPECT = re.compile(r"[<{}\[\]|_=\x00-\x08\x0b\x0c\x0e-\x1f]")
_LEFTOVER = re.compile(
    r"(?P<tag></?(?P<name>[A-Za-z][A-Za-z0-9]*)[^<>]*>?)"
    r"|(?P<comment><!--)"
    r"|(?P<table>\{\|)"
    r"|(?P<line>^[ \t]*[|!=]|==|[\x00-\x08\x0b\x0c\x0e-\x1f])"
    r"|(?P<template>\{\{)"
    r"|(?P<link>\[\[)"
    r"|(?P<variant>-\{)"
    r"|(?P<bracket>\[[^\[\]\n]*)"
    r"|(?P<switch>__\w+?__)"
    r"|(?P<address>\S{0,20}://\S*)"
    r"|(?P<quotes>''+)",
    re.MULTILINE,
)
_COMMENT = re.compile(r"(?:^.*?|<!--.*?)-->", re.DOTALL)
# Characters to search at most for what closes leftover markup, and what each piece of markup counts for besides; behind
# that, all the page is in doubt.
MOST_EFFORT = 10_000_000
_EACH = 500


def is_suspect(text: str) -> bool:
    """Whether the text may hold markup."""
    return bool(_SUSPECT.search(text)) or "''" in text or "://" in text


class Leftovers:
    """Collects the spans in which Parsoid may show other text than the parser.

    hidden, shown: as in Doubt. widened: spans in which every hidden node may show as well. quoted: spans in whose lines
    the parser may have paired apostrophes otherwise than MediaWiki does. effort: characters that were searched for what
    closes things.
    """

    def __init__(self, wikitext: str) -> None:
        self.wikitext = wikitext
        self.hidden: list[Span] = []
        self.shown: list[Span] = []
        self.widened: list[Span] = []
        self.quoted: list[Span] = []
        self.effort = 0
        self._last_line = (0, -1)

    def look_at_text(self, start: int, end: int) -> None:
        """Markup that the parser left in running text: Parsoid may well understand it."""
        for match in _LEFTOVER.finditer(self.wikitext, start, end):
            self.hidden.append(match.span())
            _SPREAD.get(match.lastgroup or "", Leftovers._nothing)(self, match)
            self.effort += _EACH
            if self.effort > MOST_EFFORT:
                self.both_ways(match.start(), len(self.wikitext))
                return

    def _nothing(self, match: re.Match[str]) -> None:
        pass

    def both_ways(self, start: int, end: int) -> None:
        """Nobody knows what shows of this span."""
        self.hidden.append((start, end))
        self.widened.append((start, end))

    def _after_tag(self, match: re.Match[str]) -> None:
        name, start = match["name"].lower(), match.start()
        if match.group().startswith("</"):
            if name in _SPREADING_TAGS:
                self.both_ways(*self.line(start, match.end()))
        elif name in _SPREADING_TAGS:
            self.both_ways(start, self._end_of_tag(name, start))
        elif name not in WALKED_TAGS:
            self.both_ways(start, self._first_closing(name, start) or match.end())

    def _first_closing(self, name: str, start: int) -> int | None:
        closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(self.wikitext, start)
        self.effort += (closing.end() if closing else len(self.wikitext)) - start
        return closing.end() if closing else None

    def _end_of_tag(self, name: str, start: int) -> int:
        depth = 0
        for tag in re.compile(rf"<(/?){name}\b[^<>]*>", re.IGNORECASE).finditer(self.wikitext, start):
            depth += -1 if tag[1] else 1
            if depth == 0:
                self.effort += tag.end() - start
                return self.line(tag.start(), tag.end())[1]
        self.effort += len(self.wikitext) - start
        return len(self.wikitext)

    def _after_comment(self, match: re.Match[str]) -> None:
        self.hidden.append((match.start(), len(self.wikitext)))

    def _after_opening(self, match: re.Match[str]) -> None:
        start, kind = match.start(), match.lastgroup or ""
        before = self.wikitext[self.line(start, start)[0] : start]
        if kind == "table" and _COMMENT.sub("", before).strip(":*#; \t"):
            return
        end = self._balanced(_PAIRS[kind], start)
        if kind == "link":
            end = max(end or 0, self.line(start, start)[1])
            self.shown.append((start, end))
        elif kind == "table" and self.wikitext[start - 1 : start] in ("", "\n"):
            end = None  # the parser failed on a table, not on an indented one
        if end is not None:
            self.both_ways(start, end)
        elif kind in ("table", "variant"):
            self.both_ways(start, len(self.wikitext))

    def _balanced(self, pair: re.Pattern[str], start: int) -> int | None:
        """Where what opens at `start` is closed again, or else where anything closes behind it at first."""
        depth, first = 0, None
        for match in pair.finditer(self.wikitext, start):
            depth += 1 if match[1] else -1
            if not match[1] and first is None:
                first = match.end()
            if depth == 0:
                self.effort += match.end() - start
                return match.end()
        self.effort += len(self.wikitext) - start
        return first

    def _whole_line(self, match: re.Match[str]) -> None:
        self.both_ways(*self.line(match.start(), match.end()))

    def line(self, start: int, end: int) -> Span:
        """The span made whole lines, without the last line's end."""
        if not (self._last_line[0] <= start and end <= self._last_line[1]):
            stop = self.wikitext.find("\n", end)
            self._last_line = self.wikitext.rfind("\n", 0, start) + 1, len(self.wikitext) if stop < 0 else stop
        return self._last_line

    def _left_quotes(self, match: re.Match[str]) -> None:
        self.quoted.append(match.span())


_PAIRS = {
    "table": re.compile(r"(\{\|)|\|\}(?!\})"),
    "template": re.compile(r"(\{\{)|\}\}"),
    "link": re.compile(r"(\[\[)|\]\]"),
    "variant": re.compile(r"(-\{)|\}-"),
}
_SPREAD: dict[str, Callable[[Leftovers, re.Match[str]], None]] = {
    "tag": Leftovers._after_tag,
    "comment": Leftovers._after_comment,
    "table": Leftovers._after_opening,
    "template": Leftovers._after_opening,
    "link": Leftovers._after_opening,
    "variant": Leftovers._after_opening,
    "line": Leftovers._whole_line,
    "quotes": Leftovers._left_quotes,
}
