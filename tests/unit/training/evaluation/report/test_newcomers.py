"""What newcomers would meet: the pool of tasks, and its expected acceptance."""

from __future__ import annotations

import pytest

from linking.wikitext.excerpts import Excerpt
from tests.helpers.training.evaluations import make_unmasked
from training.evaluation.report.newcomers import THRESHOLDS, newcomer_content
from training.evaluation.unmasked_articles import UnmaskedResult


def content_of(*scores, wiki_articles=1000, sample=(), boundaries=lambda _: []):
    return newcomer_content(UnmaskedResult(scores, sample), wiki_articles, boundaries)


def test_articles_with_two_links_or_more_and_with_one_are_counted_and_scaled():
    newcomers = content_of([0.9, 0.8, 0.6], [0.7, 0.5], [0.65], [])
    row = newcomers.at(0.6)
    assert (row.two_or_more, row.one, row.wiki_two_or_more, row.wiki_one) == (1, 2, 250, 500)
    assert row.wiki_interval[0] < 250 < row.wiki_interval[1]
    assert row.suggestions == 5
    assert row.acceptance == pytest.approx((0.9 + 0.8 + 0.6 + 0.7 + 0.65) / 5)
    assert [row.threshold for row in newcomers.pool] == list(THRESHOLDS)


def test_nothing_is_known_without_articles():
    newcomers = content_of()
    row = newcomers.at(0.6)
    assert (newcomers.articles, row.wiki_two_or_more, row.wiki_interval, row.acceptance) == (0, 0, (0, 1000), None)
    assert newcomers.usable_threshold is None


def test_bands_divide_the_suggestions_from_the_best_to_the_worst():
    bands = content_of([1.0, 0.95], [0.6, 0.65, 0.7], [0.1]).bands
    found = {(band.low, band.high): (band.suggestions, band.acceptance) for band in bands}
    assert list(found) == sorted(found, reverse=True)
    assert found[0.9, 1.0] == (2, pytest.approx(0.975))
    assert found[0.6, 0.7] == (2, pytest.approx(0.625))
    assert found[0.7, 0.8] == (1, pytest.approx(0.7))
    assert found[0.1, 0.2] == (1, pytest.approx(0.1))
    assert found[0.5, 0.6] == (0, None)


@pytest.mark.parametrize(
    ("scores", "wiki_articles", "pool", "threshold"),
    [
        ([[0.8, 0.8]] * 5 + [[]] * 95, 1000, 50, 0.8),
        ([[0.8, 0.8]] * 4 + [[]] * 96, 1000, 50, None),
        ([[0.8, 0.8]] * 4 + [[0.55, 0.55]] + [[]] * 95, 1000, 50, 0.5),
        ([[0.2, 0.2]] * 50, 1000, 50, None),
        ([[0.8, 0.8]] + [[]] * 199, 100_000, 500, 0.8),
        ([[]], 3, 1, None),
    ],
)
def test_the_highest_threshold_with_a_usable_pool_is_found(scores, wiki_articles, pool, threshold):
    newcomers = content_of(*scores, wiki_articles=wiki_articles)
    assert (newcomers.usable_pool, newcomers.usable_threshold) == (pool, threshold)


def test_a_suggestion_is_shown_in_its_sentence():
    (shown,) = content_of([0.75], sample=[make_unmasked(sample_key=7)], boundaries=lambda _: [17]).suggestions
    assert (shown.lot, shown.title, shown.target, shown.score) == (7, "Thames", "Isle", 0.75)
    assert shown.sentence == Excerpt("An ", "isle", " is there.")
