"""The wikis at a glance: what is read, how often, and what is said of bundles that cannot be used."""

from __future__ import annotations

from typing import Any

import pytest

from api.errors import UnknownWikiError
from api.serving import wiki_overview
from api.serving.bundle_cache import BundleCache
from api.serving.wiki_overview import WikiOverview, WikiOverviews
from linking.bundle.manifest import Manifest
from tests.helpers.api.fakes import VERSION, FakeCatalog
from tests.helpers.api.reports import report_files


class CountingCatalog(FakeCatalog):
    """Counts what is read."""

    reads = 0

    def manifest(self, wiki: str) -> Manifest:
        self.reads += 1
        return super().manifest(wiki)

    def read(self, manifest: Manifest, name: str) -> bytes:
        self.reads += 1
        return super().read(manifest, name)


@pytest.fixture
def catalog() -> CountingCatalog:
    return CountingCatalog(reports={"kwwiki": report_files()})


@pytest.fixture
def overviews(cache: BundleCache) -> WikiOverviews:
    return WikiOverviews(cache)


def of(overviews: WikiOverviews, wiki: str) -> WikiOverview:
    return next(overview for overview in overviews.all() if overview.wiki == wiki)


def test_an_overview_has_the_manifest_the_site_and_the_report(overviews: WikiOverviews) -> None:
    overview = of(overviews, "kwwiki")
    assert overview.manifest is not None
    assert overview.manifest.version == VERSION
    assert overview.site is not None
    assert overview.report is not None
    assert overview.report.example == "Joan <Petchey>"
    assert overview.usable
    without_report = of(overviews, "bat_smgwiki")
    assert without_report.report is None
    assert without_report.usable


def test_a_second_look_reads_nothing(overviews: WikiOverviews, catalog: CountingCatalog) -> None:
    overviews.all()
    read = catalog.reads
    assert overviews.all() == overviews.all()
    assert catalog.reads == read


def test_a_new_version_is_seen_at_once(overviews: WikiOverviews, catalog: CountingCatalog) -> None:
    overviews.all()
    catalog.versions["kwwiki"] = "20260202T000000Z"
    overview = of(overviews, "kwwiki")
    assert overview.manifest is not None
    assert overview.manifest.version == "20260202T000000Z"


def test_a_bundle_is_checked_again_after_a_while(
    overviews: WikiOverviews, catalog: CountingCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiki_overview, "FRESH_SECONDS", -1.0)
    overviews.all()
    catalog.broken["kwwiki"] = "torn"
    assert of(overviews, "kwwiki").problem == "torn"


def test_a_broken_bundle_says_why_and_what_to_do_and_is_looked_at_again(
    overviews: WikiOverviews, catalog: CountingCatalog
) -> None:
    catalog.broken["kwwiki"] = "torn"
    overview = of(overviews, "kwwiki")
    assert (overview.manifest, overview.problem, overview.usable) == (None, "torn", False)
    assert "rollback --wiki kwwiki" in overview.advice
    catalog.broken.clear()
    assert of(overviews, "kwwiki").usable


def test_wrong_rules_are_reported(overviews: WikiOverviews, catalog: CountingCatalog) -> None:
    catalog.rules.texts["kwwiki"] = "rules: 5"
    overview = of(overviews, "kwwiki")
    assert overview.rules.problems
    assert not overview.usable


def test_a_damaged_report_or_site_is_as_good_as_none(overviews: WikiOverviews, catalog: CountingCatalog) -> None:
    catalog.reports["kwwiki"]["report.json"] = b"{"
    assert of(overviews, "kwwiki").report is None
    assert of(overviews, "kwwiki").usable


@pytest.mark.parametrize("content", [b"", b"[]", b"5", b'{"wiki": 5}'])
def test_a_site_that_cannot_be_read_is_none(content: bytes) -> None:
    assert wiki_overview._read_site(content) is None


def test_one_wiki_is_found_by_name(overviews: WikiOverviews) -> None:
    assert overviews.one("kwwiki") == of(overviews, "kwwiki")
    with pytest.raises(UnknownWikiError):
        overviews.one("nowiki")


def test_while_the_store_is_away_there_is_a_problem_and_no_failure(cache: BundleCache, catalog: Any) -> None:
    overviews = WikiOverviews(cache)
    overviews.all()
    catalog.lost = "away"
    assert {overview.problem for overview in overviews.all()} == {"away"}
