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
    if end - start == 1:
        if scan.text.startswith("|", end) and _is_after_indent(scan.text, start):
            raise DeclinedError
        return end
    if end - start == 3:
        return _read_argument(scan, start)
    if end - start > 3:
        raise DeclinedError
    if ("template", end) in scan.failed:
        return end
    match = patterns.TEMPLATE_START.match(scan.text, start)
    if match is None:
        return _read_name(scan, start)
    _note_adjacent(scan, start)
    scan.push("template", start, end, patterns.IN_TEMPLATE)
    if match[1]:
        for comment in patterns.COMMENT.finditer(scan.text, *match.span(1)):
            scan.add("comment", *comment.span(), comment.start() + 4)
    return match.end()


def _read_argument(scan: Scan, start: int) -> int:
    """Read an argument of a template without other markup inside."""
    match = patterns.ARGUMENT.match(scan.text, start)
    if match is None:
        raise DeclinedError
    _note_adjacent(scan, start)
    return _check_key(scan, scan.add("argument", start, match.end(), start + 3))


def _is_after_indent(text: str, position: int) -> bool:
    """Return whether there are only spaces between the start of the line and this position."""
    while position and text[position - 1].isspace():
        position -= 1
        if text[position] == "\n":
            return True
    return position == 0


def _read_name(scan: Scan, start: int) -> int:
    """Read the start of a template up to another one, or an argument, that ends its name."""
    match = patterns.NAME_BEFORE_TEMPLATE.match(scan.text, start)
    if match is None:
        raise DeclinedError
    _note_adjacent(scan, start)
    scan.push("template", start, start + 2, patterns.IN_TEMPLATE)
    scan.open_nodes[-1].has_template_in_name = True
    return match.end()


def read_closing_braces(scan: Scan, start: int, end: int) -> int:
    """Read the end of a template."""
    if end - start == 1 or scan.kind != "template":
        if scan.kind == "heading" and len(scan.open_nodes) > 1:
            raise DeclinedError  # in the value of a parameter, equals signs begin no heading
        scan.is_well_formed = False
        return end
    return _check_key(scan, scan.close(start + 2))


def _note_adjacent(scan: Scan, start: int) -> None:
    """Note that a template follows another one in a parameter."""
    if scan.kind == "template" and scan.text.startswith("}}", start - 2):
        scan.open_nodes[-1].has_adjacent_templates = True


def _check_key(scan: Scan, end: int) -> int:
    """Decline what the tokenizer may not accept after a template in another one.

    That is an equals sign after adjacent templates or after a brace, and more of the name.
    """
    if scan.kind != "template":
        return end
    if scan.text.startswith("{", end) and not scan.text.startswith("{{", end):
        raise DeclinedError
    node = scan.open_nodes[-1]
    if node.has_template_in_name:
        node.has_template_in_name = False
        if not scan.text.startswith(("|", "}}"), end):
            raise DeclinedError
    if node.has_adjacent_templates:
        node.has_adjacent_templates = False
        if not patterns.REST_OF_KEY.match(scan.text, end) and not scan.text.startswith("{{", end):
            raise DeclinedError
    return end
