"""Words that the end of a text node cuts, because they continue in a link, in bold text or after a comment."""

from __future__ import annotations

import re

from linking.text.character_references import decode_references
from linking.text.link_trails import end_of_trail, start_of_prefix
from linking.text.word_boundaries import joins_adjacent_letters
from linking.wikitext.html_tags import WALKED_TAGS
from linking.wikitext.intervals import Interval
from linking.wikitext.text_edges import TextEdges

_BLOCK_TAGS = frozenset(["center", "dd", "div", "dl", "dt", "li", "ol", "p", "ul"])
_INLINE_TAGS = (WALKED_TAGS | {"b", "i", "nowiki"}) - _BLOCK_TAGS
_MARKUP_BEFORE = re.compile(r"(?:''+|<!--[^<>]*-->|</?([A-Za-z]+)[^<>]*>)\Z")
_MARKUP_AFTER = re.compile(r"''+|<!--.*?-->|</?([A-Za-z]+)[^<>]*>", re.DOTALL)
_ENTITY_BEFORE = re.compile(r"&#?\w+;\Z")
_ENTITY_AFTER = re.compile(r"&#?\w+;")
_MAX_MARKUP_LENGTH = 200
_MAX_MARKUP_COUNT = 4
# Characters other than letters that MediaWiki makes part of a link in some language: after the link ($linkTrail) and
# before it ($linkPrefixCharset).
_TRAIL_CHARACTERS = "'’‘ʻʼ“»·"
_PREFIX_CHARACTERS = "„«"


def letters_joined_to_links(wikitext: str, edges: TextEdges) -> list[Interval]:
    """Return the letters directly before or after a link, which MediaWiki may make part of it (link trail, prefix).

    Which letters it takes depends on the language of the wiki; this returns all that any language takes. The rest of a
    word that is partly linked cannot be a link of its own.
    """
    after = [(start, _end_of_trail(wikitext, start, start + len(text))) for start, text in edges.after_links]
    ends = [(start, start + len(text)) for start, text in edges.before_links]
    return after + [(_start_of_prefix(wikitext, start, end), end) for start, end in ends]


def link_trails(edges: TextEdges, language: str) -> list[Interval]:
    """Return the text directly before or after a link that MediaWiki makes part of it on wikis of this language."""
    after = [(start, start + end_of_trail(text, 0, language)) for start, text in edges.after_links]
    before = [
        (start + start_of_prefix(text, len(text), language), start + len(text)) for start, text in edges.before_links
    ]
    return after + before


def words_cut_by_markup(wikitext: str, edges: TextEdges) -> list[Interval]:
    """Return the letters at the ends of text nodes whose word continues in bold text, a tag or after a comment."""
    after = [(start, _start_of_whole_words(wikitext, start, start + len(text))) for start, text in edges.after_markup]
    ends = [(start, start + len(text)) for start, text in edges.before_markup]
    return after + [(_end_of_whole_words(wikitext, start, end), end) for start, end in ends]


def _end_of_trail(wikitext: str, start: int, end: int) -> int:
    position = start
    while position < end and (joins_adjacent_letters(wikitext[position]) or wikitext[position] in _TRAIL_CHARACTERS):
        position += 1
    return position


def _start_of_prefix(wikitext: str, start: int, end: int) -> int:
    position = end
    while position > start and (
        joins_adjacent_letters(wikitext[position - 1]) or wikitext[position - 1] in _PREFIX_CHARACTERS
    ):
        position -= 1
    return position


def _start_of_whole_words(wikitext: str, start: int, end: int) -> int:
    """Return the offset after the letters that continue a word from before the text node."""
    if not joins_adjacent_letters(wikitext[start]) or not joins_adjacent_letters(_character_before(wikitext, start)):
        return start
    position = start
    while position < end and joins_adjacent_letters(wikitext[position]):
        position += 1
    return position


def _end_of_whole_words(wikitext: str, start: int, end: int) -> int:
    """Return the offset before the letters whose word continues after the text node."""
    if not joins_adjacent_letters(wikitext[end - 1]) or not joins_adjacent_letters(_character_after(wikitext, end)):
        return end
    position = end
    while position > start and joins_adjacent_letters(wikitext[position - 1]):
        position -= 1
    return position


def _character_before(wikitext: str, position: int) -> str:
    """Return the visible character before the position, across inline markup, or a space if there is none."""
    for _ in range(_MAX_MARKUP_COUNT):
        window = wikitext[max(0, position - _MAX_MARKUP_LENGTH) : position]
        if window.endswith(";"):
            entity = _ENTITY_BEFORE.search(window)
            return decode_references(entity.group())[-1] if entity else ";"
        markup = _MARKUP_BEFORE.search(window)
        if not markup:
            return window[-1:] or " "
        if markup[1] and markup[1].lower() not in _INLINE_TAGS:
            return " "
        position -= len(markup.group())
    return " "


def _character_after(wikitext: str, position: int) -> str:
    """Return the visible character after the position, across inline markup, or a space if there is none."""
    for _ in range(_MAX_MARKUP_COUNT):
        window = wikitext[position : position + _MAX_MARKUP_LENGTH]
        if window.startswith("&"):
            entity = _ENTITY_AFTER.match(window)
            return decode_references(entity.group())[0] if entity else "&"
        markup = _MARKUP_AFTER.match(window)
        if not markup:
            return window[:1] or " "
        if markup[1] and markup[1].lower() not in _INLINE_TAGS:
            return " "
        position += len(markup.group())
    return " "
