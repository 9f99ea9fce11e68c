"""HTML and extension tags, comments and entities in a scan."""

from __future__ import annotations

import html.entities
import re

from mwparserfromhell.definitions import PARSER_BLACKLIST, SINGLE_ONLY

from linking.wikitext.html_tags import CODE_TAGS, WALKED_TAGS
from linking.wikitext.outline import patterns
from linking.wikitext.outline.scan import DeclinedError, Scan

_MAX_ENTITY_NAME = 8
_MAX_CODE_POINT = 0x10FFFF


def read_less_than(scan: Scan, start: int, end: int) -> int:
    """Read a comment, a tag, or a sign in text."""
    text = scan.text
    if text.startswith("<!--", start):
        comment_end = text.find("-->", start + 4) + 3
        if comment_end < 3:
            raise DeclinedError
        return scan.add("comment", start, comment_end, start + 4)
    if text.startswith("</", start):
        return _read_closing_tag(scan, start)
    match = patterns.OPENING_TAG.match(text, start)
    if match:
        return _read_opening_tag(scan, match)
    if text.startswith(" ", end):
        return end
    raise DeclinedError


def _read_opening_tag(scan: Scan, match: re.Match[str]) -> int:
    start, end = match.span()
    name = match[1].lower()
    if match[2] or name in SINGLE_ONLY:
        return scan.add(f"<{name}", start, end, start + 1)
    if name in PARSER_BLACKLIST:
        return _read_verbatim_tag(scan, name, start, end)
    scan.push(f"<{name}", start, end, patterns.IN_HIDDEN_TEXT)
    if name in WALKED_TAGS:
        scan.show_contents()
        scan.code_depth += name in CODE_TAGS
    return end


def _read_closing_tag(scan: Scan, start: int) -> int:
    match = patterns.CLOSING_TAG.match(scan.text, start)
    if match and match[0].lower() == "</br>" and scan.kind[:1] != "<":
        return scan.add("<br", start, match.end(), start + 2)
    if match is None or scan.kind != f"<{match[1].lower()}":
        raise DeclinedError
    if scan.open_nodes[-1].is_walked:
        if scan.is_visible:
            scan.end_text(start)
        scan.code_depth -= scan.kind[1:] in CODE_TAGS
    return scan.close(match.end())


def _read_verbatim_tag(scan: Scan, name: str, start: int, inner: int) -> int:
    """Read a tag whose contents the tokenizer does not parse, besides entities."""
    closing = re.compile(rf"</{name} *>", re.IGNORECASE).search(scan.text, inner)
    if closing is None or patterns.ENTITY.search(scan.text, inner, closing.start()):
        raise DeclinedError
    return scan.add(f"<{name}", start, closing.end(), inner)


def read_ampersand(scan: Scan, start: int, end: int) -> int:
    """Read an entity in running text, or a sign in text."""
    match = patterns.ENTITY.match(scan.text, start)
    if match is None:
        return end
    numeric, hexadecimal, name = match.groups()
    if len(name) > _MAX_ENTITY_NAME:
        raise DeclinedError
    if not numeric:
        return scan.add("entity", start, match.end(), end) if name in html.entities.entitydefs else end
    try:
        number = int(name, 16 if hexadecimal else 10)
    except ValueError:
        return end
    if not 0 < number <= _MAX_CODE_POINT:
        return end
    return scan.add("entity", start, match.end(), start + (3 if hexadecimal else 2))
