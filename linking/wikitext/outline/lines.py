"""Markup at the start of a line in a scan: headings, lists, rules and tables."""

from __future__ import annotations

from mwparserfromhell.definitions import MARKUP_TO_HTML, URI_SCHEMES

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
    for position in range(start, markers.end()):
        scan.add("{" + MARKUP_TO_HTML[text[position]], position, position + 1, position + 1)
    return _read_term(scan, markers.end()) if ";" in markers[0] else markers.end()


def _read_term(scan: Scan, start: int) -> int:
    """Read a term, up to the colon before its definition, if there is one in the line."""
    match = None if scan.open_nodes else patterns.PLAIN_TERM.match(scan.text, start)
    if match is None:
        raise DeclinedError
    if match[1] is None:
        return start
    colon = match.end(1)
    if match[1].lower().endswith(tuple(URI_SCHEMES)):
        raise DeclinedError
    return scan.add("{dd", colon, colon + 1, colon + 1)


def _read_heading(scan: Scan, start: int) -> int:
    text = scan.text
    if scan.is_in_heading():
        return start + 1
    plain = patterns.PLAIN_HEADING.match(text, start)
    if plain and not scan.is_visible:
        return plain.end() - plain[0].endswith("\n")
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
    if scan.text.find("\n=", node.inner, start) >= 0:  # the tokenizer may have found a heading there first
        raise DeclinedError
    return scan.close(end)
