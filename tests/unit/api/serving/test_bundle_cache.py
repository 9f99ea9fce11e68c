"""Open bundles: when they are opened, renewed, kept, closed."""

from __future__ import annotations

import logging
import threading

import pytest

from api.errors import BundleUnavailableError, UnknownWikiError
from api.serving.bundle_cache import CHECK_SECONDS, Events, Registry, State
from tests.helpers.api.fakes import VERSION, FakeCatalog, FakeRecommender

NEWER = "20260202T000000Z"


class Told(Events):
    def __init__(self) -> None:
        self.events: list[str] = []

    def loaded(self, wiki: str, version: str, seconds: float) -> None:
        assert seconds >= 0
        self.events.append(f"loaded {wiki} {version}")

    def failed(self, wiki: str) -> None:
        self.events.append(f"failed {wiki}")


def version_in_use(registry: Registry, wiki: str = "kwwiki") -> str:
    with registry.use(wiki) as opened:
        return opened.manifest.version


def recommenders(catalog: FakeCatalog, wiki: str = "kwwiki") -> list[FakeRecommender]:
    return [recommender for name, recommender in catalog.opened if name == wiki]


def test_new_versions_and_rules_are_looked_for_at_least_twice_in_five_seconds() -> None:
    assert 2 * CHECK_SECONDS <= 5


def test_a_bundle_is_opened_once_and_only_when_asked_for(catalog: FakeCatalog, registry: Registry) -> None:
    assert catalog.opened == []
    for _ in range(3):
        version_in_use(registry)
    assert [wiki for wiki, _ in catalog.opened] == ["kwwiki"]


def test_threads_that_come_together_open_a_bundle_once(catalog: FakeCatalog, registry: Registry) -> None:
    barrier = threading.Barrier(8)

    def use() -> None:
        barrier.wait()
        version_in_use(registry)

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(catalog.opened) == 1


def test_a_new_version_takes_over_and_the_old_one_is_closed(catalog: FakeCatalog, registry: Registry) -> None:
    assert version_in_use(registry) == VERSION
    catalog.versions["kwwiki"] = NEWER
    registry.check()
    assert version_in_use(registry) == NEWER
    assert [recommender.closed for recommender in recommenders(catalog)] == [True, False]


def test_a_version_in_use_is_closed_only_after_it(catalog: FakeCatalog, registry: Registry) -> None:
    with registry.use("kwwiki") as opened:
        catalog.versions["kwwiki"] = NEWER
        registry.check()
        assert opened.manifest.version == VERSION
        assert not recommenders(catalog)[0].closed
    assert recommenders(catalog)[0].closed


def test_an_unreadable_new_version_keeps_the_old_one_serving(
    catalog: FakeCatalog, caplog: pytest.LogCaptureFixture
) -> None:
    told = Told()
    registry = Registry(catalog, 10, told)
    version_in_use(registry)
    catalog.versions["kwwiki"] = NEWER
    catalog.broken["kwwiki"] = "model.ubj is torn"
    with caplog.at_level(logging.ERROR):
        registry.check()
        registry.check()  # the same bundle is not tried again at once
    assert version_in_use(registry) == VERSION
    assert told.events == [f"loaded kwwiki {VERSION}", "failed kwwiki"]
    assert [record.message for record in caplog.records] == ["bundle cannot be used"]
    assert registry.states() == {"kwwiki": State(VERSION, "model.ubj is torn")}
    registry.close()


def test_a_repaired_bundle_takes_over(catalog: FakeCatalog, registry: Registry) -> None:
    version_in_use(registry)
    catalog.versions["kwwiki"] = NEWER
    catalog.broken["kwwiki"] = "torn"
    registry.check()
    catalog.versions["kwwiki"] = "20260303T000000Z"
    del catalog.broken["kwwiki"]
    registry.check()
    assert version_in_use(registry) == "20260303T000000Z"
    assert registry.states()["kwwiki"].failure == ""


def test_a_bundle_that_was_never_readable_is_unavailable(catalog: FakeCatalog, registry: Registry) -> None:
    catalog.broken["kwwiki"] = "torn"
    for _ in range(2):
        with pytest.raises(BundleUnavailableError, match="torn"):
            version_in_use(registry)
    catalog.versions["kwwiki"] = NEWER
    del catalog.broken["kwwiki"]
    assert version_in_use(registry) == NEWER


def test_a_withdrawn_wiki_is_unknown(catalog: FakeCatalog, registry: Registry) -> None:
    version_in_use(registry)
    del catalog.versions["kwwiki"]
    registry.check()
    with pytest.raises(UnknownWikiError):
        version_in_use(registry)
    assert recommenders(catalog)[0].closed


def test_the_least_recently_used_bundle_makes_room(catalog: FakeCatalog) -> None:
    catalog.versions = dict.fromkeys(("awiki", "bwiki", "cwiki"), VERSION)
    registry = Registry(catalog, 2)
    for wiki in ("awiki", "bwiki", "awiki", "cwiki"):
        version_in_use(registry, wiki)
    assert sorted(registry.states()) == ["awiki", "cwiki"]
    assert [wiki for wiki, recommender in catalog.opened if recommender.closed] == ["bwiki"]
    registry.close()


def test_closing_closes_all(catalog: FakeCatalog, registry: Registry) -> None:
    version_in_use(registry)
    registry.close()
    assert recommenders(catalog)[0].closed
