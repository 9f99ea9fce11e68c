"""A quick check that the parser found the same templates, comments and extension tags as MediaWiki does.

Both find the same ones if each of them is closed: then there is only one way to pair what opens with what closes. Other
markup may be broken, because MediaWiki reads it later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from mwparserfromhell.definitions import is_parsable

from linking import acceleration
from linking.wikitext.html_tags import EXTENSION_TAGS
from linking.wikitext.intervals import Interval, merge_intervals
from linking.wikitext.token_walk import PageNodes

_EXTENSION_KINDS = frozenset(f"<{name}" for name in EXTENSION_TAGS)
_UNPARSED_KINDS = frozenset(f"<{name}" for name in EXTENSION_TAGS if not is_parsable(name))
_CHECKED_KINDS = _UNPARSED_KINDS | {
    *(f"<h{level}" for level in range(1, 7)),
    *("<includeonly", "<noinclude", "<onlyinclude"),
}
# What the first stage of MediaWiki's parser reads, and the headings among the other tags.
_OPENING = re.compile(
    rf"<(?:!--|(?P<name>{'|'.join(sorted(EXTENSION_TAGS))})(?=[\s>]|/>)|h[1-6]\b|/?(?:noinclude|onlyinclude|includeonly)\b)",
    re.IGNORECASE | re.ASCII,
)
_PAIRS = (("{{", "}}"), ("[[", "]]"))


def hides_markup(kind: str) -> bool:
    """Return whether a node of this kind is a template, a comment or an extension tag."""
    return kind in ("template", "comment") or kind in _EXTENSION_KINDS


def is_closed(wikitext: str, page: PageNodes) -> bool:
    """Return whether MediaWiki surely finds the templates, comments and extension tags that the parser found.

    False as well if the page has arguments of templates, or headings in HTML.
    """
    if "\r" in wikitext or "\x00" in wikitext:
        return False
    templates = tables = brackets = 0
    unparsed: list[str] = []
    for kind, start, end, inner, _ in page.nodes:
        if kind == "template":
            templates += 1
        elif kind[0] == "<":
            brackets += 1
            if inner > start + 2:
                brackets += 1
            if kind in _CHECKED_KINDS:
                if kind not in _UNPARSED_KINDS:
                    return False
                unparsed.append(wikitext[inner:end].rpartition("<")[0])
        elif kind == "comment":
            brackets += 1
            unparsed.append(wikitext[start + 1 : end])
        elif kind == "{table":
            tables += 1
        elif kind == "argument":
            return False
    counts = _markup_counts(wikitext)
    if counts.tags != brackets + _count(unparsed, "<") and not _tags_are_closed(wikitext, page):
        return False
    pairs = (counts.links - _count(unparsed, "[["), counts.link_ends - _count(unparsed, "]]"))
    if pairs != (len(page.links), len(page.links)) and not _links_are_closed(wikitext, page):
        return False
    if counts.braces == counts.brace_ends == 2 * templates + tables:
        return True
    if "{{{" in wikitext or wikitext.count("-{") != wikitext.count("-{{"):
        return False
    # Braces that are never closed, or close nothing, pair with none of the others.
    return templates in (wikitext.count(brace) - _count(unparsed, brace) for brace in _PAIRS[0])


class _MarkupCounts(NamedTuple):
    """How often a page has ``<``, ``[[``, ``]]``, ``{`` and ``}``, without overlaps."""

    tags: int
    links: int
    link_ends: int
    braces: int
    brace_ends: int


def _markup_counts(wikitext: str) -> _MarkupCounts:
    if acceleration.wikitext is not None:
        return _MarkupCounts(*acceleration.wikitext.markup_counts(wikitext))
    return _MarkupCounts(*map(wikitext.count, ("<", "[[", "]]", "{", "}")))


def _count(sources: Iterable[str], markup: str) -> int:
    return sum([source.count(markup) for source in sources])


def _links_are_closed(wikitext: str, page: PageNodes) -> bool:
    """Return whether each link that opens in a template closes there."""
    templates = merge_intervals((start, end) for kind, start, end, _, _ in page.nodes if kind == "template")
    return all(wikitext.count("[[", *span) == wikitext.count("]]", *span) for span in templates)


def _tags_are_closed(wikitext: str, page: PageNodes) -> bool:
    """Return whether the parser knows each comment and extension tag, or there is no other markup but pairs in it."""
    known = {start: end for kind, start, end, _, _ in page.nodes if hides_markup(kind)}
    end = 0
    while match := _OPENING.search(wikitext, end):
        start, end = match.start(), known.get(match.start(), 0)
        if end:
            continue
        span = _unknown_extension(wikitext, match)
        if span is None or any(start < inner < span[1] for inner in known):
            return False
        end = span[1]
    return True


def _unknown_extension(wikitext: str, match: re.Match[str]) -> Interval | None:
    """Return the interval of an extension tag that the parser takes for text, or None if it is not a simple one."""
    if match["name"] is None:
        return None
    opened = wikitext.find(">", match.end())
    closing = re.compile(rf"</{match['name']}\s*>", re.IGNORECASE | re.ASCII).search(wikitext, opened)
    if opened < 0 or closing is None or wikitext[opened - 1] == "/" or wikitext.find("\n=", opened, closing.end()) >= 0:
        return None
    span = (opened, closing.start())
    if any(wikitext.count(first, *span) != wikitext.count(last, *span) for first, last in _PAIRS):
        return None
    return match.start(), closing.end()
