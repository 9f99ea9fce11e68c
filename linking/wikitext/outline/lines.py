"""Markup at the start of a line in a scan: headings, lists, rules and tables."""

from __future__ import annotations

from mwparserfromhell.definitions import MARKUP_TO_HTML

from linking.wikitext.outline import patterns
from linking.wikitext.outline.scan import DeclinedError, Scan
from linking.wikitext.outline.tables import open_table, read_table_line

LINE_STARTS = frozenset("*#:;={-")
"""The characters that may be markup at the start of a line."""


def read_newline(scan: Scan, _start: int, end: int) -> int:
    """Read a line end, before a line that may begin with markup."""
    if scan.pattern is patterns.IN_TABLE:
        return read_table_line(scan, end)
    if scan.pattern is patterns.IN_LINE or scan.pattern is patterns.IN_HEADING:
        raise DeclinedError
    return read_line_start(scan, end)


def read_line_start(scan: Scan, start: int) -> int:
    """Read one of LINE_STARTS at the start of a line."""
    text = scan.text
    character = text[start]
    if character == "{":
        return open_table(scan, start) if text.startswith("{|", start) else start
    if character == "=":
        return _read_heading(scan, start)
    if character == "-":
        rule = patterns.RULE.match(text, start)
        return scan.add("{hr", start, rule.end(), rule.end()) if rule else start + 1
    return _read_list_markers(scan, start)


def _read_list_markers(scan: Scan, start: int) -> int:
    text = scan.text
    markers = patterns.LIST_MARKERS.match(text, start)
    if markers is None:
        raise DeclinedError
    end = markers.end()
    if ";" in markers[0] and (scan.open_nodes or not patterns.PLAIN_TERM.match(text, end)):
        raise DeclinedError
    for position in range(start, end):
        scan.add("{" + MARKUP_TO_HTML[text[position]], position, position + 1, position + 1)
    return end


def _read_heading(scan: Scan, start: int) -> int:
    text = scan.text
    if not scan.is_visible:
        raise DeclinedError
    plain = patterns.PLAIN_HEADING.match(text, start)
    if plain:
        return scan.add("heading", start, text.rindex("=", start, plain.end()) + 1, start + len(plain[1]))
    match = patterns.HEADING_START.match(text, start)
    if match is None:
        raise DeclinedError
    return scan.push("heading", start, match.end(), patterns.IN_HEADING)


def read_equals(scan: Scan, start: int, end: int) -> int:
    """Read the end of a heading that contains other markup."""
    node = scan.open_nodes[-1]
    if node.kind != "heading" or end - start != node.inner - node.start or start == node.inner:
        raise DeclinedError
    if not patterns.REST_OF_HEADING.match(scan.text, end):
        raise DeclinedError
    return scan.close(end)
