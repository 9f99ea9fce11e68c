"""Templates in a scan."""

from __future__ import annotations

import re

from linking.wikitext.outline import patterns
from linking.wikitext.outline.scan import DeclinedError, Scan


def read_template(scan: Scan, match: re.Match[str]) -> int:
    """Read a template without other markup inside."""
    start, end = match.span()
    _note_adjacent(scan, start)
    scan.add("template", start, end, start + 2)
    return _check_key(scan, end)


def read_opening_braces(scan: Scan, start: int, end: int) -> int:
    """Read the start of a template, up to its first pipe."""
    match = patterns.TEMPLATE_START.match(scan.text, start) if end - start == 2 else None
    if match is None:
        raise DeclinedError
    _note_adjacent(scan, start)
    scan.push("template", start, start + 2, patterns.IN_HIDDEN_TEXT)
    if match[1]:
        scan.add("comment", match.start(1), match.end(1), match.start(1) + 4)
    return match.end()


def read_closing_braces(scan: Scan, start: int, end: int) -> int:
    """Read the end of a template."""
    if scan.kind != "template" or end - start == 1:
        raise DeclinedError
    return _check_key(scan, scan.close(start + 2))


def _note_adjacent(scan: Scan, start: int) -> None:
    """Note that a template follows another one in a parameter."""
    if scan.kind == "url":
        raise DeclinedError
    if scan.kind == "template" and scan.text.startswith("}}", start - 2):
        scan.open_nodes[-1].has_adjacent_templates = True


def _check_key(scan: Scan, end: int) -> int:
    """Decline an equals sign after adjacent templates, at which the tokenizer gives up the template around them."""
    if scan.kind == "template" and scan.open_nodes[-1].has_adjacent_templates:
        scan.open_nodes[-1].has_adjacent_templates = False
        if not patterns.REST_OF_KEY.match(scan.text, end) and not scan.text.startswith("{{", end):
            raise DeclinedError
    return end
