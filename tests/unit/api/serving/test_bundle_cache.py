"""When bundles are opened, replaced and closed."""

from __future__ import annotations

import logging
import threading

import pytest

from api.errors import BundleUnavailableError, UnknownWikiError
from api.serving.bundle_cache import CHECK_SECONDS, BundleCache, BundleState
from api.serving.events import ServingEvents
from linking.errors import LinkingError
from linking.recommender import RecommendationQuery
from tests.helpers.api.fakes import VERSION, FakeCatalog, FakeRecommender

NEWER = "20260202T000000Z"
GOOD_RULES = "rules:\n- {name: words, texts: [no]}\n"
WRONG_RULES = "rules:\n- name: words\n  texts: no\n"


class Told(ServingEvents):
    def __init__(self) -> None:
        self.events: list[str] = []

    def bundle_loaded(self, wiki: str, version: str, seconds: float) -> None:
        assert seconds >= 0
        self.events.append(f"loaded {wiki} {version}")

    def bundle_failed(self, wiki: str) -> None:
        self.events.append(f"failed {wiki}")


def version_in_use(cache: BundleCache, wiki: str = "kwwiki") -> str:
    with cache.use(wiki) as opened:
        return opened.manifest.version


def recommenders(catalog: FakeCatalog, wiki: str = "kwwiki") -> list[FakeRecommender]:
    return [recommender for name, recommender in catalog.opened if name == wiki]


def test_new_versions_and_rules_are_looked_for_at_least_twice_in_five_seconds() -> None:
    assert 2 * CHECK_SECONDS <= 5


def test_a_bundle_is_opened_once_and_only_when_asked_for(catalog: FakeCatalog, cache: BundleCache) -> None:
    assert catalog.opened == []
    for _ in range(3):
        version_in_use(cache)
    assert [wiki for wiki, _ in catalog.opened] == ["kwwiki"]


def test_threads_that_come_together_open_a_bundle_once(catalog: FakeCatalog, cache: BundleCache) -> None:
    barrier = threading.Barrier(8)

    def use() -> None:
        barrier.wait()
        version_in_use(cache)

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(catalog.opened) == 1


def test_a_new_version_takes_over_and_the_old_one_is_closed(catalog: FakeCatalog, cache: BundleCache) -> None:
    assert version_in_use(cache) == VERSION
    catalog.versions["kwwiki"] = NEWER
    cache.check()
    assert version_in_use(cache) == NEWER
    assert [recommender.closed for recommender in recommenders(catalog)] == [True, False]


def test_a_version_in_use_is_closed_only_after_it(catalog: FakeCatalog, cache: BundleCache) -> None:
    with cache.use("kwwiki") as opened:
        catalog.versions["kwwiki"] = NEWER
        cache.check()
        assert opened.manifest.version == VERSION
        assert not recommenders(catalog)[0].closed
    assert recommenders(catalog)[0].closed


def test_an_unreadable_new_version_keeps_the_old_one_serving(
    catalog: FakeCatalog, caplog: pytest.LogCaptureFixture
) -> None:
    told = Told()
    cache = BundleCache(catalog, 10, told)
    version_in_use(cache)
    catalog.versions["kwwiki"] = NEWER
    catalog.broken["kwwiki"] = "model.ubj is torn"
    with caplog.at_level(logging.ERROR):
        cache.check()
        cache.check()  # the same bundle is not tried again at once
    assert version_in_use(cache) == VERSION
    assert told.events == [f"loaded kwwiki {VERSION}", "failed kwwiki"]
    assert [record.message for record in caplog.records] == ["bundle cannot be used"]
    assert cache.states() == {"kwwiki": BundleState(VERSION, "model.ubj is torn")}
    cache.close()


def test_a_repaired_bundle_takes_over(catalog: FakeCatalog, cache: BundleCache) -> None:
    version_in_use(cache)
    catalog.versions["kwwiki"] = NEWER
    catalog.broken["kwwiki"] = "torn"
    cache.check()
    catalog.versions["kwwiki"] = "20260303T000000Z"
    del catalog.broken["kwwiki"]
    cache.check()
    assert version_in_use(cache) == "20260303T000000Z"
    assert cache.states()["kwwiki"].failure == ""


def test_a_bundle_that_was_never_readable_is_unavailable(catalog: FakeCatalog, cache: BundleCache) -> None:
    catalog.broken["kwwiki"] = "torn"
    for _ in range(2):
        with pytest.raises(BundleUnavailableError, match="torn"):
            version_in_use(cache)
    catalog.versions["kwwiki"] = NEWER
    del catalog.broken["kwwiki"]
    assert version_in_use(cache) == NEWER


def test_a_withdrawn_wiki_is_unknown(catalog: FakeCatalog, cache: BundleCache) -> None:
    version_in_use(cache)
    del catalog.versions["kwwiki"]
    cache.check()
    with pytest.raises(UnknownWikiError):
        version_in_use(cache)
    assert recommenders(catalog)[0].closed


OLDER = ["20250202T000000Z", "20250101T000000Z"]


def test_a_lost_store_keeps_what_is_open_and_is_unavailable_for_the_rest(
    catalog: FakeCatalog, caplog: pytest.LogCaptureFixture
) -> None:
    cache = BundleCache(catalog, 10)
    version_in_use(cache)
    catalog.lost = "cannot read /srv/data: not mounted"
    with caplog.at_level(logging.ERROR):
        cache.check()
        cache.check()
    assert version_in_use(cache) == VERSION
    assert cache.states() == {"kwwiki": BundleState(VERSION, "cannot read data: not mounted")}
    assert [record.message for record in caplog.records] == ["bundle is lost and stays in use"]
    with pytest.raises(BundleUnavailableError) as caught:
        version_in_use(cache, "bat_smgwiki")
    assert "/srv" not in str(caught.value)
    catalog.lost = ""
    cache.check()
    assert cache.states() == {"kwwiki": BundleState(VERSION, "")}
    cache.close()


def test_a_wiki_that_nobody_is_known_to_have_withdrawn_stays_open(catalog: FakeCatalog, cache: BundleCache) -> None:
    version_in_use(cache)
    catalog.knows_withdrawn = False
    del catalog.versions["kwwiki"]
    cache.check()
    assert version_in_use(cache) == VERSION


def test_without_a_usable_current_version_the_newest_usable_one_serves_until_it_is_repaired(
    catalog: FakeCatalog, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    cache = BundleCache(catalog, 10)
    catalog.older["kwwiki"] = OLDER
    catalog.broken = {"kwwiki": "torn", OLDER[0]: "torn too"}
    with caplog.at_level(logging.ERROR):
        assert version_in_use(cache) == OLDER[1]
    assert caplog.records[-1].message == "an older bundle is used instead of the current one"
    cache.check()
    assert cache.states() == {"kwwiki": BundleState(OLDER[1], "torn")}
    catalog.broken.clear()
    monkeypatch.setattr("api.serving.bundle_loader.RETRY_SECONDS", -1)
    cache.check()
    assert version_in_use(cache) == VERSION
    assert cache.states() == {"kwwiki": BundleState(VERSION, "")}
    cache.close()


def test_the_least_recently_used_bundle_makes_room(catalog: FakeCatalog) -> None:
    catalog.versions = dict.fromkeys(("awiki", "bwiki", "cwiki"), VERSION)
    cache = BundleCache(catalog, 2)
    for wiki in ("awiki", "bwiki", "awiki", "cwiki"):
        version_in_use(cache, wiki)
    assert sorted(cache.states()) == ["awiki", "cwiki"]
    assert [wiki for wiki, recommender in catalog.opened if recommender.closed] == ["bwiki"]
    cache.close()


def test_closing_closes_all(catalog: FakeCatalog, cache: BundleCache) -> None:
    version_in_use(cache)
    cache.close()
    assert recommenders(catalog)[0].closed


def has_rules(cache: BundleCache) -> bool:
    with cache.use("kwwiki") as opened:
        return bool(opened.rules)


def test_a_bundle_is_opened_with_its_rules_and_gets_new_ones_without_being_opened_again(
    cache: BundleCache, catalog: FakeCatalog
) -> None:
    assert not has_rules(cache)
    catalog.rules.texts["kwwiki"] = GOOD_RULES
    cache.check()
    assert has_rules(cache)
    del catalog.rules.texts["kwwiki"]
    cache.check()
    assert not has_rules(cache)
    assert len(catalog.opened) == 1
    assert not catalog.opened[0][1].closed


def test_a_new_version_has_the_rules_too(cache: BundleCache, catalog: FakeCatalog) -> None:
    catalog.rules.texts["kwwiki"] = GOOD_RULES
    assert has_rules(cache)
    catalog.versions["kwwiki"] = "20260202T000000Z"
    cache.check()
    assert has_rules(cache)
    assert len(catalog.opened) == 2


def test_a_wiki_whose_rules_are_wrong_from_the_start_is_not_served_until_they_are_right(
    cache: BundleCache, catalog: FakeCatalog
) -> None:
    catalog.rules.texts["kwwiki"] = WRONG_RULES
    with pytest.raises(BundleUnavailableError, match="line 3"):
        has_rules(cache)
    assert catalog.opened == []
    catalog.rules.texts["kwwiki"] = GOOD_RULES
    assert has_rules(cache)


def test_a_request_that_runs_keeps_the_rules_that_it_began_with(cache: BundleCache, catalog: FakeCatalog) -> None:
    with cache.use("kwwiki") as opened:
        catalog.rules.texts["kwwiki"] = GOOD_RULES
        cache.check()
        assert opened.rules is None
        opened.recommender.recommend(RecommendationQuery("A", ""))


def test_the_first_wiki_with_a_bundle_is_found(catalog: FakeCatalog) -> None:
    cache = BundleCache(catalog, 4)
    assert cache.find(["nowiki", "kwwiki", "bat_smgwiki"]) == "kwwiki"
    assert cache.find(["nowiki", "nbwiki"]) == "nowiki"
    assert cache.find(["nowiki"]) == "nowiki"
    cache.close()


def test_an_open_wiki_is_found_while_the_store_cannot_be_read(
    catalog: FakeCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = BundleCache(catalog, 4)
    with cache.use("kwwiki"):
        pass

    def fail(_: str) -> None:
        raise LinkingError("away")

    monkeypatch.setattr(catalog, "signature", fail)
    assert cache.find(["nowiki", "kwwiki"]) == "kwwiki"
    assert cache.find(["nowiki", "nbwiki"]) == "nowiki"
    cache.close()
