"""The loader opens bundles with their rules, and remembers why the current version of a wiki cannot be used."""

from __future__ import annotations

import pytest

from api.serving.bundle_loader import RETRY_SECONDS, BundleLoader
from api.serving.events import ServingEvents
from api.serving.rules_watcher import RulesWatcher
from linking.errors import LinkingError
from tests.helpers.api.fakes import VERSION, FakeCatalog

OLDER = ["20250202T000000Z", "20250101T000000Z"]
RULES = "rules:\n- {name: words, texts: [no]}\n"


class Counted(ServingEvents):
    def __init__(self) -> None:
        self.events: list[str] = []

    def bundle_loaded(self, wiki: str, version: str, seconds: float) -> None:
        self.events.append(f"loaded {version}")

    def bundle_failed(self, wiki: str) -> None:
        self.events.append("failed")

    def fell_back(self, wiki: str) -> None:
        self.events.append("fell back")


@pytest.fixture
def events() -> Counted:
    return Counted()


@pytest.fixture
def loader(catalog: FakeCatalog, events: Counted) -> BundleLoader:
    return BundleLoader(catalog, RulesWatcher(catalog.rules), events)


def test_a_bundle_is_loaded_with_its_rules(loader: BundleLoader, catalog: FakeCatalog, events: Counted) -> None:
    catalog.rules.texts["kwwiki"] = RULES
    opened = loader.load("kwwiki", "first")
    assert (opened.signature, opened.bundle.manifest.version) == ("first", VERSION)
    assert opened.bundle.rules
    assert loader.failures() == {}
    assert events.events == [f"loaded {VERSION}"]


def test_a_failure_is_remembered_for_its_version_until_one_is_loaded(
    loader: BundleLoader, catalog: FakeCatalog, events: Counted
) -> None:
    catalog.broken["kwwiki"] = "/srv/data/model.ubj is torn"
    with pytest.raises(LinkingError):
        loader.load("kwwiki", "first")
    failure = loader.recent_failure("kwwiki", "first")
    assert failure is not None
    assert failure.reason == "model.ubj is torn"
    assert loader.recent_failure("kwwiki", "second") is None
    del catalog.broken["kwwiki"]
    loader.load("kwwiki", "second")
    assert loader.failures() == {}
    assert events.events == ["failed", f"loaded {VERSION}"]


def test_a_version_is_tried_again_after_some_seconds(
    loader: BundleLoader, catalog: FakeCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    monkeypatch.setattr("api.serving.bundle_loader.time.monotonic", lambda: clock[0])
    catalog.broken["kwwiki"] = "torn"
    with pytest.raises(LinkingError):
        loader.load("kwwiki", "first")
    clock[0] += RETRY_SECONDS
    assert loader.recent_failure("kwwiki", "first")
    clock[0] += 1
    assert loader.recent_failure("kwwiki", "first") is None
    assert loader.failures()["kwwiki"].reason == "torn"


def test_the_newest_usable_older_version_is_loaded(loader: BundleLoader, catalog: FakeCatalog, events: Counted) -> None:
    catalog.older["kwwiki"] = OLDER
    catalog.broken[OLDER[0]] = "torn"
    opened = loader.load_older("kwwiki")
    assert opened is not None
    assert opened.bundle.manifest.version == OLDER[1]
    assert events.events == [f"loaded {OLDER[1]}", "fell back"]


def test_without_a_usable_older_version_none_is_loaded(loader: BundleLoader, catalog: FakeCatalog) -> None:
    assert loader.load_older("kwwiki") is None
    catalog.older["kwwiki"] = OLDER
    catalog.broken = dict.fromkeys(OLDER, "torn")
    assert loader.load_older("kwwiki") is None
    catalog.rules.texts["kwwiki"] = "rules:\n- name: words\n"
    assert loader.load_older("kwwiki") is None


def test_a_lost_bundle_is_counted_once_and_forgotten_when_it_is_found(loader: BundleLoader, events: Counted) -> None:
    for _ in range(2):
        loader.note_lost("kwwiki", "not mounted", "/srv is not mounted")
    assert loader.failures()["kwwiki"].reason == "not mounted"
    assert events.events == ["failed"]
    loader.note_found("kwwiki")
    assert loader.failures() == {}


def test_a_found_bundle_keeps_the_failure_of_its_version(loader: BundleLoader, catalog: FakeCatalog) -> None:
    catalog.broken["kwwiki"] = "torn"
    with pytest.raises(LinkingError):
        loader.load("kwwiki", "first")
    loader.note_found("kwwiki")
    assert loader.recent_failure("kwwiki", "first")
    loader.forget("kwwiki")
    assert loader.failures() == {}


def test_an_open_bundle_gets_changed_rules_and_keeps_them_if_the_new_ones_are_invalid(
    loader: BundleLoader, catalog: FakeCatalog
) -> None:
    opened = loader.load("kwwiki", "first")
    before = opened.bundle
    loader.update_rules("kwwiki", opened)
    assert opened.bundle is before
    catalog.rules.texts["kwwiki"] = RULES
    loader.update_rules("kwwiki", opened)
    changed = opened.bundle
    assert changed.rules
    catalog.rules.texts["kwwiki"] = "rules:\n- name: words\n  texts: no\n"
    loader.update_rules("kwwiki", opened)
    assert opened.bundle is changed
