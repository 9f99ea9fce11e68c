"""The part of a page that mwparserfromhell's tokenizer can read in reasonable time.

For each markup that is never closed, the tokenizer reads to the end of the page, gives up and goes back. So its time
grows with the number of such places times the length of the page. It is written in C and cannot be interrupted.
"""

from __future__ import annotations

import re
from collections import Counter

from linking import acceleration

# Seconds for each unclosed markup and each character after it, measured with the slowest markup (repeated `<a b="`).
_SECONDS_PER_CHARACTER = 1e-7
MAX_SECONDS = 1.5
# Quotes that are open when the markup around them closes count so often: the tokenizer tries each in each other.
_CROSSED_QUOTES = 9

# Each of these strings makes one or two tokens, which take about a microsecond together.
MAX_MARKUP_COUNT = 200_000
_MARKUP_STRINGS = (
    "{{", "[[", "<", "{|", "[http", "[//", "|", "''", "&", "=", "\n*", "\n:", "\n#", "\n;", "**", "::", "##", ";;",
)  # fmt: skip
_BLOCK_LENGTH = 1 << 16

# Links, templates and tags without other markup inside are always closed, so they are skipped.
_SIMPLE = (
    r"\[\[[^\[\]{}<\n']*\]\]|\{\{[^\[\]{}<\n']*\}\}"
    r"|<[A-Za-z][A-Za-z0-9]*[^<>]*/>|<(?P<simple>[a-z]+)(?: [^<>\"']*)?>[^\[\]{}<']*</(?P=simple)>"
)
# Each alternative begins with a different literal character outside groups, so `re` finds candidates with a table.
_CLOSABLE = (
    r"\{(?P<braces>\{+)|\}(?P<end_braces>\}+)|\[(?P<brackets>\[)|\](?P<end_brackets>\])"
    r"|\{(?P<table>\|)|\|(?P<end_table>\})(?!\})|'(?P<quotes>'+)"
    r"|<(?P<slash>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?P<rest>[^<>]*>?)|<(?P<sign>[^\s<>{}\[\]|=&'#*;:!/A-Za-z-])"
)
_MARKUP = re.compile(rf"<!--.*?-->|{_SIMPLE}|{_CLOSABLE}", re.DOTALL)
_MARKUP_OR_OPEN_COMMENT = re.compile(rf"<!(?P<comment>--)|{_SIMPLE}|{_CLOSABLE}", re.DOTALL)
# Tags that need no closing tag.
_SINGLE_TAGS = frozenset(["br", "wbr", "hr", "meta", "link", "img", "li", "dt", "dd", "th", "td", "tr"])


def parseable_length(wikitext: str) -> int:
    """Return the number of code points from the start that the tokenizer reads within about MAX_SECONDS.

    This is the whole page unless the page is hostile.
    """
    length = _length_within_markup_count(wikitext)
    if _is_read_in_time(wikitext, length):
        return length
    unclosed = _unclosed_markup(wikitext, length)
    seconds = sum(length - position for position in unclosed) * _SECONDS_PER_CHARACTER
    urls = wikitext.count("[http", 0, length) + wikitext.count("[//", 0, length)
    if seconds + urls * length * _SECONDS_PER_CHARACTER >= MAX_SECONDS:
        seconds_for_urls = urls * max(map(len, wikitext[:length].split("\n"))) * _SECONDS_PER_CHARACTER
        if seconds_for_urls >= MAX_SECONDS:
            unclosed.append(wikitext.find("["))
        seconds += seconds_for_urls
    return length if seconds < MAX_SECONDS else min(unclosed)


def _is_read_in_time(wikitext: str, length: int) -> bool:
    """Return whether the tokenizer reads these code points in time even if none of their markup is closed."""
    # Each opening of markup contains one of these characters, and most pages have few of them.
    max_openings = sum([wikitext.count(character, 0, length) for character in "{[<"])
    max_crossed = min(max_openings, wikitext.count("''", 0, length))
    return (max_openings + max_crossed * _CROSSED_QUOTES / 2) * length * _SECONDS_PER_CHARACTER < MAX_SECONDS


def _length_within_markup_count(wikitext: str) -> int:
    """Return the number of code points from the start, in whole blocks, that contain at most MAX_MARKUP_COUNT."""
    if len(wikitext) < MAX_MARKUP_COUNT or sum(map(wikitext.count, _MARKUP_STRINGS)) <= MAX_MARKUP_COUNT:
        return len(wikitext)
    markup_count = 0
    for start in range(0, len(wikitext), _BLOCK_LENGTH):
        markup_count += sum(wikitext.count(markup, start, start + _BLOCK_LENGTH) for markup in _MARKUP_STRINGS)
        if markup_count > MAX_MARKUP_COUNT:
            return start
    return len(wikitext)


def _unclosed_markup(wikitext: str, length: int) -> list[int]:
    """Return the offsets of markup that is never closed, or is closed only after markup around it.

    Each is there as often as it counts.
    """
    if acceleration.wikitext is not None:
        return acceleration.wikitext.unclosed_markup(wikitext, length)
    matcher = _MarkupMatcher()
    open_comment = wikitext.find("<!--", wikitext.rfind("-->", 0, length) + 1, length)
    open_comment = length if open_comment < 0 else open_comment
    for match in _MARKUP.finditer(wikitext, 0, open_comment):
        if match.lastgroup and match.lastgroup != "simple":
            matcher.read(match)
    for match in _MARKUP_OR_OPEN_COMMENT.finditer(wikitext, open_comment, length):
        if match.lastgroup and match.lastgroup != "simple":
            matcher.read(match)
    return matcher.unclosed + [start for kind, start in matcher.open_markup if not kind.startswith("'")]


class _MarkupMatcher:
    """Matches closing markup with the nearest opening of its kind. Markup opened in between counts as unclosed.

    Attributes:
        unclosed: The offsets of markup that can no longer be closed.
        open_markup: The kind and offset of each markup that is still open, in order.
    """

    def __init__(self) -> None:
        self.unclosed: list[int] = []
        self.open_markup: list[tuple[str, int]] = []
        self._open_counts: Counter[str] = Counter()

    def read(self, match: re.Match[str]) -> None:
        kind, opens, times = _classify(match)
        if kind == "quotes":
            kind = match.group()
            opens = not self._open_counts[kind]
        if opens:
            self.open_markup.extend([(kind, match.start())] * times)
            self._open_counts[kind] += times
            return
        for _ in range(min(times, self._open_counts[kind])):
            self._close(kind)

    def _close(self, kind: str) -> None:
        while self._open_counts[kind]:
            other, start = self.open_markup.pop()
            self._open_counts[other] -= 1
            if other == kind:
                return
            self.unclosed += [start] * (_CROSSED_QUOTES if other.startswith("'") else 1)


def _classify(match: re.Match[str]) -> tuple[str, bool, int]:
    """Return the kind of the markup, whether it opens, and how many times it opens or closes."""
    group = match.lastgroup or ""
    if group == "rest":
        # With "<", so that no other markup has the kind of a tag: "|}" does not close "<table>".
        return _classify_tag(f"<{match['name'].lower()}", bool(match["slash"]), match["rest"])
    if group == "sign":
        return "<", True, 1
    if group.endswith("braces"):
        return "braces", group == "braces", len(match.group()) // 2
    return group.removeprefix("end_"), not group.startswith("end_"), 1


def _classify_tag(name: str, is_closing: bool, rest: str) -> tuple[str, bool, int]:
    if is_closing:
        return name, False, 1
    if rest.endswith("/>") or (name[1:] in _SINGLE_TAGS and rest.endswith(">")):
        return name, True, 0
    is_complete = rest.endswith(">") and rest.count('"') % 2 == 0 and rest.count("'") % 2 == 0
    return (name if is_complete else "<"), True, 1
