"""Tables in a scan.

The tokenizer reads most tables as the scan does. A table with other lines is tokenized by itself: it is closed, and so
is all markup inside it, so the rest of the page makes no difference.
"""

from __future__ import annotations

from linking.wikitext.outline import patterns
from linking.wikitext.outline.open_nodes import OpenTable
from linking.wikitext.outline.parts import are_same, tokenize_part
from linking.wikitext.outline.scan import DeclinedError, Scan, is_in_outline

_TABLE = "{table"
_MAX_DEPTH = 5


def open_table(scan: Scan, start: int) -> int:
    """Read the first line of a table."""
    if (_TABLE, start + 2) in scan.failed:
        return start + 2
    scan.push(_TABLE, start, start + 2, patterns.IN_TABLE)
    if scan.table is None:
        scan.table = OpenTable(len(scan.page.nodes), len(scan.page.links))
    scan.table.depth += 1
    if scan.table.depth > _MAX_DEPTH:
        raise DeclinedError
    return _read_attributes(scan, scan.table, start + 2)


def _read_attributes(scan: Scan, table: OpenTable, start: int) -> int:
    """Read the attributes of a table or a row, up to the line end."""
    scan.open_nodes[-1].cell_start = 0
    match = patterns.TABLE_LINE.match(scan.text, start)
    if match is None:
        if patterns.QUOTES_IN_LINE.match(scan.text, start):
            raise DeclinedError
        table.is_simple = False
        table.has_markup_in_attributes |= patterns.MARKUP_IN_LINE.match(scan.text, start) is not None
        return start
    return match.end() - 1


def read_table_line(scan: Scan, end: int) -> int:
    """Read the start of a line of a table: of another table, a row, a cell, or its end."""
    text, table, node = scan.text, scan.table, scan.open_nodes[-1]
    assert table is not None
    last = text[end - 1]
    if last == "\n":
        return open_table(scan, end) if text[end] == "{" else _read_equals(text, end)
    if last == "-":
        return _read_attributes(scan, table, end)
    if last == "}":
        return _close_table(scan, table, end)
    node.cell_start, node.cell_has_attributes = end, False
    return end


def _read_equals(text: str, start: int) -> int:
    """Read the start of a line that may be a heading, which an outline leaves out."""
    if patterns.PLAIN_HEADING.match(text, start) is None:
        raise DeclinedError
    return start


def read_pipe(scan: Scan, start: int, end: int) -> int:
    """Read a pipe in a line of a table: the end of a cell, or of its attributes."""
    table, node = scan.table, scan.open_nodes[-1]
    assert table is not None
    is_double = end - start == 2
    if not is_double and node.cell_has_attributes:
        return end
    contents = scan.text[node.cell_start : start]
    is_simple = "\n" not in contents if is_double else bool(patterns.CELL_ATTRIBUTES.fullmatch(contents))
    if not is_double and not is_simple:
        if "''" in contents:
            raise DeclinedError
        table.has_markup_in_attributes |= patterns.MARKUP.search(contents) is not None
    if not node.cell_start or not is_simple or scan.text.startswith("}", end):
        table.is_simple = False
    node.cell_start, node.cell_has_attributes = end, not is_double
    return end


def _close_table(scan: Scan, table: OpenTable, end: int) -> int:
    if scan.text.startswith("}", end):
        raise DeclinedError
    table.depth -= 1
    if table.depth:
        scan.pop(end)
        return end
    scan.table = None
    if table.is_simple:
        return scan.close(end)
    start, is_visible = scan.pop(end).start, scan.is_visible
    part = tokenize_part(scan.text, _TABLE, start, end, is_visible=is_visible)
    nodes, links = scan.page.nodes, scan.page.links
    inside = [node for node in part.nodes[:-1] if is_in_outline(node.kind)]
    # What is never closed on the page may be closed in the table by itself, if more of it is text there.
    if any(start < inner < end for _, inner in scan.failed) and not (
        are_same(nodes[table.nodes :], inside) and sorted(links[table.links :]) == part.links
    ):
        raise DeclinedError
    nodes[table.nodes :] = [*inside, part.nodes[-1]] if is_visible else inside
    links[table.links :] = part.links
    return end
