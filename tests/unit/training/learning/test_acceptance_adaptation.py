"""Decisions adapt the shipped model where they show that it is wrong, and otherwise leave it alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.helpers.training.made_judgements import DEFAULT, make_decided
from training.learning.acceptance_adaptation import MIN_DECISIONS, Adaptation, adapt


def test_a_community_that_accepts_more_moves_the_intercept_alone():
    found = adapt(make_decided(100, shift=2.0), DEFAULT)
    assert found.adaptation is Adaptation.INTERCEPT
    assert found.reason == ""
    assert 0.8 < found.model.intercept < 2.2
    assert found.model.weights.tolist() == DEFAULT.weights.tolist()
    assert found.adapted.log_loss < found.default.log_loss
    assert found.adapted.area == found.default.area
    assert found.log_loss_change[1] < 0


def test_many_decisions_for_other_reasons_move_the_weights():
    found = adapt(make_decided(400, other=1.5), DEFAULT)
    assert found.adaptation is Adaptation.WEIGHTS
    assert 0.5 < found.model.weights[3] < 1.6
    assert found.adapted.area > found.default.area + 0.05


def test_the_more_decisions_the_closer_the_model_comes_to_them():
    weights = [adapt(make_decided(size, other=1.5), DEFAULT).model.weights[3] for size in (200, 600, 3000)]
    assert weights[0] < weights[1] < weights[2] == pytest.approx(1.5, abs=0.25)


def test_decisions_that_the_model_predicts_change_nothing():
    found = adapt(make_decided(300), DEFAULT)
    assert found.adaptation is Adaptation.NONE
    assert "beyond noise" in found.reason
    assert found.model is not None
    assert (found.model.weights.tolist(), found.model.intercept) == (DEFAULT.weights.tolist(), DEFAULT.intercept)
    assert found.adapted is not None


def test_no_decisions_change_nothing():
    found = adapt(make_decided(0), DEFAULT)
    assert (found.adaptation, found.default, found.adapted) == (Adaptation.NONE, None, None)
    assert found.reason == "0 decided suggestions are too few; 50 are needed"


def test_too_few_decisions_change_nothing_but_are_compared():
    found = adapt(make_decided(MIN_DECISIONS - 1, shift=3.0), DEFAULT)
    assert found.adaptation is Adaptation.NONE
    assert found.reason == "49 decided suggestions are too few; 50 are needed"
    assert found.default.log_loss > 0
    assert found.adapted is None


def test_old_decisions_count_less():
    decided = make_decided(100, shift=2.0)
    old = replace(decided, weights=np.full(100, 0.25))
    assert adapt(old, DEFAULT).reason == "25 decided suggestions are too few; 50 are needed"
    newest = np.where(np.arange(100) < 60, 1.0, 0.01)
    assert adapt(replace(decided, weights=newest), DEFAULT).adaptation is Adaptation.INTERCEPT


@pytest.mark.parametrize(("accepted", "name"), [(1.0, "rejected"), (0.0, "accepted")])
def test_a_reviewer_without_exceptions_changes_nothing(accepted, name):
    decided = replace(make_decided(200), accepted=np.full(200, accepted))
    found = adapt(decided, DEFAULT)
    assert found.adaptation is Adaptation.NONE
    assert found.reason == f"only 0 of 200 suggestions were {name}; 10 are needed to compare"
    assert found.model.intercept == DEFAULT.intercept


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_random_decisions_rarely_change_anything(share):
    """They would move the intercept to their share, and the weights to zero."""
    changed = 0
    for seed in range(8):
        random = np.random.default_rng(seed)
        decided = replace(make_decided(100, seed=seed), accepted=(random.random(100) < share).astype(float))
        changed += adapt(decided, DEFAULT).adaptation is not Adaptation.NONE
    assert changed <= 1


def test_contrary_decisions_do_not_turn_the_model_round():
    decided = make_decided(300)
    found = adapt(replace(decided, accepted=1 - decided.accepted), DEFAULT)
    assert found.adaptation is Adaptation.NONE
    assert found.reason.startswith("the decisions contradict the scores")


def test_the_comparison_uses_no_decision_on_the_article_itself():
    """Articles whose decisions only noise explains gain nothing."""
    random = np.random.default_rng(0)
    decided = make_decided(100)
    noise = replace(decided, accepted=np.repeat(random.integers(2, size=34), 3)[:100].astype(float))
    found = adapt(noise, DEFAULT)
    assert found.adapted.log_loss > 0.6


def test_the_same_decisions_give_the_same_model():
    one, two = (adapt(make_decided(300, other=1.5), DEFAULT) for _ in range(2))
    assert one.model.weights.tolist() == two.model.weights.tolist()
    assert one.log_loss_change == two.log_loss_change
