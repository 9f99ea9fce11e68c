"""The fast search agrees with a plain implementation of the editor's search."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.selection.find_in_page import FindInPage
from tests.helpers.linking.articles import Nodes, make_nodes
from tests.helpers.linking.browser_search import WantedLink, finds_every_link, match_index_alone, overlaps_itself

small_nodes = st.lists(st.text("ab1", max_size=8), min_size=1, max_size=5).map(lambda texts: make_nodes(*texts))


@st.composite
def pages_with_places(draw: st.DrawFn) -> tuple[Nodes, list[tuple[int, str]]]:
    """Text nodes, and the (offset, text) of some substrings of them."""
    nodes = draw(small_nodes)
    all_places = [
        (offset + start, node[start:end])
        for offset, node in nodes
        for start in range(len(node))
        for end in range(start + 1, min(len(node), start + 4) + 1)
    ]
    places = draw(st.lists(st.sampled_from(all_places), max_size=5, unique=True)) if all_places else []
    return nodes, places


@given(pages_with_places())
def test_the_match_index_is_that_of_a_search_for_the_text_alone(page: tuple[Nodes, list[tuple[int, str]]]):
    nodes, places = page
    for start, text in places:
        search = FindInPage(nodes)
        node = search.node_around(start, start + len(text))
        assert node is not None
        assert search.match_index(text, start, node) == match_index_alone(nodes, text, start)


@given(pages_with_places())
def test_a_link_is_accepted_exactly_if_the_editor_then_finds_all_links(page: tuple[Nodes, list[tuple[int, str]]]):
    """For a text that can overlap itself, some places that the editor finds are refused too."""
    nodes, places = page
    search = FindInPage(nodes)
    taken: list[WantedLink] = []
    for start, text in places:
        node = search.node_around(start, start + len(text))
        assert node is not None
        index = search.match_index(text, start, node)
        alone = match_index_alone(nodes, text, start)
        if index is not None:
            assert index == alone
            taken.append(WantedLink(text, start, index))
            search.take(text, index)
            assert finds_every_link(nodes, taken)
        elif alone is not None and not any(overlaps_itself(link.text) for link in [*taken, WantedLink(text, start, 0)]):
            same_text = any(link.text == text for link in taken)
            assert same_text or not finds_every_link(nodes, [*taken, WantedLink(text, start, alone)])


def test_matches_do_not_span_text_nodes():
    search = FindInPage(make_nodes("new", "york new", gap=0))
    assert search.node_around(1, 5) is None
    assert search.match_index("new", 8, 1) == 1


def test_the_order_of_calls_does_not_matter():
    search = FindInPage(make_nodes("a b a b a", gap=0))
    assert [search.match_index("a", start, 0) for start in (8, 0, 4)] == [2, 0, 1]


@pytest.mark.parametrize("text", ["", "a\x00b"])
def test_a_text_that_no_search_can_find_is_refused(text: str):
    assert FindInPage(((0, "a\x00b"),)).match_index(text, 0, 0) is None


def test_empty_nodes_next_to_a_node_are_skipped():
    search = FindInPage(((0, ""), (0, "ab"), (2, "")))
    assert search.node_around(0, 2) == 1
    assert search.span(1) == (0, 2)


def test_a_link_reserves_no_match_after_its_own():
    search = FindInPage(make_nodes("ab ab", gap=0))
    assert search.match_index("ab", 3, 0) == 1
    assert search.match_index("ab", 0, 0) == 0
    search.take("ab", 0)
    assert search.match_index("b", 4, 0) is None
    assert search.match_index(" ab", 2, 0) == 0
