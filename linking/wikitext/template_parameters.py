"""The parameters of template calls, as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from linking.wikitext.intervals import Interval

_MAX_NESTING = 5
"""How often a character is read. A call inside another is read with each of them."""
# Possessive, because a name that is followed by many spaces would be tried with each number of them.
_NAME = re.compile(r"\{\{\s*+([^{}\[\]|<>#\n]{1,255}+)(?:\s|<!--[^<>]*-->)*+\|")
_ANY_NAME = re.compile(r"\{\{\s*+([^{}\[\]|<>#\n]{1,255}+)(?:\s|<!--[^<>]*-->)*+(?:\||\}\})")
_HIDING_TAGS = "nowiki|pre|ref|gallery|math|chem|score|syntaxhighlight|source|timeline"
# An unclosed comment or tag hides the rest of the call. Searching to the end only once keeps the time linear.
_HIDDEN = rf"<!--.*?(?:-->|\Z)|<({_HIDING_TAGS})\b[^<>]*(?<!/)>.*?(?:</\1\s*>|\Z)"
_SEPARATOR = re.compile(rf"\{{\{{|\[\[|\}}\}}|\]\]|[|=]|{_HIDDEN}", re.DOTALL | re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


class Parameter(NamedTuple):
    """A parameter of a template call.

    Attributes:
        key: Its name, or its number from "1" if it has no name.
        value: Its value, without surrounding whitespace and comments.
    """

    key: str
    value: str


class TemplateCall(NamedTuple):
    """A call of a template with parameters.

    Attributes:
        name: The name as written.
        start: The offset of its opening braces.
        end: The offset after its closing braces.
    """

    name: str
    start: int
    end: int


def named_calls(wikitext: str, spans: Iterable[Interval]) -> Iterator[TemplateCall]:
    """Yield the calls that have parameters and whose names are plain text.

    Args:
        wikitext: The page.
        spans: The spans of all calls. The last of them are left out if the calls are nested too deeply.
    """
    remaining = _MAX_NESTING * len(wikitext)
    for start, end in spans:
        remaining -= end - start
        if remaining < 0:
            return
        match = _NAME.match(wikitext, start, end)
        if match:
            yield TemplateCall(match[1], start, end)


def call_names(wikitext: str, spans: Iterable[Interval]) -> Iterator[str]:
    """Yield the name, as written, of each call whose name is plain text, with parameters or without.

    Args:
        wikitext: The page.
        spans: The spans of all calls.
    """
    for start, end in spans:
        match = _ANY_NAME.match(wikitext, start, end)
        if match:
            yield match[1]


def call_parameters(wikitext: str, call: TemplateCall) -> Iterator[Parameter]:
    """Yield the parameters of a call that have a value."""
    number = 0
    for low, equals, high in _parts(wikitext, call.start + 2, call.end - 2):
        if equals < 0:
            number += 1
        key = _text(wikitext, low, equals) if equals >= 0 else str(number)
        value = _text(wikitext, max(low, equals + 1), high)
        if value:
            yield Parameter(key, value)


def _text(wikitext: str, start: int, end: int) -> str:
    text = wikitext[start:end]
    return (_COMMENT.sub("", text) if "<!--" in text else text).strip()


def _parts(wikitext: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield the parts between the pipes of a call: start, offset of the equals sign after the name or -1, end."""
    depth, low, equals = 0, -1, -1
    for match in _SEPARATOR.finditer(wikitext, start, end):
        mark = match[0]
        if mark in ("{{", "[["):
            depth += 1
        elif mark in ("}}", "]]"):
            depth -= 1
        elif depth > 0:
            continue
        elif mark == "|":
            if low >= 0:
                yield low, equals, match.start()
            low, equals = match.end(), -1
        elif mark == "=" and equals < 0:
            equals = match.start()
    if low >= 0:
        yield low, equals, end
