"""The state of a scan: text nodes, hidden text, and how deep nodes may be nested."""

from __future__ import annotations

import pytest

from linking.wikitext.outline import patterns
from linking.wikitext.outline.scan import DeclinedError, Scan, is_in_outline
from tests.helpers.linking.outlines import scanned, tokenized


def test_text_around_a_node_is_two_text_nodes():
    scan = Scan("ab<!---->cd")
    assert scan.add("comment", 2, 9, 6) == 9
    scan.end_text(11)
    assert scan.page.text_nodes == [(0, "ab"), (9, "cd")]
    assert scan.page.nodes == [("comment", 2, 9, 6, True)]


def test_text_in_an_open_node_is_hidden_until_it_is_closed():
    scan = Scan("a''b''c")
    assert scan.push("{i", 1, 3, patterns.IN_HIDDEN_TEXT) == 3
    assert not scan.is_visible
    assert scan.close(6) == 6
    scan.end_text(7)
    assert scan.is_visible
    assert scan.page.text_nodes == [(0, "a"), (6, "c")]


def test_hidden_nodes_are_recorded_only_if_they_can_hide_markup():
    scan = Scan("[[a|''b''<ref>c</ref>]]")
    scan.push("link", 0, 4, patterns.IN_HIDDEN_TEXT)
    scan.push("{i", 4, 6, patterns.IN_HIDDEN_TEXT)
    scan.close(9)
    scan.push("<ref", 9, 14, patterns.IN_HIDDEN_TEXT)
    scan.close(21)
    assert scan.page.nodes == [("<ref", 9, 21, 14, False)]


def test_the_contents_of_a_walked_tag_are_as_visible_as_the_tag():
    scan = Scan("a<small>b</small>")
    scan.push("<small", 1, 8, patterns.IN_HIDDEN_TEXT)
    scan.show_contents()
    assert scan.is_visible
    assert scan.pattern is patterns.IN_TEXT
    scan.push("{i", 8, 8, patterns.IN_HIDDEN_TEXT)
    scan.push("<small", 8, 8, patterns.IN_HIDDEN_TEXT)
    scan.show_contents()
    assert not scan.is_visible


@pytest.mark.parametrize(("depth", "is_read"), [(26, True), (27, False), (1000, False)])
def test_nodes_are_read_up_to_a_depth(depth, is_read):
    wikitext = "{{a|" * depth + "}}" * depth
    assert scanned(wikitext) == (tokenized(wikitext) if is_read else None)


@pytest.mark.parametrize(("opening", "closing", "count"), [
    ("<small class=a>", "</small>", 23),
    ("{{a|b=", "}}", 23),
    ("<b>[[a|", "]]</b>", 11),
    ("{|\n|-\n| class=a |\n", "\n|}", 5),
])  # fmt: skip
def test_the_tokenizer_nests_nodes_at_least_as_deep(opening, closing, count):
    innermost = "<ref name=\"a\">[[b|c]] {{d|{{{e}}}}} ''f''</ref>"
    wikitext = opening * count + innermost + closing * count
    assert scanned(wikitext) is not None
    assert scanned(wikitext) == tokenized(wikitext)


def test_too_many_open_nodes_are_declined():
    scan = Scan("")
    for _ in range(25):
        scan.push("link", 0, 0, patterns.IN_HIDDEN_TEXT)
    with pytest.raises(DeclinedError):
        scan.push("link", 0, 0, patterns.IN_HIDDEN_TEXT)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("template", True), ("argument", True), ("comment", True), ("<ref", True), ("{i", False), ("url", False)],
)
def test_an_outline_has_the_hidden_nodes_that_hide_markup(kind, expected):
    assert is_in_outline(kind) == expected
