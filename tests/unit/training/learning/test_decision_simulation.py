"""The simulation shows what decisions are worth: careful ones help where the community differs, others do no harm."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from tests.helpers.training.made_judgements import BAD, MINOR, make_judgements
from training.learning.decision_simulation import (
    MIN_TESTED,
    SIZES,
    Setting,
    learning_curve_settings,
    learning_curve_table,
    simulate,
)
from training.learning.judgements import Judgements

WIKI = ("awiki",)


@pytest.fixture(scope="module")
def judgements() -> Judgements:
    return make_judgements(size=135)


def run(judgements: Judgements, reviewer: str, community: str = "strict", decisions: int = 100):
    return simulate(judgements, Setting(WIKI, community, reviewer, decisions), repeats=6)


def test_settings_leave_enough_to_test_on(judgements):
    settings = learning_curve_settings(judgements)
    careful = [one for one in settings if one.reviewer == "careful" and one.community == "strict"]
    assert {one.decisions for one in careful if len(one.wikis) == 1} == {25, 50, 100}
    assert {one.decisions for one in careful if len(one.wikis) == 2} == set(SIZES)
    assert len({one.wikis for one in careful}) == 4 + 6
    assert {one.reviewer for one in settings} == {"careful", "random", "accepts all", "accepts 19 of 20", "contrary"}
    few = make_judgements(size=25 + MIN_TESTED - 1)
    assert learning_curve_settings(few) == []


def test_careful_decisions_of_a_lenient_community_lower_the_loss(judgements):
    point = run(judgements, "careful", "lenient")
    assert point.adapted.log_loss < point.default.log_loss
    assert point.adaptations["none"] < 3
    assert sum(point.adaptations.values()) == 6


@pytest.mark.parametrize("reviewer", ["accepts all", "contrary"])
def test_decisions_that_say_nothing_do_no_harm(judgements, reviewer):
    point = run(judgements, reviewer)
    assert point.adaptations == {"none": 6, "intercept": 0, "weights": 0}
    assert point.adapted == point.default
    assert set(point.low) == set(point.high) == {0.0}


def test_the_wiki_is_held_out_of_the_shipped_model(judgements):
    """Other labels of the wiki change nothing in the figures of a model that is tested on the same labels."""
    is_held = judgements.wikis == "awiki"
    known = run(judgements, "accepts all", "lenient").default
    relabelled = replace(judgements, labels=np.where(is_held & (judgements.labels > BAD), MINOR, judgements.labels))
    assert run(relabelled, "accepts all", "lenient").default == known


def test_the_same_seed_gives_the_same_figures(judgements):
    assert run(judgements, "careful") == run(judgements, "careful")


def test_a_point_can_be_written_as_json(judgements):
    point = run(judgements, "accepts all")
    found = json.loads(json.dumps(point.to_json()))
    assert found["setting"] == {"wikis": ["awiki"], "community": "strict", "reviewer": "accepts all", "decisions": 100}
    assert found["default"]["log_loss"] == point.default.log_loss
    assert found["high"]["area"] == 0.0


def test_the_table_has_a_row_for_each_setting(judgements):
    lines = list(learning_curve_table([run(judgements, "careful"), run(judgements, "accepts all")]))
    assert len(lines) == 4
    assert len({line.count("|") for line in lines}) == 1
    assert lines[3].startswith("| awiki | accepts all | strict | 100 | ")
    assert lines[3].endswith(" | 0% |")
