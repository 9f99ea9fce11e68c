"""Open nodes remember the state before them, which the scan restores."""

from __future__ import annotations

from linking.wikitext.outline import patterns
from linking.wikitext.outline.open_nodes import OpenTable
from linking.wikitext.outline.scan import Scan


def test_a_table_is_as_it_was_before_a_node_that_is_given_up():
    scan = Scan("a")
    scan.table = OpenTable(nodes=0, links=0, depth=1)
    scan.push("{b", 0, 3, patterns.IN_HIDDEN_TEXT)
    scan.table.depth, scan.table.is_simple, scan.table.has_markup_in_attributes = 2, False, True
    scan.go_back()
    assert scan.table == OpenTable(nodes=0, links=0, depth=1)


def test_text_and_depths_are_as_they_were():
    scan = Scan("a <code>b <ref>")
    scan.push("<code", 2, 8, patterns.IN_HIDDEN_TEXT)
    scan.show_contents()
    scan.code_depth = 1
    scan.push("<ref", 10, 15, patterns.IN_HIDDEN_TEXT)
    assert scan.page.code_text_offsets == {8}
    assert scan.go_back().kind == "<ref"
    assert (scan.text_start, scan.is_visible, scan.code_depth) == (8, True, 1)
    assert scan.go_back().kind == "<code"
    assert (scan.text_start, scan.is_visible, scan.code_depth) == (0, True, 0)
    assert (scan.page.text_nodes, scan.page.code_text_offsets) == ([], set())
