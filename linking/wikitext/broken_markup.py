"""Markup that the parser left in the running text because it is broken, or because only MediaWiki knows it."""

from __future__ import annotations

import re
from collections.abc import Callable

from linking import acceleration
from linking.wikitext.divergence_collector import DivergenceCollector
from linking.wikitext.html_tags import WALKED_TAGS
from linking.wikitext.token_walk import TextNode

# If such a tag is never closed, it may hide the text up to the end of the page.
_UNBOUNDED_TAGS = frozenset(["b", "i", "blockquote", "table", "h1", "h2", "h3", "h4", "h5", "h6", "includeonly", "pre"])

_SUSPECT = re.compile(r"[<{}\[\]|_=\x00-\x08\x0b\x0c\x0e-\x1f]")
_BROKEN_MARKUP = re.compile(
    r"(?P<tag></?(?P<name>[A-Za-z][A-Za-z0-9]*)[^<>]*>?)"
    r"|(?P<comment><!--)"
    r"|(?P<table>\{\|)"
    r"|(?P<line>^[ \t]*[|!=]|==|[\x00-\x08\x0b\x0c\x0e-\x1f])"
    r"|(?P<template>\{\{)"
    r"|(?P<link>\[\[)"
    r"|(?P<variant>-\{)"
    r"|(?P<bracket>\[[^\[\]\n]*)"
    r"|(?P<switch>__\w+?__)"
    r"|(?P<url>\S{0,20}://\S*)"
    r"|(?P<quotes>''+)",
    re.MULTILINE,
)
_COMMENT = re.compile(r"(?:^.*?|<!--.*?)-->", re.DOTALL)
_EFFORT_PER_MARKUP = 500


def suspect_texts(text_nodes: list[TextNode]) -> list[TextNode]:
    """Return the text nodes that may contain markup."""
    if acceleration.wikitext is not None:
        return acceleration.wikitext.suspect_texts(text_nodes)
    if not _is_suspect(" ".join([text for _, text in text_nodes])):
        return []
    return [node for node in text_nodes if _is_suspect(node[1])]


def _is_suspect(text: str) -> bool:
    return bool(_SUSPECT.search(text)) or "''" in text or "://" in text


def check_text(divergences: DivergenceCollector, start: int, end: int) -> None:
    """Find the markup in the text node [start, end), which Parsoid may understand although the parser does not.

    The rest of the page is ambiguous once the work exceeds its limit.
    """
    for match in _BROKEN_MARKUP.finditer(divergences.wikitext, start, end):
        divergences.maybe_hidden.append(match.span())
        check = _CHECKS.get(match.lastgroup or "")
        if check:
            check(divergences, match)
        divergences.search_effort += _EFFORT_PER_MARKUP
        if divergences.is_exhausted:
            divergences.mark_ambiguous(match.start(), len(divergences.wikitext))
            return


def _check_tag(divergences: DivergenceCollector, match: re.Match[str]) -> None:
    name, start = match["name"].lower(), match.start()
    if match.group().startswith("</"):
        if name in _UNBOUNDED_TAGS:
            divergences.mark_ambiguous(*divergences.lines_around(start, match.end()))
    elif name in _UNBOUNDED_TAGS:
        divergences.mark_ambiguous(start, _end_of_nested_tag(divergences, name, start))
    elif name not in WALKED_TAGS:
        divergences.mark_ambiguous(start, _end_of_first_closing_tag(divergences, name, start) or match.end())


def _end_of_first_closing_tag(divergences: DivergenceCollector, name: str, start: int) -> int | None:
    closing = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(divergences.wikitext, start)
    divergences.search_effort += (closing.end() if closing else len(divergences.wikitext)) - start
    return closing.end() if closing else None


def _end_of_nested_tag(divergences: DivergenceCollector, name: str, start: int) -> int:
    """Return the end of the line on which the tag at `start` is closed, or the end of the page."""
    depth, wikitext = 0, divergences.wikitext
    for tag in re.compile(rf"<(/?){name}\b[^<>]*>", re.IGNORECASE).finditer(wikitext, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            divergences.search_effort += tag.end() - start
            return divergences.lines_around(tag.start(), tag.end())[1]
    divergences.search_effort += len(wikitext) - start
    return len(wikitext)


def _check_comment(divergences: DivergenceCollector, match: re.Match[str]) -> None:
    divergences.maybe_hidden.append((match.start(), len(divergences.wikitext)))


def _check_opening(divergences: DivergenceCollector, match: re.Match[str]) -> None:
    """Check the opening of a table, template, link or language variant for which the parser found no end."""
    start, kind, wikitext = match.start(), match.lastgroup or "", divergences.wikitext
    line_start, line_end = divergences.lines_around(start, start)
    if kind == "table" and _COMMENT.sub("", wikitext[line_start:start]).strip(":*#; \t"):
        return
    end = _end_of_pair(divergences, _PAIRS[kind], start)
    if kind == "link":
        end = max(end or 0, line_end)
        divergences.maybe_shown.append((start, end))
    elif kind == "table" and wikitext[start - 1 : start] in ("", "\n"):
        end = None  # the parser reads such a table unless it is broken, so its end is uncertain
    if end is not None:
        divergences.mark_ambiguous(start, end)
    elif kind in ("table", "variant"):
        divergences.mark_ambiguous(start, len(wikitext))


def _end_of_pair(divergences: DivergenceCollector, pair: re.Pattern[str], start: int) -> int | None:
    """Return the end of the markup that closes the one at `start`.

    If it is never closed, return the end of the first closing markup of its kind, or None.
    """
    depth, first = 0, None
    for match in pair.finditer(divergences.wikitext, start):
        depth += 1 if match[1] else -1
        if not match[1] and first is None:
            first = match.end()
        if depth == 0:
            divergences.search_effort += match.end() - start
            return match.end()
    divergences.search_effort += len(divergences.wikitext) - start
    return first


def _check_line(divergences: DivergenceCollector, match: re.Match[str]) -> None:
    divergences.mark_ambiguous(*divergences.lines_around(match.start(), match.end()))


def _check_quotes(divergences: DivergenceCollector, match: re.Match[str]) -> None:
    divergences.suspect_quotes.append(match.span())


_PAIRS = {
    "table": re.compile(r"(\{\|)|\|\}(?!\})"),
    "template": re.compile(r"(\{\{)|\}\}"),
    "link": re.compile(r"(\[\[)|\]\]"),
    "variant": re.compile(r"(-\{)|\}-"),
}
# The check of each group of _BROKEN_MARKUP. Markup of the other groups affects no text around it.
_CHECKS: dict[str, Callable[[DivergenceCollector, re.Match[str]], None]] = {
    "tag": _check_tag,
    "comment": _check_comment,
    "table": _check_opening,
    "template": _check_opening,
    "link": _check_opening,
    "variant": _check_opening,
    "line": _check_line,
    "quotes": _check_quotes,
}
