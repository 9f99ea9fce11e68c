"""Link selection takes the best suggestions that the editor finds together."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from linking.selection.link_selection import Link, Suggestion, select_links
from tests.helpers.linking.articles import Nodes, make_article, make_nodes
from tests.helpers.linking.browser_search import (
    WantedLink,
    finds_every_link,
    match_index_alone,
    overlaps_itself,
    search_like_browser,
)


def suggest(text: str, *starts: int, score: float, target: str = "", anchor: int = 0) -> Suggestion:
    places = tuple((start, start + len(text)) for start in starts)
    return Suggestion(places, target or text.capitalize(), score, anchor or hash(text), pair=0)


def chosen(page: str | Nodes, *suggestions: Suggestion, threshold: float = 0.0, limit: int = 15) -> list[Link]:
    runs = ((0, page),) if isinstance(page, str) else page
    return select_links(make_article(runs), suggestions, threshold=threshold, limit=limit)


def places(links: list[Link]) -> list[tuple[str, int, int]]:
    return [(link.text, link.start, link.match_index) for link in links]


def test_links_are_in_order_of_offset_and_the_best_ones_are_kept():
    page = "Rome is unlike New York City today."
    links = chosen(
        page,
        suggest("New York City", 15, score=0.9),
        suggest("Rome", 0, score=0.8),
        suggest("today", 29, score=0.7),
        limit=2,
    )
    assert places(links) == [("Rome", 0, 0), ("New York City", 15, 0)]


def test_a_limit_of_one_selects_the_best_link():
    assert places(chosen("one two", suggest("one", 0, score=0.5), suggest("two", 4, score=0.6), limit=1)) == [
        ("two", 4, 0)
    ]


def test_a_limit_of_zero_selects_nothing():
    assert chosen("one", suggest("one", 0, score=0.5), limit=0) == []


def test_a_score_equal_to_the_threshold_is_enough():
    page = "one two"
    assert places(chosen(page, suggest("one", 0, score=0.5), suggest("two", 4, score=0.49), threshold=0.5)) == [
        ("one", 0, 0)
    ]


def test_a_target_is_linked_once():
    page = "Rome, the Eternal City"
    links = chosen(page, suggest("Rome", 0, score=0.8), suggest("Eternal City", 10, score=0.9, target="Rome"))
    assert places(links) == [("Eternal City", 10, 0)]


def test_an_anchor_is_linked_once_whatever_its_capitalization():
    page = "apple Apple"
    links = chosen(
        page, suggest("apple", 0, score=0.8, anchor=1), suggest("Apple", 6, score=0.7, target="Apple Inc.", anchor=1)
    )
    assert places(links) == [("apple", 0, 0)]


def test_of_overlapping_links_the_better_one_stays():
    page = "New York City"
    city, state = suggest("York City", 4, score=0.8), suggest("New York", 0, score=0.9)
    assert places(chosen(page, city, state)) == [("New York", 0, 0)]


def test_of_equal_scores_the_longer_text_then_the_earlier_place_then_the_target_wins():
    page = "New York, red and bed"
    links = chosen(
        page,
        suggest("York", 4, score=0.5),
        suggest("New York", 0, score=0.5, target="New York (state)"),
        suggest("New York", 0, score=0.5, target="New York"),
        suggest("bed", 18, score=0.5),
        suggest("red", 10, score=0.5),
        limit=2,
    )
    assert [(link.text, link.target) for link in links] == [("New York", "New York"), ("red", "Red")]


def test_the_match_index_counts_inside_words_and_case_sensitively():
    page = "Cats, a bobcat and a cat"
    assert places(chosen(page, suggest("cat", 21, score=0.5))) == [("cat", 21, 1)]


def test_a_link_whose_match_is_hidden_moves_to_an_earlier_place():
    """The search matches "Martin" and not the "art" inside it, so the editor only finds an earlier "art"."""
    page = "Good art. Martin likes art."
    links = chosen(page, suggest("Martin", 10, score=0.9), suggest("art", 23, 5, score=0.5))
    assert places(links) == [("art", 5, 0), ("Martin", 10, 0)]


def test_a_link_without_another_place_makes_room_for_the_next_best():
    page = "Martin likes art and wine."
    links = chosen(
        page, suggest("Martin", 0, score=0.9), suggest("art", 13, score=0.5), suggest("wine", 21, score=0.4), limit=2
    )
    assert places(links) == [("Martin", 0, 0), ("wine", 21, 0)]


def test_matches_after_a_link_do_not_matter():
    page = "Good art. A Martin. Martin likes art."
    assert places(chosen(page, suggest("Martin", 12, score=0.9), suggest("art", 5, score=0.5))) == [
        ("art", 5, 0),
        ("Martin", 12, 0),
    ]


def test_the_second_target_of_a_text_is_linked_if_the_first_is_linked_elsewhere():
    page = "Big Apple apple"
    links = chosen(
        page,
        suggest("Big Apple", 0, score=0.9, target="New York", anchor=1),
        suggest("apple", 10, score=0.8, target="New York", anchor=2),
        suggest("apple", 10, score=0.3, target="Apple", anchor=2),
    )
    assert [(link.text, link.target) for link in links] == [("Big Apple", "New York"), ("apple", "Apple")]


def test_a_place_that_only_one_model_visits_is_not_linked():
    runs = make_nodes("one two", "three")
    article = make_article(runs, runs[1:])
    suggestions = [suggest("one", 2, score=0.9), suggest("three", 11, score=0.8)]
    assert places(select_links(article, suggestions, threshold=0, limit=5)) == [("three", 11, 0)]


def test_a_place_whose_match_index_differs_between_models_is_skipped():
    runs = make_nodes("one", "a two", "one", "one two")
    article = make_article(runs, runs[1:])
    suggestions = [suggest("one", 14, score=0.9), suggest("two", 9, 23, score=0.8)]
    assert places(select_links(article, suggestions, threshold=0, limit=5)) == [("two", 9, 0)]


def test_a_link_that_is_hidden_in_one_model_is_dropped():
    runs = make_nodes("Martin", "Martin", "art")
    article = make_article(runs, (runs[0], (14, "rtin"), runs[2]))
    suggestions = [suggest("Martin", 2, score=0.9), suggest("art", 18, score=0.8)]
    assert places(select_links(article, suggestions, threshold=0, limit=5)) == [("Martin", 2, 0)]


def test_context_has_ten_characters_and_ends_at_the_text_node_of_every_model():
    runs = make_nodes("0123456789abc word 0123456789", gap=0)
    whole = select_links(make_article(runs), [suggest("word", 14, score=1)], threshold=0, limit=1)[0]
    assert (whole.context_before, whole.context_after) == ("456789abc ", " 012345678")
    parts = ((0, "0123456789"), (10, "abc word 012"), (22, "3456789"))
    split = select_links(make_article(runs, parts), [suggest("word", 14, score=1)], threshold=0, limit=1)[0]
    assert (split.context_before, split.context_after) == ("abc ", " 012")


def test_a_page_that_repeats_a_text_is_not_searched_to_the_end():
    page = "a b " * 100_000
    starts = range(0, len(page), 4)
    hidden = [suggest("a", *starts, score=0.5, target=f"A{number}", anchor=1) for number in range(20)]
    assert places(chosen(page, suggest("a b", 0, score=0.9), *hidden)) == [("a b", 0, 0)]


def test_of_two_equal_scores_the_longer_text_is_linked():
    page = "New York City"
    assert places(chosen(page, suggest("New York", 0, score=0.5), suggest("York City", 4, score=0.5))) == [
        ("York City", 4, 0)
    ]


def test_a_text_that_spans_two_runs_is_not_linked_even_if_the_editor_sees_one_text_node():
    article = replace(make_article(((0, "one "), (4, "two"))), page_models=(((0, "one two"),),))
    assert select_links(article, [suggest("one two", 0, score=1)], threshold=0, limit=5) == []
    assert len(select_links(article, [suggest("two", 4, score=1)], threshold=0, limit=5)) == 1


def test_an_article_without_text_has_no_links():
    assert select_links(make_article(()), [suggest("one", 0, score=1)], threshold=0, limit=5) == []


def test_a_suggestion_without_places_is_no_link():
    assert chosen("one", Suggestion((), "One", 1.0, 1, pair=0)) == []


@st.composite
def pages(draw: st.DrawFn) -> tuple[Nodes, Nodes, list[Suggestion]]:
    """The text nodes of a page in two models, and suggestions that mostly exclude each other."""
    runs = make_nodes(*draw(st.lists(st.text("ab1", max_size=9), min_size=1, max_size=5)), gap=1)
    other = tuple(node for node in runs if draw(st.booleans()) or draw(st.booleans()))
    spans = [
        (offset + start, offset + end)
        for offset, node in runs
        for start in range(len(node))
        for end in range(start + 1, min(len(node), start + 4) + 1)
    ] or [(0, 1)]
    suggestion = st.builds(
        Suggestion,
        st.lists(st.sampled_from(spans), min_size=1, max_size=4, unique=True).map(tuple),
        st.sampled_from("ABCDEFG"),
        st.sampled_from([0.2, 0.4, 0.5, 0.6, 0.7, 0.8]),
        st.integers(1, 8),
        st.just(0),
    )
    return runs, other, draw(st.lists(suggestion, max_size=8))


def greedy_selection(wikitext: str, searches: list[Nodes], suggestions: list[Suggestion]) -> list[WantedLink]:
    """Select links as the module describes, by simulating the editor's search for every place."""
    links: list[WantedLink] = []
    targets, anchors = set(), set()
    for suggestion in suggestions:
        if suggestion.target in targets or suggestion.anchor in anchors:
            continue
        for start, end in suggestion.places:
            text = wikitext[start:end]
            indexes = {match_index_alone(nodes, text, start) for nodes in searches}
            index = indexes.pop()
            if index is None or indexes or text in {link.text for link in links}:
                continue
            more = [*links, WantedLink(text, start, index)]
            if all(finds_every_link(nodes, more) for nodes in searches):
                links = more
                targets.add(suggestion.target)
                anchors.add(suggestion.anchor)
                break
    return links


@given(pages())
def test_the_selection_is_the_greedy_set_of_links_that_the_editor_finds(page: tuple[Nodes, Nodes, list[Suggestion]]):
    runs, other, suggestions = page
    article = make_article(runs, other)
    texts = {article.wikitext[start:end] for suggestion in suggestions for start, end in suggestion.places}
    links = select_links(article, suggestions, threshold=0.4, limit=20)
    for nodes in (runs, other):
        assert finds_every_link(nodes, [WantedLink(link.text, link.start, link.match_index) for link in links])
    if not any(map(overlaps_itself, texts)):
        ranked = sorted(
            (s for s in suggestions if s.score >= 0.4),
            key=lambda s: (-s.score, s.places[0][0] - s.places[0][1], s.places[0][0], s.target, s.anchor, s.places),
        )
        expected = greedy_selection(article.wikitext, [runs, other], ranked)
        assert sorted((w.start, w.text, w.match_index) for w in expected) == [
            (link.start, link.text, link.match_index) for link in links
        ]


@given(pages(), st.integers(0, 5), st.randoms(use_true_random=False))
def test_invariants(page: tuple[Nodes, Nodes, list[Suggestion]], limit: int, shuffle: random.Random):
    runs, other, suggestions = page
    article = make_article(runs, other)
    links = select_links(article, suggestions, threshold=0.4, limit=limit)
    all_links = select_links(article, suggestions, threshold=0.2, limit=20)
    shuffled = list(suggestions)
    shuffle.shuffle(shuffled)
    assert select_links(article, shuffled, threshold=0.4, limit=limit) == links
    assert len(links) <= limit
    assert set(links) <= set(all_links), "a lower threshold and a higher limit only add links"
    assert all(link.score >= 0.4 and (link.start, link.end) in link.suggestion.places for link in links)
    assert all(article.wikitext[link.start : link.end] == link.text for link in links)
    assert all(one.end <= two.start for one, two in itertools.pairwise(links))
    for distinct in ({link.target for link in links}, {link.suggestion.anchor for link in links}):
        assert len(distinct) == len(links)
    for link in links:
        assert article.wikitext[: link.start].endswith(link.context_before)
        assert article.wikitext[link.end :].startswith(link.context_after)


def test_the_reference_search_puts_whole_numbers_first():
    """JavaScript lists the object keys that are whole numbers before all others."""
    links = [WantedLink("1a", 0, 0), WantedLink("1", 3, 1)]
    assert search_like_browser(((0, "1a 1"),), links) == {1: 3}
