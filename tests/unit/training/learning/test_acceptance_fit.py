"""The acceptance model is fitted to judgements, and measured on wikis that it was not fitted to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from linking.acceptance import TERMS
from tests.helpers.training.made_judgements import BAD, GOOD, MINOR, WIKIS, make_judgements
from training.learning.acceptance_fit import (
    MIN_WIKIS,
    area_intervals,
    calibration_error,
    difference_intervals,
    figures,
    fit,
    score_held_out,
    without_term,
)
from training.learning.judgements import JudgementError, Judgements
from training.learning.roc_area import area_under_curve


@pytest.fixture(scope="module")
def judgements() -> Judgements:
    return make_judgements()


def test_the_model_has_the_weights_that_the_judgements_show(judgements):
    terms = fit(judgements).terms
    weights = [terms[name].weight for name in TERMS]
    assert weights[0] > 0.5
    assert weights[1] < -0.4
    assert max(map(abs, weights[2:])) < 0.25


def test_the_model_predicts_how_often_a_suggestion_is_good(judgements):
    """Suggestions are good with the probability that 1.5 a - b plus logistic noise exceeds 0.5."""
    model = fit(make_judgements(size=2000))
    weights = np.array([model.terms[name].weight for name in TERMS])
    terms = np.clip(judgements.terms, -3, 3)
    expected = expit(1.5 * terms[:, 0] - terms[:, 1] - 0.5)
    assert np.abs(expit(terms @ weights + model.intercept) - expected).mean() < 0.03


def test_the_default_scales_are_the_average_of_the_wikis(judgements):
    """The mean of means, and the root of the mean variance."""
    scales = dict(judgements.scales)
    scales["awiki"] = np.array([[4.5] * len(TERMS), [4.0] * len(TERMS)])
    found = fit(replace(judgements, scales=scales)).terms[TERMS[3]]
    assert found.mean == (4.5 + 3 * 0.5) / 4
    assert found.deviation == round(float(np.sqrt((16 + 3 * 4) / 4)), 5)


def test_the_same_judgements_give_the_same_model(judgements):
    assert fit(judgements) == fit(judgements)


def test_terms_far_from_their_mean_are_cut_off(judgements):
    """A suggestion may be an outlier, which must not decide the weights."""
    terms = judgements.terms.copy()
    far = np.abs(terms) > 2.5
    far[:, 0] = False  # the term of the link model is not cut off above
    terms[far] = np.sign(terms[far]) * 3
    further = np.where(far, terms * 1000, terms)
    assert fit(replace(judgements, terms=terms)) == fit(replace(judgements, terms=further))


@pytest.mark.parametrize("number", range(MIN_WIKIS))
def test_judgements_of_too_few_wikis_are_refused(number):
    with pytest.raises(JudgementError, match=f"judgements of {number} wikis are too few"):
        fit(make_judgements(WIKIS[:number]))


def test_the_scores_of_a_wiki_do_not_depend_on_its_judgements(judgements):
    """The labels of one wiki are reversed: its own scores stay the same, and those of the others change."""
    held = judgements.wikis == "bwiki"
    labels = np.where(held, GOOD - judgements.labels, judgements.labels)
    before, after = score_held_out(judgements), score_held_out(replace(judgements, labels=labels))
    assert before[held].tolist() == after[held].tolist()
    assert (before[~held] != after[~held]).all()
    reversed_area = area_under_curve(after[held], labels[held] == GOOD)
    assert reversed_area < 0.3
    assert area_under_curve(before[held], judgements.labels[held] == GOOD) > 0.75


def test_a_term_can_be_removed(judgements):
    fewer = without_term(judgements, TERMS[0])
    assert not fewer.terms[:, 0].any()
    np.testing.assert_array_equal(fewer.terms[:, 1:], judgements.terms[:, 1:])
    assert judgements.terms[:, 0].any()
    assert fit(without_term(judgements, TERMS[1])).terms[TERMS[1]].weight == pytest.approx(0, abs=1e-4)
    full, part = (figures(score_held_out(one), judgements.labels).area_good for one in (judgements, fewer))
    assert full > part + 0.1


@pytest.mark.parametrize(
    ("scores", "accepted", "error"),
    [
        ([0.5, 0.5], [1, 0], 0.0),
        ([0.0, 1.0], [0, 1], 0.0),
        ([1.0, 0.9], [0, 0], 0.95),
        ([0.12, 0.18, 0.72], [0, 1, 0], (2 * abs(0.15 - 0.5) + 0.72) / 3),
        ([0.05, 0.15], [0, 0], 0.1),
    ],
)
def test_the_calibration_error(scores, accepted, error):
    assert calibration_error(np.array(scores), np.array(accepted, bool)) == pytest.approx(error)


def test_figures_are_those_of_all_judgements_and_of_the_served_ones():
    scores = np.array([0.9, 0.6, 0.7, 0.59, 0.1])
    found = figures(scores, np.array([GOOD, MINOR, BAD, GOOD, BAD]))
    assert (found.judgements, found.served) == (5, 3)
    assert found.area_good == pytest.approx((3 + 1) / 6)
    assert found.area_not_bad == pytest.approx((2 + 1 + 1) / 6)
    assert found.served_good == pytest.approx(1 / 3)
    assert found.served_not_bad == pytest.approx(2 / 3)
    # Bins: 0.1; 0.59; 0.6; 0.7; 0.9.
    assert found.calibration_error == pytest.approx((0.1 + 0.41 + 0.6 + 0.7 + 0.1) / 5)


def test_nothing_served_has_no_shares():
    found = figures(np.array([0.1, 0.2]), np.array([GOOD, BAD]))
    assert found.served == 0
    assert np.isnan([found.served_good, found.served_not_bad]).all()


def test_intervals_contain_the_area_and_shrink_with_more_judgements(judgements):
    widths = []
    for size in (30, 300):
        some = make_judgements(size=size)
        scores = score_held_out(some)
        found = figures(scores, some.labels)
        good, not_bad = area_intervals(some, scores)
        assert good[0] < found.area_good < good[1]
        assert not_bad[0] < found.area_not_bad < not_bad[1]
        widths.append(good[1] - good[0])
    assert widths[1] < widths[0] / 2


def test_articles_are_drawn_as_a_whole(judgements):
    """The suggestions of one article are not independent, so fewer articles make the intervals wider."""
    scores = score_held_out(judgements)
    few = replace(judgements, articles=judgements.articles // 10)
    repeated = [np.tile(one, 4) for one in (judgements.wikis, judgements.articles, judgements.labels)]
    copies = Judgements(*repeated, np.tile(judgements.terms, (4, 1)), judgements.scales)
    width, _ = (high - low for low, high in area_intervals(judgements, scores))
    copied, _ = (high - low for low, high in area_intervals(copies, np.tile(scores, 4)))
    assert copied == pytest.approx(width, rel=1e-9)
    assert area_intervals(few, scores) != area_intervals(judgements, scores)


def test_articles_of_the_same_number_on_other_wikis_are_other_articles(judgements):
    scores = score_held_out(judgements)
    renamed = replace(judgements, wikis=np.repeat("awiki", len(scores)))
    assert area_intervals(renamed, scores) != area_intervals(judgements, scores)


def test_the_interval_of_a_difference(judgements):
    scores = score_held_out(judgements)
    worse = score_held_out(without_term(judgements, TERMS[0]))
    (low, high), _ = difference_intervals(judgements, scores, worse)
    difference = figures(worse, judgements.labels).area_good - figures(scores, judgements.labels).area_good
    assert low < difference < high < 0
    assert difference_intervals(judgements, scores, scores) == ((0.0, 0.0), (0.0, 0.0))
