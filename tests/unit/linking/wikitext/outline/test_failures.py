"""What the scan does with markup that is never closed: text, as for the tokenizer, within limits."""

from __future__ import annotations

import pytest

from linking.wikitext.outline import patterns
from linking.wikitext.outline.failures import give_up
from linking.wikitext.outline.scan import DeclinedError, Scan
from tests.helpers.linking.outlines import scanned, tokenized

LINE = "a [[b]] c {{d}} <ref>e</ref>.\n"


@pytest.mark.parametrize(("kind", "markup", "inner", "resumed"), [
    ("link", "[[a|", 5, 3),
    ("template", "{{a|", 3, 3),
    ("{table", "{|\n", 3, 3),
    ("{i", "''", 3, 3),
    ("<ref", "<ref>", 6, 2),
])  # fmt: skip
def test_a_node_that_is_never_closed_is_text(kind, markup, inner, resumed):
    scan = Scan(f"b{markup}")
    scan.push(kind, 1, inner, patterns.IN_HIDDEN_TEXT)
    assert give_up(scan) == resumed
    assert not scan.open_nodes
    assert scan.is_visible
    assert scan.pattern is patterns.IN_TEXT
    scan.end_text(len(scan.text))
    assert scan.page.text_nodes == [(0, scan.text)]


@pytest.mark.parametrize("kind", ["heading", "url", "<li"])
def test_what_the_tokenizer_may_close_by_itself_is_declined(kind):
    scan = Scan("a" * 10)
    scan.push(kind, 1, 3, patterns.IN_HIDDEN_TEXT)
    with pytest.raises(DeclinedError):
        give_up(scan)


def test_nodes_found_inside_are_forgotten_and_read_again():
    found = scanned("a <small>b [[c]] <code>d</code> ''e")
    assert found == tokenized("a <small>b [[c]] <code>d</code> ''e")
    assert found is not None
    texts, code, links, nodes = found
    assert [text for _, text in texts] == ["a <small>b ", " ", "d", " ''e"]
    assert code == {23}
    assert [link.title for link in links] == ["c"]
    assert [node.kind for node in nodes] == ["<code"]


@pytest.mark.parametrize("markup", ["''", "'''", "'''''", "<ref>", "<small>", "[[a|", "{{a|", "<5>"])
def test_pages_with_a_few_unclosed_nodes_are_read(markup):
    wikitext = f"{LINE}{markup}{LINE}{markup[:1]} {LINE}"
    assert scanned(wikitext) == tokenized(wikitext)


@pytest.mark.parametrize("markup", ["<ref>", "<small>", "[[a|", "{{a|", "<5>"])
def test_pages_with_many_unclosed_nodes_are_declined(markup):
    assert scanned(f"{markup}{LINE}" * 200) is None


def test_a_page_is_not_read_again_too_often():
    scan = Scan(LINE * 10)
    for _ in range(5):
        assert scan.read_again(0) == 0
    with pytest.raises(DeclinedError):
        scan.read_again(0)


def test_tags_of_one_name_inside_each_other_are_given_up_together():
    scan = Scan("<b><i><i>a")
    for start in (0, 3, 6):
        scan.push("<b" if start == 0 else "<i", start, start + 3, patterns.IN_HIDDEN_TEXT)
    assert give_up(scan) == 4
    assert [node.kind for node in scan.open_nodes] == ["<b"]
    assert scan.failed == {("<i", 6), ("<i", 9)}


def test_many_open_tags_of_one_name_do_not_make_the_page_read_again_for_each():
    wikitext = "<small>a\n" * 20 + LINE * 20
    assert scanned(wikitext) == tokenized(wikitext)
