"""HTML and extension tags, comments and entities in a scan."""

from __future__ import annotations

import html.entities
import re

from mwparserfromhell.definitions import PARSER_BLACKLIST, SINGLE, SINGLE_ONLY

from linking.wikitext.html_tags import CODE_TAGS, WALKED_TAGS
from linking.wikitext.outline import patterns
from linking.wikitext.outline.failures import give_up
from linking.wikitext.outline.scan import DeclinedError, Scan

# Characters with which no name of a tag begins.
_NO_NAMES = tuple(" \t\n<>{}[]|=&'#*;:-!")

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
    return end if text.startswith(_NO_NAMES, end) else _read_name_in_brackets(scan, start, end)


def _read_name_in_brackets(scan: Scan, start: int, end: int) -> int:
    """Read the start of what would be a tag if it were ever closed."""
    text = scan.text
    match = patterns.NAME_OF_TAG.match(text, start)
    if match is None or scan.is_in_heading():  # the tokenizer may first read the rest of the page as if in the heading
        raise DeclinedError
    name = match[1].lower()
    scan.note_failure(f"<{name}", match.end())
    scan.has_unknown_tags = True
    scan.read_again(start)
    # It may close itself, but not at the end of another tag.
    closed = sum(1 for tag in patterns.OPENING_TAG.finditer(text, end) if tag[2])
    if name.strip("/") in SINGLE or closed < text.count("/>", end) or f"</{name}" in text[end:].lower():
        raise DeclinedError
    return end


def _read_opening_tag(scan: Scan, match: re.Match[str]) -> int:
    start, end = match.span()
    name = match[1].lower()
    if match[2] or name in SINGLE_ONLY:
        return scan.add(f"<{name}", start, end, start + 1)
    if name in PARSER_BLACKLIST:
        return _read_verbatim_tag(scan, name, start, end)
    if (f"<{name}", end) in scan.failed:
        return start + 1
    scan.push(f"<{name}", start, end, patterns.IN_HIDDEN_TEXT)
    if name in WALKED_TAGS:
        scan.show_contents()
        scan.code_depth += name in CODE_TAGS
    return end


def _read_closing_tag(scan: Scan, start: int) -> int:
    match = patterns.CLOSING_TAG.match(scan.text, start)
    if match and match[0].lower() == "</br>" and scan.kind[:1] != "<":
        return scan.add("<br", start, match.end(), start + 2)
    if match is None:
        raise DeclinedError
    name = match[1].lower()
    if scan.kind != f"<{name}":
        if scan.kind[:1] == "<":
            return give_up(scan)
        if name in SINGLE_ONLY:
            raise DeclinedError
        scan.is_well_formed = False
        return start + 2
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
    if "x" in name.lower():  # int() ignores a prefix "0x"
        return end
    if not 0 < number <= _MAX_CODE_POINT:
        return end
    return scan.add("entity", start, match.end(), start + (3 if hexadecimal else 2))
