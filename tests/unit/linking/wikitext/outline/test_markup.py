"""The search for markup: what it stops at, and that its compiled variant finds the same."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.wikitext.outline import patterns
from linking.wikitext.outline.markup import markup_search, python_search
from linking.wikitext.outline.scan import DeclinedError, Scan
from tests.helpers.cases import cases
from tests.helpers.linking.accelerated import needs
from tests.helpers.linking.generated_wikitext import PAGES, changed_pages

PATTERNS = {name: pattern for name, pattern in vars(patterns).items() if name.startswith("IN_")}
KINDS = {"IN_TEMPLATE": "template", "IN_HEADING": "heading", "IN_TABLE": "{table", "IN_LINE": "url"}
LIST_ITEM = re.compile(r"\n(?=[*#:])")
MARKUP = st.lists(
    st.sampled_from([
        *("''", "'''", "'", "[[", "]]", "[", "]", "{{", "}}", "{", "}", "|", "||", "<", ">", "&", "#", ":", ";", "//"),
        *("*", "=", "==", "-", "!", "\n", " ", "\t", "\xa0", "a", "é", "ⵣ", "\U0001f40c", "_", "http:", "/", "|}"),
        *("[[a|b]]", "[[a]]", "{{a|b}}", "{{a}}", "''a''", "'''a'''", "[[a:b]]", "[[http://a]]", "\n* ", "\n|-"),
    ]),
    max_size=30,
).map("".join)  # fmt: skip


def found(wikitext: str, search: Any, pattern: str, kind: str) -> Any:
    """What a search finds and reads from each offset at which it stops."""
    scan = Scan(wikitext)
    for _ in range(3 if kind else 0):
        scan.push(kind, 0, 0, PATTERNS[pattern])
    scan.pattern = PATTERNS[pattern]
    find = search(scan)
    stops = []
    position = 0
    try:
        while bounds := find(position):
            stops.append(bounds)
            position = bounds[1]
    except DeclinedError:
        stops.append(None)
    page = scan.page
    return stops, page.text_nodes, page.code_text_offsets, page.links, page.nodes, scan.omitted.spans


def test_markup_that_contains_no_other_is_read_on_the_way():
    scan = Scan("a [[b]] {{c}} ''d'' [[e|''f'']]")
    assert markup_search(scan)(0) == (20, 22)
    assert [link.title for link in scan.page.links] == ["b"]
    assert [node.kind for node in scan.page.nodes] == ["template", "{i"]
    assert scan.page.text_nodes == [(0, "a "), (7, " "), (13, " ")]


def test_there_may_be_no_markup():
    assert markup_search(Scan("a [[b]] c"))(0) is None
    assert markup_search(Scan(""))(0) is None


def test_a_title_that_may_be_a_url_is_declined():
    with pytest.raises(DeclinedError):
        markup_search(Scan("a [[http:b]]"))(0)


@pytest.mark.parametrize("kind", ["{i", "template"])
def test_what_depends_on_the_node_around_it_is_left_to_the_reader(kind):
    scan = Scan("''a {{b}} ''c''")
    scan.push(kind, 0, 2, patterns.IN_HIDDEN_TEXT)
    assert markup_search(scan)(2) == ((13, 15) if kind == "{i" else None)
    assert [node.kind for node in scan.open_nodes] == ([] if kind == "{i" else ["template"])


@needs("wikitext")
@pytest.mark.parametrize("kind", ["", "{i", "{b", "template", "<ref"])
@pytest.mark.parametrize("pattern", PATTERNS)
@given(wikitext=MARKUP | PAGES | changed_pages())
def test_the_compiled_search_finds_the_same(pattern, kind, wikitext):
    kind = kind or KINDS.get(pattern, "")
    wikitext = LIST_ITEM.sub(" ", wikitext)  # only the compiled search reads their markers
    assert found(wikitext, markup_search, pattern, kind) == found(wikitext, python_search, pattern, kind)


@needs("wikitext")
@pytest.mark.parametrize("text", ["a\n* b", "a\n*#: [[b]]", "a\n:* ''b''\n** c", "\n*", "a\n;b", "a\n*;b", "a\n*b\n#c"])
def test_the_compiled_search_reads_the_markers_of_list_items(text):
    scan = Scan(text)
    stop = markup_search(scan)(0)
    assert (stop is None) == (";" not in text)
    markers = "".join(text[node.start : node.end] for node in scan.page.nodes if node.kind in ("{li", "{dd"))
    assert markers == ("" if ";" in text else "".join(c for c in text if c in "*#:"))


@needs("wikitext")
@pytest.mark.parametrize("case", cases("wikitext.yaml"), ids=lambda case: case["case"])
@pytest.mark.parametrize("pattern", ["IN_HIDDEN_TEXT", "IN_TABLE"])
def test_the_compiled_search_finds_the_same_in_the_examples(case, pattern):
    wikitext = case["wikitext"]
    assert found(wikitext, markup_search, pattern, "") == found(wikitext, python_search, pattern, "")


@needs("wikitext")
@pytest.mark.parametrize("character", ["a", "é", "ⵣ", "\U0001f40c"])
def test_texts_of_all_widths_are_searched(character):
    wikitext = f"{character}[[{character}]]{character}<{character}"
    assert found(wikitext, markup_search, "IN_TEXT", "") == found(wikitext, python_search, "IN_TEXT", "")


@needs("wikitext")
def test_a_negative_offset_is_an_error():
    with pytest.raises(ValueError, match="negative"):
        markup_search(Scan("a"))(-1)


@needs("wikitext")
def test_an_unknown_pattern_is_an_error():
    scan = Scan("a")
    scan.pattern = patterns.COMMENT
    with pytest.raises(ValueError, match="unknown"):
        markup_search(scan)(0)
