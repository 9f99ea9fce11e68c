"""A review sample is drawn at random from articles as readers find them, whatever the number of workers."""

from __future__ import annotations

from random import Random

import pytest

from linking.wikitext.excerpts import Excerpt
from training.evaluation.review_drawing import (
    MAX_KEY,
    Drawing,
    DrawnArticle,
    ReviewDrawing,
    ReviewSuggestion,
    article_key,
)
from training.evaluation.suggestion_sample import hash_key


def article(number: int, *scores: float, seed: int = 1) -> DrawnArticle:
    """Return an article whose suggestions have these scores."""
    title = f"Article {number}"
    suggestions = [
        ReviewSuggestion(hash_key(seed, title, at), title, 7, "x", "X", at, score, Excerpt("", "x", ""), "")
        for at, score in enumerate(scores)
    ]
    return DrawnArticle(article_key(seed, title), tuple(sorted(suggestions, key=lambda one: one.key)))


def drawn(articles: list[DrawnArticle], count: int, *bounds: float, **options: int) -> Drawing:
    drawing = ReviewDrawing(count, bounds or (0.5,), **options)
    for one in articles:
        drawing.add(one)
    return drawing.result()


def wiki(size: int, seed: int = 1) -> list[DrawnArticle]:
    random = Random(3)
    return [
        article(number, *(0.5 + 0.5 * random.random() ** 3 for _ in range(random.choice([0, 0, 1, 2, 9]))), seed=seed)
        for number in range(size)
    ]


@pytest.mark.parametrize("bounds", [(0.5,), (0.5, 0.7, 0.9)])
@pytest.mark.parametrize("max_articles", [10_000, 30])
def test_the_sample_does_not_depend_on_articles_above_the_limit(bounds: tuple[float, ...], max_articles: int) -> None:
    """More workers meet more of them, because they read ahead."""
    articles = wiki(400)
    every = drawn(articles, 20, *bounds, max_articles=max_articles)
    drawing = ReviewDrawing(20, bounds, max_articles)
    left_out = 0
    for one in articles:
        if one.key < drawing.limit:
            drawing.add(one)
        else:
            left_out += 1
    assert drawing.result() == every
    assert left_out > 100


def test_the_limit_never_rises() -> None:
    drawing = ReviewDrawing(20, (0.5, 0.8), 100)
    limits = [MAX_KEY]
    for one in wiki(400):
        drawing.add(one)
        limits.append(drawing.limit)
    assert limits == sorted(limits, reverse=True)
    assert limits[-1] < MAX_KEY


def test_each_article_weighs_the_same_whatever_its_number_of_suggestions() -> None:
    articles = [article(number, *[0.9] * (1 if number % 2 else 10)) for number in range(2_000)]
    sample = drawn(articles, 400).suggestions
    titles = [one.title for one in sample]
    assert len(set(titles)) == 400
    odd = sum(int(title.split()[1]) % 2 for title in titles)
    assert 150 < odd < 250


def test_a_small_wiki_gives_second_suggestions_of_its_articles() -> None:
    articles = [article(number, 0.6, 0.7, 0.8) for number in range(10)]
    titles = [one.title for one in drawn(articles, 25).suggestions]
    assert len(titles) == 25
    assert {titles.count(title) for title in titles} == {2, 3}
    assert len(drawn(articles, 100).suggestions) == 30


def test_bands_give_equally_many_and_leave_places_to_the_others() -> None:
    articles = [article(number, 0.55 if number % 10 else 0.95) for number in range(200)]
    drawing = drawn(articles, 30, 0.5, 0.7, 0.9)
    scores = [one.score for one in drawing.suggestions]
    assert (scores.count(0.55), scores.count(0.95)) == (15, 15)
    assert [(one.low, one.high) for one in drawing.strata] == [(0.5, 0.7), (0.7, 0.9), (0.9, 1.0)]
    assert [one.suggestions for one in drawing.strata] == [180, 0, 20]


def test_a_score_of_1_and_the_bounds_themselves_belong_to_the_band_above() -> None:
    drawing = drawn([article(1, 1.0, 0.7, 0.5)], 3, 0.5, 0.7)
    assert [one.suggestions for one in drawing.strata] == [1, 2]


def test_articles_without_suggestions_are_counted() -> None:
    drawing = drawn([article(number, *[0.9] * (number % 2)) for number in range(1_000)], 10)
    assert drawing.articles_with_suggestions == 10
    assert 10 < drawing.articles < 60


def test_the_first_part_of_a_sample_is_a_sample() -> None:
    """The order is that of the suggestions' keys, so it says nothing about scores."""
    keys = [one.key for one in drawn(wiki(300), 50, 0.5, 0.9).suggestions]
    assert keys == sorted(keys)


def test_another_seed_draws_others() -> None:
    first, second = ({one.title for one in drawn(wiki(300, seed), 20).suggestions} for seed in (1, 2))
    assert len(first & second) < 10


def test_without_articles_there_is_nothing() -> None:
    assert drawn([], 10).suggestions == ()
    assert drawn([], 10).strata[0].suggestions == 0
