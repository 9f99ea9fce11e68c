"""The service's pages in a real Chromium: every page and state, for every kind of reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from linking.bundle.names import MANIFEST
from tests.helpers.api.reports import report_files
from tests.helpers.api.watched_page import READERS, WatchedPage, watched_page
from tests.helpers.linking.bundles import add_files
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.linking.wiki_on_disk import WikiOnDisk
from tests.helpers.programs.service import RunningService, running_service

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]

PAGES = {
    "landing": "/",
    "landing, filtered": "/?q=nothing",
    "report": "/wikis/kwwiki/report",
    "model card": "/wikis/kwwiki/model-card",
    "model card without report": "/wikis/arcwiki/model-card",
    "health": "/healthz",
    "no such page": "/nope",
    "no report": "/wikis/arcwiki/report",
    "unusable bundle": "/wikis/brokenwiki/report",
}


def write_bundle(data_dir: Path, wiki: str, language: str, reports: Mapping[str, bytes]) -> None:
    write_complete_bundle(data_dir, wiki, contents=WikiOnDisk(anchors={"paris": {"Paris": 90}}, language=language))
    add_files(data_dir, wiki, reports, language=language)


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    data_dir = tmp_path_factory.mktemp("data")
    write_bundle(data_dir, "kwwiki", "kw", report_files())
    write_bundle(data_dir, "arcwiki", "arc", {})
    write_bundle(data_dir, "brokenwiki", "ar", {})
    (data_dir / "brokenwiki" / MANIFEST).write_bytes(b"{}")
    (data_dir / "arcwiki" / "rules.yaml").write_text("rules: [{name: 5}]")
    work = tmp_path_factory.mktemp("work")
    settings = {
        "WEB_CONCURRENCY": "1",
        "CONTACT": "a@example.org",
        "MEDIAWIKI_API_URL": "http://127.0.0.1:9/{domain}",
    }
    with running_service(data_dir, work, "api.wsgi:app", settings) as service:
        yield service


@pytest.fixture(params=READERS)
def page(request: pytest.FixtureRequest, browser: Browser, service: RunningService) -> Iterator[WatchedPage]:
    with watched_page(browser, service.url, **READERS[request.param]) as page:
        yield page


@pytest.fixture
def desk(browser: Browser, service: RunningService) -> Iterator[WatchedPage]:
    with watched_page(browser, service.url, **READERS["desk, light"]) as page:
        yield page


def test_every_page_has_no_findings_and_keeps_its_budget(page: WatchedPage) -> None:
    found = {}
    for name, path in PAGES.items():
        page.go(path)
        sheets = 0 if name == "report" else 1  # a report brings its styles along
        found[name] = [*page.loading_findings(style_sheets=sheets), *page.findings(), *page.mirrored_findings()]
    assert {name: findings for name, findings in found.items() if findings} == {}


def order(page: WatchedPage) -> list[str]:
    return [row.inner_text() for row in page.page.locator("#wikis tbody td:nth-child(2):visible").all()]


def test_the_table_sorts_by_keyboard_without_loading_anything(desk: WatchedPage) -> None:
    desk.go("/")
    assert order(desk) == ["arcwiki", "brokenwiki", "kwwiki"]  # Aramaic, broken, Cornish
    requests: list[str] = []
    desk.page.on("request", lambda request: requests.append(request.url))
    head = desk.page.get_by_role("columnheader", name="Precision")
    head.get_by_role("link").press("Enter")
    assert order(desk)[0] == "kwwiki"
    assert head.get_attribute("aria-sort") == "descending"
    assert desk.page.locator("[aria-sort]").count() == 1
    desk.page.get_by_role("link", name="Wiki", exact=True).press("Enter")
    desk.page.get_by_role("link", name="Wiki", exact=True).press("Enter")
    assert order(desk) == ["kwwiki", "brokenwiki", "arcwiki"]
    assert "sort=wiki" in desk.page.url
    assert requests == []
    assert desk.findings() == []


def test_the_table_filters_while_one_types(desk: WatchedPage) -> None:
    desk.go("/")
    desk.page.get_by_label("Find a wiki").fill("corn")
    assert order(desk) == ["kwwiki"]
    assert desk.page.get_by_role("status").inner_text() == "1 of 3 wikis"
    desk.page.get_by_label("Find a wiki").fill("")
    assert len(order(desk)) == 3


def test_without_scripts_the_server_sorts_and_filters(browser: Browser, service: RunningService) -> None:
    with watched_page(browser, service.url, **READERS["desk, light"], java_script_enabled=False) as page:
        page.go("/")
        page.page.get_by_role("link", name="Precision").click()
        assert order(page)[0] == "kwwiki"
        page.page.get_by_label("Find a wiki").fill("corn")
        page.page.get_by_role("button", name="Find").click()
        assert order(page) == ["kwwiki"]


def test_names_are_in_the_readers_language(browser: Browser, service: RunningService) -> None:
    with watched_page(browser, service.url, **READERS["desk, light"], locale="de-DE") as page:
        page.go("/")
        assert page.page.get_by_role("rowheader", name="Kornisch").locator("[lang=kw]").inner_text() == "kernowek"
        assert page.page.get_by_text("Kornisch", exact=True).get_attribute("lang") == "de"


def test_the_example_leads_to_the_playground(desk: WatchedPage) -> None:
    desk.go("/")
    address = desk.page.get_by_role("link", name="Try it on").get_attribute("href")
    assert address == "/playground?wiki=kwwiki&title=Joan+%3CPetchey%3E"


def test_the_styles_of_a_report_apply_below_the_services_navigation(desk: WatchedPage) -> None:
    desk.go("/wikis/kwwiki/report")
    assert desk.page.locator("h1").evaluate("heading => getComputedStyle(heading).marginTop") == "7px"
    assert desk.page.get_by_role("navigation", name="Service").is_visible()
