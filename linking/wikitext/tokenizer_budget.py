"""How much of a page the tokenizer can read in reasonable time.

Markup that opens and never closes makes mwparserfromhell's tokenizer read on to the end of the page, give up and begin
again: its time is the number of such places times the length of the page. It is C and cannot be stopped half-way.
"""

from __future__ import annotations

import re
from collections import Counter

# Seconds per unclosed place and character behind it: measured, worst of the kinds of markup (`<a b="` again and again).
_SECONDS = 1e-7
MOST_SECONDS = 1.5

# A page of more signs of markup than this is read in part: each is a token or two, of about a microsecond in all.
MOST_SIGNS = 200_000
_SIGNS = (
    "{{",
    "[[",
    "<",
    "{|",
    "[http",
    "[//",
    "|",
    "''",
    "&",
    "=",
    "\n*",
    "\n:",
    "\n#",
    "\n;",
    "**",
    "::",
    "##",
    ";;",
)
_STEP = 1 << 16

# Links and templates without other markup in them close for certain, and are passed over.
_SIMPLE = r"\[\[[^\[\]{}<\n']*\]\]|\{\{[^\[\]{}<\n']*\}\}"
# Each alternative begins with a letter of its own, outside of groups: so `re` finds the next candidate with a table.
_CLOSABLE = (
    r"\{(?P<braces>\{+)|\}(?P<end_braces>\}+)|\[(?P<brackets>\[)|\](?P<end_brackets>\])"
    r"|\{(?P<table>\|)|\|(?P<end_table>\})(?!\})|'(?P<quotes>'+)"
    r"|<(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<rest>[^<>]*>?)"
)
_MARKUP = re.compile(rf"<!--.*?-->|{_SIMPLE}|{_CLOSABLE}", re.DOTALL)
_MARKUP_OR_COMMENT = re.compile(rf"<!(?P<comment>--)|{_SIMPLE}|{_CLOSABLE}", re.DOTALL)
# Tags that the tokenizer takes as they are, closed or not.
_SINGLE_TAGS = frozenset(["br", "wbr", "hr", "meta", "link", "img", "li", "dt", "dd", "th", "td", "tr"])


def readable_length(wikitext: str) -> int:
    """How many characters from the start can be tokenized within about MOST_SECONDS: all, but on hostile pages."""
    size = _length_of_signs(wikitext)
    places = sum(wikitext.count(opening, 0, size) for opening in _SIGNS[:6])
    if places * size * _SECONDS < MOST_SECONDS / 4:
        return size
    unclosed = _unclosed(wikitext, size)
    spent = sum(size - position for position in unclosed) * _SECONDS
    addresses = wikitext.count("[http", 0, size) + wikitext.count("[//", 0, size)
    if spent + addresses * size * _SECONDS >= MOST_SECONDS:
        spent_on_addresses = addresses * max(map(len, wikitext[:size].split("\n"))) * _SECONDS
        if spent_on_addresses >= MOST_SECONDS:
            unclosed.append(wikitext.find("["))
        spent += spent_on_addresses
    return size if spent < MOST_SECONDS else min(unclosed)


def _length_of_signs(wikitext: str) -> int:
    """How many characters from the start hold no more than MOST_SIGNS, in steps."""
    if len(wikitext) < MOST_SIGNS or sum(map(wikitext.count, _SIGNS)) <= MOST_SIGNS:
        return len(wikitext)
    signs = 0
    for start in range(0, len(wikitext), _STEP):
        signs += sum(wikitext.count(sign, start, start + _STEP) for sign in _SIGNS)
        if signs > MOST_SIGNS:
            return start
    return len(wikitext)


def _unclosed(wikitext: str, size: int) -> list[int]:
    """Where markup opens that nothing closes, or only something that closes other markup around it."""
    matching = _Matching()
    comment = wikitext.find("<!--", wikitext.rfind("-->", 0, size) + 1, size)
    comment = size if comment < 0 else comment
    for match in _MARKUP.finditer(wikitext, 0, comment):
        if match.lastgroup:
            matching.take(match)
    for match in _MARKUP_OR_COMMENT.finditer(wikitext, comment, size):
        if match.lastgroup:
            matching.take(match)
    return matching.failing + [start for kind, start in matching.stack if not kind.startswith("'")]


class _Matching:
    """Matches what closes with the nearest that opens it; what opens in between is not closed any more."""

    def __init__(self) -> None:
        self.failing: list[int] = []
        self.stack: list[tuple[str, int]] = []
        self._open: Counter[str] = Counter()

    def take(self, match: re.Match[str]) -> None:
        kind, opens, times = _kind(match)
        if kind == "quotes":
            kind = match.group()
            opens = not self._open[kind]
        if opens:
            self.stack.extend([(kind, match.start())] * times)
            self._open[kind] += times
            return
        for _ in range(min(times, self._open[kind])):
            self._close(kind)

    def _close(self, kind: str) -> None:
        while self._open[kind]:
            other, start = self.stack.pop()
            self._open[other] -= 1
            if other == kind:
                return
            if not other.startswith("'"):  # the tokenizer gives quotes up soon
                self.failing.append(start)


def _kind(match: re.Match[str]) -> tuple[str, bool, int]:
    """What the markup opens or closes, whether it opens it, and how many times."""
    last = match.lastgroup or ""
    if last == "rest":
        return _tag_kind(match["name"].lower(), bool(match["slash"]), match["rest"])
    if last.endswith("braces"):
        return "braces", last == "braces", len(match.group()) // 2
    return last.removeprefix("end_"), not last.startswith("end_"), 1


def _tag_kind(name: str, closes: bool, rest: str) -> tuple[str, bool, int]:
    if closes:
        return name, False, 1
    if rest.endswith("/>") or (name in _SINGLE_TAGS and rest.endswith(">")):
        return name, True, 0
    whole = rest.endswith(">") and rest.count('"') % 2 == 0 and rest.count("'") % 2 == 0
    return (name if whole else "<"), True, 1
