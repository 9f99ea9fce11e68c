"""Wikilinks and links to other sites in a scan."""

from __future__ import annotations

import re

from linking.wikitext.outline import patterns
from linking.wikitext.outline.scan import DeclinedError, Scan
from linking.wikitext.token_walk import Wikilink

_new = tuple.__new__  # see linking.wikitext.token_walk
_LONGEST_SCHEME = max(map(len, patterns.UNSLASHED_SCHEMES))
_LONGEST_SLASHED_SCHEME = 10


def read_link(scan: Scan, match: re.Match[str]) -> int:
    """Read a wikilink without other markup inside."""
    title, label = match.group(1, 2)
    if (":" in title or title[0] == "/") and patterns.LOOKS_LIKE_URL.match(title):
        raise DeclinedError
    start, end = match.span()
    if scan.is_visible:
        scan.end_text(start)
        scan.text_start = end
    link = (start, end, title, title if label is None else label, scan.is_visible)
    scan.page.links.append(_new(Wikilink, link))
    return end


def read_opening_brackets(scan: Scan, start: int, end: int) -> int:
    """Read the start of a link, up to its label."""
    if end - start == 1:
        return _read_external_link(scan, start)
    if end - start > 2 or scan.kind == "url":
        raise DeclinedError
    match = patterns.LINK_START.match(scan.text, start)
    if match is None:
        return _read_title_with_templates(scan, start)
    if patterns.LOOKS_LIKE_URL.match(match[1]):
        raise DeclinedError
    if ("link", match.end()) in scan.failed:
        return end
    return scan.push("link", start, match.end(), patterns.IN_HIDDEN_TEXT)


def _read_title_with_templates(scan: Scan, start: int) -> int:
    """Read the start of a link whose title contains templates, up to its label or closing brackets."""
    match = patterns.TITLE_WITH_TEMPLATES.match(scan.text, start)
    if match is None:
        return _read_unclosed_title(scan, start)
    if patterns.LOOKS_LIKE_URL.match(match[1]) or _may_be_attribute(scan):
        raise DeclinedError
    if ("link", match.end()) in scan.failed:
        return start + 2
    position = scan.push("link", start, match.end(), patterns.IN_HIDDEN_TEXT)
    for template in patterns.SIMPLE_TEMPLATE.finditer(scan.text, *match.span(1)):
        scan.add("template", *template.span(), template.start() + 2)
    if match[2]:
        return position
    scan.pop(position + 2)
    scan.page.links.append(Wikilink(start, position + 2, match[1], match[1], scan.is_visible))
    return position + 2


def _read_unclosed_title(scan: Scan, start: int) -> int:
    """Read brackets that begin no link, because the title is never closed."""
    match = patterns.UNCLOSED_TITLE.match(scan.text, start)
    if match is None or patterns.LOOKS_LIKE_URL.match(match[1]) or _may_be_attribute(scan):
        raise DeclinedError
    scan.is_well_formed = False
    return start + 2


def _may_be_attribute(scan: Scan) -> bool:
    return scan.table is not None and scan.table.has_markup_in_attributes


def _read_external_link(scan: Scan, start: int) -> int:
    if scan.kind == "url" or not patterns.LOOKS_LIKE_URL.match(scan.text, start + 1):
        return start + 1
    match = patterns.BRACKETED_URL.match(scan.text, start)
    if match is None:
        raise DeclinedError
    if match[1] == " ":
        scan.push("url", start, match.end(), patterns.IN_LINE)
    elif scan.is_visible:
        scan.add("url", start, match.end(), start + 1)
    return match.end()


def read_closing_brackets(scan: Scan, start: int, end: int) -> int:
    """Read the end of a link, or a bracket in text."""
    if scan.kind == "url":
        return scan.close(start + 1)
    if end - start == 1:
        return end
    if scan.kind != "link":
        scan.is_well_formed = False
        return end
    node = scan.open_nodes[-1]
    title, label = scan.text[node.start + 2 : node.inner - 1], scan.text[node.inner : start]
    scan.pop(start + 2)
    scan.page.links.append(Wikilink(node.start, start + 2, title, label, scan.is_visible))
    return start + 2


def read_colon(scan: Scan, start: int, end: int) -> int:
    """Read a free link in running text, if its scheme ends here."""
    text = scan.text
    has_slashes = text.startswith("//", end)
    if not has_slashes:
        if text[max(0, start - _LONGEST_SCHEME) : start].lower().endswith(patterns.UNSLASHED_SCHEMES):
            raise DeclinedError
        return end
    first = max(scan.text_start, start - _LONGEST_SLASHED_SCHEME)
    scheme = patterns.SCHEME_BEFORE.search(text, first, start)
    if scheme is None:
        return end
    match = patterns.FREE_URL.match(text, scheme.start())
    if match is None:
        raise DeclinedError
    tail = patterns.TAIL_OF_URL_WITH_PARENTHESIS if "(" in match[1] else patterns.TAIL_OF_URL
    url_end = match.end(1) - _length(tail.search(match[1]))
    if url_end == match.start(1):
        raise DeclinedError
    scan.add("url", scheme.start(), url_end, scheme.start())
    return match.end(1)


def _length(match: re.Match[str] | None) -> int:
    return len(match[0]) if match else 0
