"""What is suggested on articles as they are."""

from __future__ import annotations

import pytest

from linking.recommender import Recommendation
from linking.wikitext.article import parse
from linking.wikitext.excerpts import Excerpt
from tests.helpers.training.evaluations import make_unmasked
from training.evaluation.unmasked_articles import (
    CLIENT_MAX_LINKS,
    MIN_SCORE,
    SAMPLE_SIZE,
    UnmaskedCollector,
    UnmaskedResult,
    merge_unmasked,
    unmasked_query,
)

TEXT = "A [[river]] in London. It is long."


def link(text: str, score: float) -> Recommendation:
    return Recommendation(text, text.capitalize(), 0, TEXT.index(text), score, "", "", 0)


def collected(*articles: tuple[str, list[Recommendation]], seed: int = 0) -> UnmaskedResult:
    collector = UnmaskedCollector(seed)
    for title, links in articles:
        collector.add(title, parse(TEXT), links)
    return collector.result()


def test_the_query_is_that_of_the_client_with_a_threshold_below_any_that_a_wiki_sets():
    query = unmasked_query("A", TEXT)
    assert (query.title, query.wikitext) == ("A", TEXT)
    assert (query.threshold, query.max_recommendations) == (MIN_SCORE, CLIENT_MAX_LINKS) == (0.1, 10)


def test_articles_are_counted_by_their_links_at_a_threshold():
    result = UnmaskedResult([[0.6, 0.9, 0.2], [], [0.7]])
    assert result.articles == 3
    assert result.links_per_article(0.6).tolist() == [2, 0, 1]
    assert result.links_per_article(0.61).tolist() == [1, 0, 1]
    assert UnmaskedResult().links_per_article(0.6).tolist() == []


def test_a_band_includes_its_lower_bound_only():
    result = UnmaskedResult([[0.6, 0.7], [1.0]])
    assert result.scores_between(0.6, 0.7).tolist() == [0.6]
    assert result.scores_between(0.7).tolist() == [0.7, 1.0]


def test_the_sample_has_what_the_client_would_show_with_its_sentence():
    result = collected(("Thames", [link("London", 0.6), link("long", 0.59)]))
    assert result.scores == [[0.6, 0.59]]
    (sampled,) = result.sample
    assert (sampled.title, sampled.target, sampled.score) == ("Thames", "London", 0.6)
    assert sampled.paragraph == Excerpt("A river in ", "London", ". It is long.")


@pytest.mark.parametrize("cut", [0, 1, 30, 60])
def test_the_sample_does_not_depend_on_the_division_into_parts(cut):
    articles = [(f"Article {number}", [link("London", 0.9)]) for number in range(60)]
    whole = collected(*articles)
    assert merge_unmasked([collected(*articles[:cut]), collected(*articles[cut:])]) == whole
    assert len(whole.sample) == SAMPLE_SIZE == 40
    assert {one.title for one in whole.sample} != {one.title for one in collected(*articles, seed=1).sample}


def test_merged_samples_keep_the_lowest_keys():
    parts = [UnmaskedResult([], [make_unmasked(sample_key=key) for key in range(first, 100, 2)]) for first in (1, 0)]
    assert [one.sample_key for one in merge_unmasked(parts).sample] == list(range(SAMPLE_SIZE))
