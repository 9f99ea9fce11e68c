"""Decided suggestions of one article count as one piece of evidence, and scores are compared with what was decided."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.training.made_judgements import make_decided
from training.learning.decided_suggestions import DecidedSuggestions, model_figures


def decided_of(articles: str, accepted: list[float], weights: list[float] | None = None) -> DecidedSuggestions:
    """Suggestions on articles with one-letter titles."""
    counted = np.ones(len(accepted)) if weights is None else np.array(weights)
    return DecidedSuggestions(np.array(list(articles)), np.array(accepted), counted, np.zeros((len(accepted), 1)))


def test_an_article_is_in_one_fold_whatever_other_articles_there_are():
    decided = make_decided(300)
    folds = decided.folds(5)
    for title in set(decided.articles.tolist()):
        assert len(set(folds[decided.articles == title].tolist())) == 1
    sizes = [len(set(decided.articles[folds == fold].tolist())) for fold in range(5)]
    assert max(sizes) - min(sizes) <= 1
    reverse = np.arange(len(decided))[::-1]
    turned = DecidedSuggestions(
        decided.articles[reverse], decided.accepted[reverse], decided.weights[reverse], decided.terms[reverse]
    )
    assert turned.folds(5).tolist() == folds[reverse].tolist()


def test_the_standard_error_is_that_of_independent_articles():
    """Four copies of each suggestion in one article say no more than one."""
    values = np.array([0.0, 1.0, 0.0, 1.0, 1.0])
    single = decided_of("abcde", [1.0] * 5)
    copied = decided_of("aaaabbbbccccddddeeee", [1.0] * 20)
    assert copied.standard_error(np.repeat(values, 4)) == pytest.approx(single.standard_error(values))
    assert single.standard_error(values) == pytest.approx(np.std(values) / np.sqrt(5))


def test_weights_count_in_means_and_areas():
    decided = decided_of("abc", [1.0, 0.0, 0.0], [1.0, 3.0, 1.0])
    assert decided.mean(np.array([1.0, 0.0, 0.5])) == pytest.approx(1.5 / 5)
    assert decided.area(np.array([0.5, 0.1, 0.9])) == pytest.approx(3 / 4)


def test_intervals_contain_the_figure():
    decided = make_decided(200)
    scores = decided.terms[:, 0]
    low, high = decided.area_interval(scores)
    assert low < decided.area(scores) < high
    assert high - low < 0.2
    low, high = decided.mean_interval(scores)
    assert low < decided.mean(scores) < high


def test_the_figures_of_a_model():
    decided = decided_of("abcd", [1.0, 0.0, 0.5, 1.0])
    odds = np.log(np.array([0.75, 0.55, 0.65, 0.2]) / np.array([0.25, 0.45, 0.35, 0.8]))
    found = model_figures(decided, odds, odds)
    assert [(row.threshold, row.shown, row.accepted) for row in found.by_threshold] == [
        (0.5, 3, 1.5),
        (0.6, 2, 1.5),
        (0.7, 1, 1.0),
        (0.8, 0, 0.0),
    ]
    assert found.brier == pytest.approx((0.25**2 + 0.55**2 + 0.15**2 + 0.8**2) / 4)
    losses = [np.log(0.75), np.log(0.45), (np.log(0.65) + np.log(0.35)) / 2, np.log(0.2)]
    assert found.log_loss == pytest.approx(-np.mean(losses))
    assert found.area == pytest.approx(decided.area(odds))


def test_one_sided_decisions_have_no_area():
    found = model_figures(decided_of("ab", [1.0, 1.0]), np.array([0.5, 1.0]), np.array([0.5, 1.0]))
    assert (found.area, found.area_interval) == (None, None)
