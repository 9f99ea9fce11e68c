"""Which rules are in force while files change, are invalid, or cannot be read."""

from __future__ import annotations

import logging

import pytest

from api.serving.events import ServingEvents
from api.serving.rules_watcher import RulesUnusableError, RulesWatcher
from tests.helpers.api.fakes import FakeRules

GOOD = "rules:\n- {name: words, texts: [no]}\n"
MORE = GOOD + "- {name: cities, targets: [Paris]}\n"
WRONG = "rules:\n- name: words\n  texts: no\n"


class Told(ServingEvents):
    def __init__(self) -> None:
        self.events: list[str] = []

    def rules_loaded(self, name: str, count: int) -> None:
        self.events.append(f"read {name} {count}")

    def rules_rejected(self, name: str) -> None:
        self.events.append(f"refused {name}")


def names(watcher: RulesWatcher, wiki: str = "kwwiki") -> list[str]:
    return [rule.name for rule in watcher.current(wiki).rules]


@pytest.fixture
def store() -> FakeRules:
    return FakeRules()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def watcher(store: FakeRules, told: Told) -> RulesWatcher:
    return RulesWatcher(store, told)


def test_there_may_be_no_rules(watcher: RulesWatcher, told: Told) -> None:
    assert names(watcher) == []
    assert told.events == []


def test_rules_for_all_wikis_and_those_of_the_wiki_are_in_force(
    watcher: RulesWatcher, store: FakeRules, told: Told
) -> None:
    store.texts = {"*": GOOD, "kwwiki": MORE, "arwiki": "lift: [{rule: words}]"}
    assert names(watcher) == ["words", "words", "cities"]
    assert names(watcher, "arwiki") == []
    assert told.events == ["read * 1", "read kwwiki 2", "read arwiki 0"]


def test_rules_that_did_not_change_are_the_same_object(watcher: RulesWatcher, store: FakeRules) -> None:
    store.texts["kwwiki"] = GOOD
    assert watcher.current("kwwiki") is watcher.current("kwwiki")
    before = watcher.current("kwwiki")
    store.texts["*"] = GOOD
    assert watcher.current("kwwiki") is not before


def test_a_refresh_covers_rules_that_are_no_longer_requested(
    watcher: RulesWatcher, store: FakeRules, told: Told
) -> None:
    """Otherwise the metrics of some processes would be out of date."""
    store.texts["kwwiki"] = WRONG
    assert watcher.state("kwwiki").count == 0
    store.texts["kwwiki"] = GOOD
    watcher.refresh()
    assert told.events == ["refused kwwiki", "read kwwiki 1"]


def test_removed_rules_are_no_longer_in_force(watcher: RulesWatcher, store: FakeRules, told: Told) -> None:
    store.texts["kwwiki"] = GOOD
    assert names(watcher) == ["words"]
    del store.texts["kwwiki"]
    assert names(watcher) == []
    assert told.events == ["read kwwiki 1", "read kwwiki 0"]


def test_with_invalid_rules_the_old_ones_stay_in_force_and_the_problem_has_its_line(
    watcher: RulesWatcher, store: FakeRules, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    store.texts["kwwiki"] = GOOD
    assert names(watcher) == ["words"]
    store.texts["kwwiki"] = WRONG
    for _ in range(3):
        assert names(watcher) == ["words"]
    problem = "memory of kwwiki: line 3, rules[0].texts: must be a list, not 'no'"
    state = watcher.state("kwwiki")
    assert (state.count, state.problems, state.unusable) == (1, (problem,), "")
    assert told.events == ["read kwwiki 1", "refused kwwiki"]
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.__dict__["error.message"] for record in errors] == [problem]
    store.texts["kwwiki"] = MORE
    assert names(watcher) == ["words", "cities"]
    assert watcher.state("kwwiki").problems == ()


def test_invalid_rules_of_one_wiki_do_not_affect_other_rules(watcher: RulesWatcher, store: FakeRules) -> None:
    store.texts = {"*": GOOD, "kwwiki": GOOD}
    names(watcher)
    store.texts = {"*": MORE, "kwwiki": WRONG}
    assert names(watcher) == ["words", "cities", "words"]
    assert names(watcher, "arwiki") == ["words", "cities"]


def test_invalid_rules_without_old_ones_are_unusable_and_reported_once(
    watcher: RulesWatcher, store: FakeRules, told: Told
) -> None:
    store.texts["*"] = WRONG
    for _ in range(2):
        with pytest.raises(RulesUnusableError, match=r"memory of \*: line 3"):
            watcher.current("kwwiki")
    assert told.events == ["refused *"]
    assert "line 3" in watcher.state("kwwiki").unusable


def test_while_the_store_is_away_the_last_rules_are_in_force(watcher: RulesWatcher, store: FakeRules) -> None:
    store.texts["kwwiki"] = GOOD
    names(watcher)
    store.away = "gone"
    assert names(watcher) == ["words"]
    with pytest.raises(RulesUnusableError, match="gone"):
        watcher.current("arwiki")
    store.away = ""
    assert names(watcher, "arwiki") == []
    assert watcher.state("arwiki").problems == ()


def test_a_lift_of_an_unknown_rule_is_logged(
    watcher: RulesWatcher, store: FakeRules, caplog: pytest.LogCaptureFixture
) -> None:
    store.texts["kwwiki"] = "lift: [{rule: renamed}]"
    names(watcher)
    assert [record.__dict__["rule"] for record in caplog.records if record.levelno == logging.WARNING] == ["renamed"]
