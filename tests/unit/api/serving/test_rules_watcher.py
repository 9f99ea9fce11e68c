"""Which rules hold while their texts change, are wrong, or cannot be reached."""

from __future__ import annotations

import logging

import pytest

from api.errors import BundleUnavailableError
from api.serving.bundle_cache import Registry
from api.serving.rules_watcher import RulesEvents, RulesUnusableError, Ruling
from linking.recommender import Request
from tests.helpers.api.fakes import FakeCatalog, FakeRules

GOOD = "rules:\n- {name: words, texts: [no]}\n"
MORE = GOOD + "- {name: cities, targets: [Paris]}\n"
WRONG = "rules:\n- name: words\n  texts: no\n"


class Told(RulesEvents):
    def __init__(self) -> None:
        self.events: list[str] = []

    def rules_read(self, name: str, count: int) -> None:
        self.events.append(f"read {name} {count}")

    def rules_refused(self, name: str) -> None:
        self.events.append(f"refused {name}")


def names(ruling: Ruling, wiki: str = "kwwiki") -> list[str]:
    return [rule.name for rule in ruling.current(wiki).rules]


@pytest.fixture
def store() -> FakeRules:
    return FakeRules()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def ruling(store: FakeRules, told: Told) -> Ruling:
    return Ruling(store, told)


def test_there_need_not_be_any_rules(ruling: Ruling, told: Told) -> None:
    assert names(ruling) == []
    assert told.events == []


def test_rules_for_all_and_those_of_the_wiki_hold(ruling: Ruling, store: FakeRules, told: Told) -> None:
    store.texts = {"*": GOOD, "kwwiki": MORE, "arwiki": "lift: [{rule: words}]"}
    assert names(ruling) == ["words", "words", "cities"]
    assert names(ruling, "arwiki") == []
    assert told.events == ["read * 1", "read kwwiki 2", "read arwiki 0"]


def test_rules_that_did_not_change_are_the_same_object(ruling: Ruling, store: FakeRules) -> None:
    store.texts["kwwiki"] = GOOD
    assert ruling.current("kwwiki") is ruling.current("kwwiki")
    before = ruling.current("kwwiki")
    store.texts["*"] = GOOD
    assert ruling.current("kwwiki") is not before


def test_rules_that_nobody_asks_for_any_more_are_looked_at_too(ruling: Ruling, store: FakeRules, told: Told) -> None:
    """Metrics of all processes are of now."""
    store.texts["kwwiki"] = WRONG
    assert ruling.state("kwwiki").count == 0
    store.texts["kwwiki"] = GOOD
    ruling.refresh()
    assert told.events == ["refused kwwiki", "read kwwiki 1"]


def test_rules_that_are_taken_away_hold_no_longer(ruling: Ruling, store: FakeRules, told: Told) -> None:
    store.texts["kwwiki"] = GOOD
    assert names(ruling) == ["words"]
    del store.texts["kwwiki"]
    assert names(ruling) == []
    assert told.events == ["read kwwiki 1", "read kwwiki 0"]


def test_wrong_rules_keep_the_old_ones_and_say_the_line(
    ruling: Ruling, store: FakeRules, told: Told, caplog: pytest.LogCaptureFixture
) -> None:
    store.texts["kwwiki"] = GOOD
    assert names(ruling) == ["words"]
    store.texts["kwwiki"] = WRONG
    for _ in range(3):
        assert names(ruling) == ["words"]
    problem = "memory of kwwiki: line 3, rules[0].texts: must be a list, not 'no'"
    state = ruling.state("kwwiki")
    assert (state.count, state.problems, state.unusable) == (1, (problem,), "")
    assert told.events == ["read kwwiki 1", "refused kwwiki"]
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.__dict__["error.message"] for record in errors] == [problem]
    store.texts["kwwiki"] = MORE
    assert names(ruling) == ["words", "cities"]
    assert ruling.state("kwwiki").problems == ()


def test_wrong_rules_of_one_wiki_leave_others_and_those_for_all_alone(ruling: Ruling, store: FakeRules) -> None:
    store.texts = {"*": GOOD, "kwwiki": GOOD}
    names(ruling)
    store.texts = {"*": MORE, "kwwiki": WRONG}
    assert names(ruling) == ["words", "cities", "words"]
    assert names(ruling, "arwiki") == ["words", "cities"]


def test_wrong_rules_without_old_ones_are_told_once(ruling: Ruling, store: FakeRules, told: Told) -> None:
    store.texts["*"] = WRONG
    for _ in range(2):
        with pytest.raises(RulesUnusableError, match=r"memory of \*: line 3"):
            ruling.current("kwwiki")
    assert told.events == ["refused *"]
    assert "line 3" in ruling.state("kwwiki").unusable


def test_while_the_store_is_away_what_was_read_holds(ruling: Ruling, store: FakeRules) -> None:
    store.texts["kwwiki"] = GOOD
    names(ruling)
    store.away = "gone"
    assert names(ruling) == ["words"]
    with pytest.raises(RulesUnusableError, match="gone"):
        ruling.current("arwiki")
    store.away = ""
    assert names(ruling, "arwiki") == []
    assert ruling.state("arwiki").problems == ()


def test_a_lift_of_nothing_is_logged(ruling: Ruling, store: FakeRules, caplog: pytest.LogCaptureFixture) -> None:
    store.texts["kwwiki"] = "lift: [{rule: renamed}]"
    names(ruling)
    assert [record.__dict__["rule"] for record in caplog.records if record.levelno == logging.WARNING] == ["renamed"]


# in the registry


def book_size(registry: Registry) -> bool:
    with registry.use("kwwiki") as opened:
        return bool(opened.rules)


def test_a_bundle_is_opened_with_its_rules_and_gets_new_ones_without_being_opened_again(
    registry: Registry, catalog: FakeCatalog
) -> None:
    assert not book_size(registry)
    catalog.rules.texts["kwwiki"] = GOOD
    registry.check()
    assert book_size(registry)
    del catalog.rules.texts["kwwiki"]
    registry.check()
    assert not book_size(registry)
    assert len(catalog.opened) == 1
    assert not catalog.opened[0][1].closed


def test_a_new_version_has_the_rules_too(registry: Registry, catalog: FakeCatalog) -> None:
    catalog.rules.texts["kwwiki"] = GOOD
    assert book_size(registry)
    catalog.versions["kwwiki"] = "20260202T000000Z"
    registry.check()
    assert book_size(registry)
    assert len(catalog.opened) == 2


def test_a_wiki_whose_rules_are_wrong_from_the_start_is_not_served_until_they_are_right(
    registry: Registry, catalog: FakeCatalog
) -> None:
    catalog.rules.texts["kwwiki"] = WRONG
    with pytest.raises(BundleUnavailableError, match="line 3"):
        book_size(registry)
    assert catalog.opened == []
    catalog.rules.texts["kwwiki"] = GOOD
    assert book_size(registry)


def test_a_request_that_runs_keeps_the_rules_that_it_began_with(registry: Registry, catalog: FakeCatalog) -> None:
    with registry.use("kwwiki") as opened:
        catalog.rules.texts["kwwiki"] = GOOD
        registry.check()
        assert opened.rules is None
        opened.recommender.recommend(Request("A", ""))
