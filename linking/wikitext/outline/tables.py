"""Tables in a scan.

The tokenizer reads most tables as the scan does. A table with other lines is tokenized by itself: it is closed, and so
is all markup inside it, so the rest of the page makes no difference.
"""

from __future__ import annotations

from mwparserfromhell.parser import CTokenizer  # type: ignore[attr-defined]

from linking.wikitext.outline import patterns
from linking.wikitext.outline.scan import DeclinedError, OpenTable, Scan, is_in_outline
from linking.wikitext.token_stack import Node
from linking.wikitext.token_walk import MisalignedError, Wikilink, walk_tokens
from linking.wikitext.tokenizer_budget import parseable_length

_TABLE = "{table"
_MAX_DEPTH = 3


def open_table(scan: Scan, start: int) -> int:
    """Read the first line of a table."""
    if scan.kind and scan.kind[0] != "<" and scan.kind != _TABLE:
        raise DeclinedError
    if scan.table is None:
        scan.table = OpenTable(len(scan.page.nodes), len(scan.page.links))
    scan.table.depth += 1
    if scan.table.depth > _MAX_DEPTH:
        raise DeclinedError
    scan.push(_TABLE, start, start + 2, patterns.IN_TABLE)
    return _read_attributes(scan, scan.table, start + 2)


def _read_attributes(scan: Scan, table: OpenTable, start: int) -> int:
    """Read the attributes of a table or a row, up to the line end."""
    scan.open_nodes[-1].cell_start = 0
    match = patterns.TABLE_LINE.match(scan.text, start)
    if match is None:
        table.is_simple = False
        return start
    return match.end() - 1


def read_table_line(scan: Scan, end: int) -> int:
    """Read the start of a line of a table: of another table, a row, a cell, or its end."""
    text, table, node = scan.text, scan.table, scan.open_nodes[-1]
    assert table is not None
    last = text[end - 1]
    if last == "\n":
        return open_table(scan, end)
    if last == "-":
        return _read_attributes(scan, table, end)
    if last == "}":
        return _close_table(scan, table, end)
    node.cell_start, node.cell_has_attributes = end, False
    return end


def read_pipe(scan: Scan, start: int, end: int) -> int:
    """Read a pipe in a line of a table: the end of a cell, or of its attributes."""
    table, node = scan.table, scan.open_nodes[-1]
    assert table is not None
    is_double = end - start == 2
    if not is_double and node.cell_has_attributes:
        return end
    contents = scan.text[node.cell_start : start]
    is_simple = "\n" not in contents if is_double else bool(patterns.CELL_ATTRIBUTES.fullmatch(contents))
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
    del scan.page.nodes[table.nodes :], scan.page.links[table.links :]
    _tokenize(scan, scan.pop(end).start, end)
    return end


def _tokenize(scan: Scan, start: int, end: int) -> None:
    """Tokenize the table [start, end) by itself, and record its nodes."""
    table, visible = scan.text[start:end], scan.is_visible
    if parseable_length(table) < len(table) or patterns.QUOTES_IN_ATTRIBUTES.search(table):
        raise DeclinedError
    try:
        page = walk_tokens(table, CTokenizer().tokenize(table, 0, 0))
    except MisalignedError as error:
        raise DeclinedError from error
    if page.text_nodes or page.nodes[-1][:3] != (_TABLE, 0, len(table)):
        raise DeclinedError
    for kind, first, last, inner, is_outermost in page.nodes:
        if (is_outermost and visible) or is_in_outline(kind):
            scan.page.nodes.append(Node(kind, first + start, last + start, inner + start, is_outermost and visible))
    for first, last, title, label, _ in page.links:
        scan.page.links.append(Wikilink(first + start, last + start, title, label, in_running_text=False))
