"""What decisions are worth is told in words, and a model is adapted in the terms that it standardizes."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest

from linking.acceptance import TERMS, TermScale
from tests.helpers.linking.acceptance_models import LINK_SCORES
from tests.helpers.training.made_judgements import DEFAULT, make_decided
from tests.helpers.training.reports import DECISION_COUNTS
from training.learning.acceptance_adaptation import Adaptation
from training.learning.decision_learning import DecisionsOutcome, learn
from training.learning.decision_placement import PlacedSuggestions

MODEL = replace(
    LINK_SCORES,
    weights=tuple(DEFAULT.weights.tolist()),
    intercept=DEFAULT.intercept,
    scales=tuple(TermScale(float(number), 2.0) for number in range(len(TERMS))),
)


def place(size: int, **options: float) -> PlacedSuggestions:
    """Return decided suggestions with terms in the scales of MODEL."""
    decided = make_decided(size, **options)
    terms = decided.terms * 2.0 + np.arange(len(TERMS))
    return PlacedSuggestions(
        decided.articles.tolist(), decided.accepted, decided.weights, terms, {"the text is gone": 3}
    )


def test_decisions_adapt_the_model_in_its_own_scales(caplog):
    caplog.set_level("INFO")
    adapted, outcome = learn(MODEL, place(200, shift=2.0), DECISION_COUNTS, None)
    assert outcome.adaptation is Adaptation.INTERCEPT
    assert 1 < adapted.intercept < 2.5
    assert (adapted.weights, adapted.scales) == (MODEL.weights, MODEL.scales)
    assert outcome.intercept_change == adapted.intercept - MODEL.intercept
    assert outcome.used == 200
    assert any("adapt how much the acceptance model expects" in message for message in caplog.messages)


def test_decisions_that_change_nothing_leave_the_model_as_it_is_and_say_so(caplog):
    adapted, outcome = learn(MODEL, place(20), DECISION_COUNTS, None)
    assert adapted is MODEL
    assert outcome.adaptation is Adaptation.NONE
    assert outcome.moved(0.5) == 0.5
    assert any("the default acceptance model is kept: 20 decided suggestions are too few" in m for m in caplog.messages)


def test_the_score_of_an_average_suggestion_moves_with_the_intercept():
    _, outcome = learn(MODEL, place(200, shift=2.0), DECISION_COUNTS, None)
    moved = replace(outcome, intercept_change=float(np.log(3)))
    assert moved.moved(0.5) == pytest.approx(0.75)
    assert moved.moved(0.25) == pytest.approx(0.5)


def test_the_outcome_is_kept_in_a_file(tmp_path):
    assert DecisionsOutcome.load(tmp_path) is None
    _, outcome = learn(MODEL, place(200, shift=2.0), DECISION_COUNTS, 90.0)
    outcome.save(tmp_path)
    assert asdict(DecisionsOutcome.load(tmp_path)) == asdict(outcome)
    assert outcome.figures == {"decisions": 300, "used": 200, "adaptation": "intercept"}


@pytest.mark.parametrize(
    ("changes", "doubts"),
    [
        ({}, []),
        ({"most_by_one": 250}, ["One reviewer made 250 of the 280 decisions."]),
        ({"most_by_one": 250, "reviewers": 1}, []),
        ({"one_sided": 40}, ["40 of the 280 decisions are by reviewers who accepted, or rejected"]),
        ({"too_old": 10}, ["The 10 oldest decisions are left out"]),
        ({"suggestions": 270}, ["70 of the 270 decided suggestions were not found in the dump"]),
    ],
)
def test_what_makes_decisions_doubtful_is_said(changes, doubts, caplog):
    _, outcome = learn(MODEL, place(200), replace(DECISION_COUNTS, **changes), None)
    found = list(outcome.doubts)
    assert len(found) == len(doubts)
    for sentence, beginning in zip(found, doubts, strict=True):
        assert sentence.startswith(beginning)
        assert f"decisions: {sentence}" in caplog.messages
