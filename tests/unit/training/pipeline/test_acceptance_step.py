"""Own decisions are read before the first step, and only decisions about the wiki are used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.training.made_decisions import write_decisions
from training.decisions.reading import DecisionsError
from training.pipeline.acceptance_step import OwnDecisions
from training.settings import RunSettings


@pytest.fixture
def settings(tmp_path: Path) -> RunSettings:
    return RunSettings("kwwiki", ("dump.xml",), tmp_path)


def read(settings: RunSettings, *decisions: dict[str, object], half_life: float | None = None) -> OwnDecisions:
    path = write_decisions(settings.data_dir / "decisions.jsonl", decisions)
    found = OwnDecisions.read(replace(settings, decisions=(path,), decisions_half_life=half_life))
    assert found is not None
    return found


def test_there_are_none_without_files(settings):
    assert OwnDecisions.read(settings) is None


def test_only_the_last_decision_of_a_reviewer_counts(settings):
    first = {"reviewer": "Ann", "time": "2026-11-01T00:00:00Z"}
    found = read(settings, first, {**first, "time": "2026-11-02T00:00:00Z", "decision": "reject"})
    assert [one.decision for one in found.decisions] == ["reject"]


def test_decisions_about_another_wiki_are_refused_with_their_place(settings):
    with pytest.raises(DecisionsError, match=r"decisions\.jsonl:2: a decision about brwiki, but the run trains kwwiki"):
        read(settings, {}, {"wiki": "brwiki"})
    assert len(read(replace(settings, allow_other_dbname=True), {"wiki": "brwiki"}).decisions) == 1


def test_steps_depend_on_what_was_decided_and_on_the_half_life(settings):
    one, two = {"link_text": "a"}, {"link_text": "b"}
    suffix = read(settings, one, two).suffix
    assert read(settings, two, one).suffix == suffix
    others = [
        read(settings, one).suffix,
        read(settings, one, {**two, "decision": "reject"}).suffix,
        read(settings, one, two, half_life=30).suffix,
        read(settings, one, two, half_life=60).suffix,
    ]
    assert len({suffix, *others}) == 5
    assert all("/" not in name for name in others)
