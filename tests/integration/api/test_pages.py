"""The service's pages in a real Chromium: every page and state, for every kind of reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.helpers.api.watched_page import READERS, WatchedPage, watched_page
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.linking.wiki_on_disk import WikiOnDisk
from tests.helpers.programs.chromium import chromium
from tests.helpers.programs.service import RunningService, running_service

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]

PAGES = ["/"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    data_dir = tmp_path_factory.mktemp("data")
    write_complete_bundle(data_dir, "kwwiki", contents=WikiOnDisk(anchors={"paris": {"Paris": 90}}))
    work = tmp_path_factory.mktemp("work")
    with running_service(data_dir, work, "api.wsgi:app", {"WEB_CONCURRENCY": "1"}) as service:
        yield service


@pytest.fixture(params=READERS)
def page(request: pytest.FixtureRequest, browser: Browser, service: RunningService) -> Iterator[WatchedPage]:
    with watched_page(browser, service.url, **READERS[request.param]) as page:
        yield page


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_findings_and_keeps_its_budget(page: WatchedPage, path: str) -> None:
    page.go(path)
    assert page.loading_findings() == []
    assert page.findings() == []
