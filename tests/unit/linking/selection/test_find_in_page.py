"""The fast search against the editor's own, written down naively."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linking.selection.find_in_page import BrowserSearch
from tests.helpers.linking.articles import Nodes, nodes_of
from tests.helpers.linking.browser import Wanted, fits, index_alone, overlaps_itself

small_nodes = st.lists(st.text("ab1", max_size=8), min_size=1, max_size=5).map(lambda texts: nodes_of(*texts))


@st.composite
def pages_with_places(draw: st.DrawFn) -> tuple[Nodes, list[tuple[int, str]]]:
    """Text nodes, and (offset, text) of some places in them."""
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
def test_a_text_alone_gets_the_match_index_at_which_the_editor_ends_there(page: tuple[Nodes, list[tuple[int, str]]]):
    nodes, places = page
    for start, text in places:
        search = BrowserSearch(nodes)
        node = search.node_around(start, start + len(text))
        assert node is not None
        assert search.match_index(text, start, node) == index_alone(nodes, text, start)


@given(pages_with_places())
def test_a_link_is_let_in_exactly_where_the_editor_then_finds_all_of_them(page: tuple[Nodes, list[tuple[int, str]]]):
    """Exactly for texts that cannot overlap themselves; of the others, only places that fit are let in."""
    nodes, places = page
    search = BrowserSearch(nodes)
    taken: list[Wanted] = []
    for start, text in places:
        node = search.node_around(start, start + len(text))
        assert node is not None
        index = search.match_index(text, start, node)
        alone = index_alone(nodes, text, start)
        if index is not None:
            assert index == alone
            taken.append(Wanted(text, start, index))
            search.take(text, index)
            assert fits(nodes, taken)
        elif alone is not None and not any(overlaps_itself(link.text) for link in [*taken, Wanted(text, start, 0)]):
            same_text = any(link.text == text for link in taken)
            assert same_text or not fits(nodes, [*taken, Wanted(text, start, alone)])


def test_matches_do_not_span_text_nodes():
    search = BrowserSearch(nodes_of("new", "york new", gap=0))
    assert search.node_around(1, 5) is None
    assert search.match_index("new", 8, 1) == 1


def test_places_may_be_asked_for_in_any_order():
    search = BrowserSearch(nodes_of("a b a b a", gap=0))
    assert [search.match_index("a", start, 0) for start in (8, 0, 4)] == [2, 0, 1]


@pytest.mark.parametrize("text", ["", "a\x00b"])
def test_a_text_that_no_search_can_find_is_refused(text: str):
    assert BrowserSearch(((0, "a\x00b"),)).match_index(text, 0, 0) is None


def test_of_two_empty_nodes_beside_a_full_one_the_full_one_is_found():
    search = BrowserSearch(((0, ""), (0, "ab"), (2, "")))
    assert search.node_around(0, 2) == 1
    assert search.span(1) == (0, 2)
