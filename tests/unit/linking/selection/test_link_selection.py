"""Which of the suggestions become links, and where."""

from __future__ import annotations

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from linking.selection.link_selection import Link, Suggestion, choose
from tests.helpers.linking.articles import Nodes, article_of, nodes_of
from tests.helpers.linking.browser import Wanted, browser_search, fits, index_alone, overlaps_itself


def suggest(text: str, *starts: int, score: float, target: str = "", key: int = 0) -> Suggestion:
    places = tuple((start, start + len(text)) for start in starts)
    return Suggestion(places, target or text.capitalize(), score, key or hash(text))


def chosen(page: str | Nodes, *suggestions: Suggestion, threshold: float = 0.0, limit: int = 15) -> list[Link]:
    runs = ((0, page),) if isinstance(page, str) else page
    return choose(article_of(runs), suggestions, threshold=threshold, limit=limit)


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


def test_a_limit_of_one_gives_the_best_and_not_the_first():
    assert places(chosen("one two", suggest("one", 0, score=0.5), suggest("two", 4, score=0.6), limit=1)) == [
        ("two", 4, 0)
    ]


def test_a_limit_of_zero_gives_nothing():
    assert chosen("one", suggest("one", 0, score=0.5), limit=0) == []


def test_the_threshold_itself_is_enough():
    page = "one two"
    assert places(chosen(page, suggest("one", 0, score=0.5), suggest("two", 4, score=0.49), threshold=0.5)) == [
        ("one", 0, 0)
    ]


def test_a_target_is_linked_once():
    page = "Rome, the Eternal City"
    links = chosen(page, suggest("Rome", 0, score=0.8), suggest("Eternal City", 10, score=0.9, target="Rome"))
    assert places(links) == [("Eternal City", 10, 0)]


def test_an_anchor_is_linked_once_also_in_another_spelling():
    page = "apple Apple"
    links = chosen(
        page, suggest("apple", 0, score=0.8, key=1), suggest("Apple", 6, score=0.7, target="Apple Inc.", key=1)
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


def test_a_match_that_another_link_swallows_moves_the_lower_scored_link_to_an_earlier_place():
    """The search meets "Martin" before the "art" in it, so only an "art" before that can be found."""
    page = "Good art. Martin likes art."
    links = chosen(page, suggest("Martin", 10, score=0.9), suggest("art", 23, 5, score=0.5))
    assert places(links) == [("art", 5, 0), ("Martin", 10, 0)]


def test_a_disturbed_link_that_has_no_other_place_frees_its_place_for_the_next_best():
    page = "Martin likes art and wine."
    links = chosen(
        page, suggest("Martin", 0, score=0.9), suggest("art", 13, score=0.5), suggest("wine", 21, score=0.4), limit=2
    )
    assert places(links) == [("Martin", 0, 0), ("wine", 21, 0)]


def test_texts_do_not_disturb_each_other_behind_their_links():
    page = "Good art. A Martin. Martin likes art."
    assert places(chosen(page, suggest("Martin", 12, score=0.9), suggest("art", 5, score=0.5))) == [
        ("art", 5, 0),
        ("Martin", 12, 0),
    ]


def test_the_next_target_of_a_text_takes_the_place_when_the_best_is_linked_already():
    page = "Big Apple apple"
    links = chosen(
        page,
        suggest("Big Apple", 0, score=0.9, target="New York", key=1),
        suggest("apple", 10, score=0.8, target="New York", key=2),
        suggest("apple", 10, score=0.3, target="Apple", key=2),
    )
    assert [(link.text, link.target) for link in links] == [("Big Apple", "New York"), ("apple", "Apple")]


def test_a_place_that_only_one_model_visits_is_not_linked():
    runs = nodes_of("one two", "three")
    article = article_of(runs, runs[1:])
    suggestions = [suggest("one", 2, score=0.9), suggest("three", 11, score=0.8)]
    assert places(choose(article, suggestions, threshold=0, limit=5)) == [("three", 11, 0)]


def test_a_place_whose_match_index_differs_between_models_yields_to_the_next():
    runs = nodes_of("one", "a two", "one", "one two")
    article = article_of(runs, runs[1:])
    suggestions = [suggest("one", 14, score=0.9), suggest("two", 9, 23, score=0.8)]
    assert places(choose(article, suggestions, threshold=0, limit=5)) == [("two", 9, 0)]


def test_a_link_that_is_disturbed_in_one_model_only_is_dropped():
    runs = nodes_of("Martin", "Martin", "art")
    article = article_of(runs, (runs[0], (14, "rtin"), runs[2]))
    suggestions = [suggest("Martin", 2, score=0.9), suggest("art", 18, score=0.8)]
    assert places(choose(article, suggestions, threshold=0, limit=5)) == [("Martin", 2, 0)]


def test_context_is_at_most_ten_characters_of_what_all_models_see_as_one_text_node():
    runs = nodes_of("0123456789abc word 0123456789", gap=0)
    whole = choose(article_of(runs), [suggest("word", 14, score=1)], threshold=0, limit=1)[0]
    assert (whole.context_before, whole.context_after) == ("456789abc ", " 012345678")
    parts = ((0, "0123456789"), (10, "abc word 012"), (22, "3456789"))
    split = choose(article_of(runs, parts), [suggest("word", 14, score=1)], threshold=0, limit=1)[0]
    assert (split.context_before, split.context_after) == ("abc ", " 012")


def test_a_page_that_repeats_a_text_is_given_up_and_not_searched_for_ever():
    page = "a b " * 100_000
    starts = range(0, len(page), 4)
    hidden = [suggest("a", *starts, score=0.5, target=f"A{number}", key=1) for number in range(20)]
    assert places(chosen(page, suggest("a b", 0, score=0.9), *hidden)) == [("a b", 0, 0)]


def test_an_article_without_text_has_no_links():
    assert choose(article_of(()), [suggest("one", 0, score=1)], threshold=0, limit=5) == []


def test_a_suggestion_without_places_is_no_link():
    assert chosen("one", Suggestion((), "One", 1.0, 1)) == []


@st.composite
def pages(draw: st.DrawFn) -> tuple[Nodes, Nodes, list[Suggestion]]:
    """A page's nodes in two models and suggestions for it, most of which are in each other's way."""
    runs = nodes_of(*draw(st.lists(st.text("ab1", max_size=9), min_size=1, max_size=5)), gap=1)
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
    )
    return runs, other, draw(st.lists(suggestion, max_size=8))


def naive_greedy(wikitext: str, searches: list[Nodes], suggestions: list[Suggestion]) -> list[Wanted]:
    """The set that the module promises, by simulating every search for every place."""
    links: list[Wanted] = []
    targets, keys = set(), set()
    for suggestion in suggestions:
        if suggestion.target in targets or suggestion.key in keys:
            continue
        for start, end in suggestion.places:
            text = wikitext[start:end]
            indexes = {index_alone(nodes, text, start) for nodes in searches}
            index = indexes.pop()
            if index is None or indexes or text in {link.text for link in links}:
                continue
            more = [*links, Wanted(text, start, index)]
            if all(fits(nodes, more) for nodes in searches):
                links = more
                targets.add(suggestion.target)
                keys.add(suggestion.key)
                break
    return links


@given(pages())
def test_the_answer_is_the_greedy_set_that_the_editor_finds(page: tuple[Nodes, Nodes, list[Suggestion]]):
    runs, other, suggestions = page
    article = article_of(runs, other)
    texts = {article.wikitext[start:end] for suggestion in suggestions for start, end in suggestion.places}
    links = choose(article, suggestions, threshold=0.4, limit=20)
    for nodes in (runs, other):
        assert fits(nodes, [Wanted(link.text, link.start, link.match_index) for link in links])
    if not any(map(overlaps_itself, texts)):
        ranked = sorted(
            (s for s in suggestions if s.score >= 0.4),
            key=lambda s: (-s.score, s.places[0][0] - s.places[0][1], s.places[0][0], s.target, s.key, s.places),
        )
        expected = naive_greedy(article.wikitext, [runs, other], ranked)
        assert sorted((w.start, w.text, w.match_index) for w in expected) == [
            (link.start, link.text, link.match_index) for link in links
        ]


@given(pages(), st.integers(0, 5), st.randoms(use_true_random=False))
def test_invariants(page: tuple[Nodes, Nodes, list[Suggestion]], limit: int, shuffle: random.Random):
    runs, other, suggestions = page
    article = article_of(runs, other)
    links = choose(article, suggestions, threshold=0.4, limit=limit)
    all_links = choose(article, suggestions, threshold=0.2, limit=20)
    shuffled = list(suggestions)
    shuffle.shuffle(shuffled)
    assert choose(article, shuffled, threshold=0.4, limit=limit) == links
    assert len(links) <= limit
    assert set(links) <= set(all_links), "a lower threshold and a higher limit only add links"
    assert all(link.score >= 0.4 and (link.start, link.end) in link.suggestion.places for link in links)
    assert all(article.wikitext[link.start : link.end] == link.text for link in links)
    assert all(one.end <= two.start for one, two in itertools.pairwise(links))
    for distinct in ({link.target for link in links}, {link.suggestion.key for link in links}):
        assert len(distinct) == len(links)
    for link in links:
        assert article.wikitext[: link.start].endswith(link.context_before)
        assert article.wikitext[link.end :].startswith(link.context_after)


def test_browser_search_puts_whole_numbers_first():
    """Of the reference itself: object keys that are whole numbers come first in the expression."""
    links = [Wanted("1a", 0, 0), Wanted("1", 3, 1)]
    assert browser_search(((0, "1a 1"),), links) == {1: 3}
