"""The ends of text nodes: where a word goes on in a link, in bold, or beyond a comment, and is not a whole word."""

from __future__ import annotations

import html
import re

from linking.text.folding import joins_letters
from linking.wikitext.intervals import Span
from linking.wikitext.token_stack import WALKED_TAGS
from linking.wikitext.token_walk import TextNode

_BLOCK_TAGS = frozenset(["center", "dd", "div", "dl", "dt", "li", "ol", "p", "ul"])
_INLINE_TAGS = (WALKED_TAGS | {"b", "i", "nowiki"}) - _BLOCK_TAGS
_BEHIND = re.compile(r"(?:''+|<!--[^<>]*-->|</?([A-Za-z]+)[^<>]*>)\Z")
_AHEAD = re.compile(r"''+|<!--.*?-->|</?([A-Za-z]+)[^<>]*>", re.DOTALL)
_ENTITY_BEHIND = re.compile(r"&#?\w+;\Z")
_ENTITY_AHEAD = re.compile(r"&#?\w+;")
_REACH = 200  # characters of markup to look through, at most
# What MediaWiki takes into a link besides letters, in some language or other ($linkTrail, $linkPrefixCharset).
_TRAIL = "'’‘ʻʼ“»·"
_PREFIX = "„«"
_MARKUP_AHEAD = ("'", "<", "&")


# What parts words: most text nodes begin and end with it, so it is looked for first.
_PARTING = " \n.,;:()*"


def touched_by_links(wikitext: str, pieces: list[TextNode]) -> list[Span]:
    """Letters that touch a link, which MediaWiki takes into it by the rules of the wiki's language."""
    spans = []
    for start, text in pieces:
        end = start + len(text)
        if text[0] not in _PARTING and wikitext.startswith("]", start - 1 if start else 0):
            spans.append((start, _linked_tail(wikitext, start, end)))
        if text[-1] not in _PARTING and wikitext.startswith("[[", end):
            spans.append((_linked_head(wikitext, start, end), end))
    return spans


def touched_by_markup(wikitext: str, pieces: list[TextNode]) -> list[Span]:
    """Letters at the ends of text nodes whose word goes on in bold, in another tag or behind a comment."""
    spans = []
    for start, text in pieces:
        end = start + len(text)
        if text[0] not in _PARTING and start and wikitext[start - 1] in "'>;":
            spans.append((start, _first_whole_word(wikitext, start, end)))
        if text[-1] not in _PARTING and wikitext[end : end + 1] in _MARKUP_AHEAD:
            spans.append((_last_whole_word(wikitext, start, end), end))
    return spans


def _linked_tail(wikitext: str, start: int, end: int) -> int:
    """Where the part of the text at `start`, which follows a link, ends that MediaWiki may take into that link."""
    position = start
    while position < end and (joins_letters(wikitext[position]) or wikitext[position] in _TRAIL):
        position += 1
    return position


def _linked_head(wikitext: str, start: int, end: int) -> int:
    """Where the part of the text up to `end`, before a link, begins that MediaWiki may take into that link."""
    position = end
    while position > start and (joins_letters(wikitext[position - 1]) or wikitext[position - 1] in _PREFIX):
        position -= 1
    return position


def _first_whole_word(wikitext: str, start: int, end: int) -> int:
    """Where the first whole word of the text may begin: after letters that go on a word from before the text."""
    if not joins_letters(wikitext[start]) or not joins_letters(_character_before(wikitext, start)):
        return start
    position = start
    while position < end and joins_letters(wikitext[position]):
        position += 1
    return position


def _last_whole_word(wikitext: str, start: int, end: int) -> int:
    """Where the last whole word of the text may end: before letters that go on behind the text."""
    if not joins_letters(wikitext[end - 1]) or not joins_letters(_character_after(wikitext, end)):
        return end
    position = end
    while position > start and joins_letters(wikitext[position - 1]):
        position -= 1
    return position


def _character_before(wikitext: str, position: int) -> str:
    """The character that a reader sees before `position`, through markup inside of words; " " where there is none."""
    for _ in range(4):
        window = wikitext[max(0, position - _REACH) : position]
        if window.endswith(";"):
            entity = _ENTITY_BEHIND.search(window)
            return html.unescape(entity.group())[-1] if entity else ";"
        markup = _BEHIND.search(window)
        if not markup:
            return window[-1:] or " "
        if markup[1] and markup[1].lower() not in _INLINE_TAGS:
            return " "
        position -= len(markup.group())
    return " "


def _character_after(wikitext: str, position: int) -> str:
    for _ in range(4):
        window = wikitext[position : position + _REACH]
        if window.startswith("&"):
            entity = _ENTITY_AHEAD.match(window)
            return html.unescape(entity.group())[0] if entity else "&"
        markup = _AHEAD.match(window)
        if not markup:
            return window[:1] or " "
        if markup[1] and markup[1].lower() not in _INLINE_TAGS:
            return " "
        position += len(markup.group())
    return " "
