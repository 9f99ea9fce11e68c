"""A later run finds the results of an earlier one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from training.fleet.results import OUTCOMES, Outcome, StateDirectory, WikiResult
from training.pipeline.publication import Change

RESULT = WikiResult(
    wiki="kwwiki",
    outcome=Outcome.PUBLISHED,
    verdict="fit to publish",
    version="20260101T000000Z",
    figures={"articles": 5475},
    changes=(Change("articles", 5400, 5475),),
    pruned=("20250101T000000Z",),
    seconds=2.5,
)
FINGERPRINT = {"files": [["a.xml", 1]], "seed": 0}


@pytest.fixture
def state(tmp_path: Path) -> StateDirectory:
    return StateDirectory(tmp_path)


def test_a_result_is_found_by_its_fingerprint(state: StateDirectory) -> None:
    assert state.find("kwwiki", FINGERPRINT) is None
    state.store(RESULT, FINGERPRINT)
    assert state.find("kwwiki", FINGERPRINT) == RESULT
    assert state.find("kwwiki", {**FINGERPRINT, "seed": 1}) is None
    assert state.find("arcwiki", FINGERPRINT) is None


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.FAILED])
def test_every_outcome_but_a_failure_is_final(state: StateDirectory, outcome: Outcome) -> None:
    state.store(replace(RESULT, outcome=outcome), FINGERPRINT)
    assert state.find("kwwiki", FINGERPRINT) is not None
    state.store(replace(RESULT, outcome=Outcome.FAILED), FINGERPRINT)
    assert state.find("kwwiki", FINGERPRINT) is None


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 1, "fingerprint": {}, "result": {}}'])
def test_a_damaged_file_is_no_result(state: StateDirectory, content: str) -> None:
    (state.path / "kwwiki.json").write_text(content)
    assert state.find("kwwiki", {}) is None


def test_every_outcome_has_a_meaning() -> None:
    assert OUTCOMES.keys() == set(Outcome)
