"""What a scan does with a node that is never closed: its markup is text, and the scan goes on after it."""

from __future__ import annotations

from mwparserfromhell.definitions import SINGLE

from linking.wikitext.outline.open_nodes import BOLD, ITALIC, OpenNode
from linking.wikitext.outline.quotes import give_up_style
from linking.wikitext.outline.scan import DeclinedError, Scan

# The length of the markup that is text then.
_LENGTHS = {"link": 2, "template": 2, "{table": 2}


def give_up(scan: Scan) -> int:
    """Go back to the innermost open node, which is never closed, and read its markup as text.

    Returns:
        The offset at which the scan goes on.

    Raises:
        DeclinedError: If the tokenizer may do something else.
    """
    kind = scan.kind
    if kind[0] == "<" and kind[1:] not in SINGLE:
        return scan.read_again(_give_up_tags(scan).start + 1)
    if kind in (ITALIC, BOLD):
        node = scan.go_back()
        scan.read_again(node.start)
        return give_up_style(scan, node)
    if len(scan.open_nodes) > 1 and scan.open_nodes[-2].has_template_in_name:
        raise DeclinedError
    if kind in _LENGTHS and not (scan.table and scan.table.has_markup_in_attributes):
        return scan.read_again(scan.go_back().start + _LENGTHS[kind])
    raise DeclinedError


def _give_up_tags(scan: Scan) -> OpenNode:
    """Go back to a tag that is never closed.

    If the tag around it has the same name, the rest of the page is read in it as in the inner one, and it is never
    closed either, unless there is italic text that the tokenizer tries only twice.
    """
    retried = len(scan.retried)
    node = scan.go_back()
    while scan.kind == node.kind and len(scan.retried) == retried:
        node = scan.go_back()
    return node
