"""The API documentation in a real Chromium: every operation can be tried out, by all readers, in light and dark."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

from api.web.contract import load_contract
from tests.helpers.api.reports import report_files
from tests.helpers.api.watched_page import READERS, WatchedPage, watched_page
from tests.helpers.api.wiki_api import wiki_api
from tests.helpers.linking.bundles import add_files
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.linking.wiki_on_disk import WikiOnDisk
from tests.helpers.programs.service import RunningService, running_service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]

WIKI = WikiOnDisk(anchors={"paris": {"Paris": 90}, "rome": {"Rome": 60}}, plain={"rome": 30})
OPERATIONS = [
    operation["operationId"]
    for item in load_contract()["paths"].values()
    for method, operation in item.items()
    if method in ("get", "post")
]
MAX_BYTES = 560_000
"""Swagger UI is most of it. Uncompressed it has 1.9 MB."""


@pytest.fixture(scope="module")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """A service behind a path prefix."""
    data_dir = tmp_path_factory.mktemp("data")
    write_complete_bundle(data_dir, "tinywiki", contents=WIKI)
    add_files(data_dir, "tinywiki", report_files())
    with wiki_api() as api:
        settings = {"MEDIAWIKI_API_URL": api.pattern, "WEB_CONCURRENCY": "1", "URL_PREFIX": "/gate"}
        with running_service(data_dir, tmp_path_factory.mktemp("work"), "api.wsgi:app", settings) as service:
            yield service


@pytest.fixture
def page(browser: Browser, service: RunningService) -> Iterator[WatchedPage]:
    with opened(browser, service, READERS["desk, light"]) as page:
        yield page


def opened(browser: Browser, service: RunningService, reader: Mapping[str, Any]) -> Any:
    return watched_page(browser, f"{service.url}/gate", **reader)


def try_out(page: WatchedPage, operation: str) -> Locator:
    """Open an operation, send its request as it is filled in, and wait for the answer."""
    block = page.page.locator(f'.opblock[id$="-{operation}"]')
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    block.get_by_role("button", name="Execute").click()
    block.locator(".live-responses-table").wait_for()
    return block


def test_every_operation_can_be_tried_out_as_it_is_filled_in(page: WatchedPage) -> None:
    page.go("/docs/")
    answers = {}
    for operation in OPERATIONS:
        block = try_out(page, operation)
        asked = block.locator(".request-url pre").inner_text()
        assert asked.startswith(f"{page.root}/")
        assert not re.search(r"%7B|\{", asked)
        answers[operation] = block.locator(".live-responses-table tr.response .response-col_status").inner_text()
        block.locator(".opblock-summary-control").click()  # closed, because Swagger UI draws all open ones again
    assert answers == dict.fromkeys(OPERATIONS, "200")
    assert page.troubles == []


@pytest.mark.parametrize("reader", ["small phone, light", "desk, dark"])
def test_everybody_can_read_it(browser: Browser, service: RunningService, reader: str) -> None:
    with opened(browser, service, READERS[reader]) as page:
        page.go("/docs/")
        assert page.findings() == []
        assert page.page.get_by_role("navigation").get_by_role("link", name="Wikis").is_visible()
        try_out(page, "recommendForText")
        assert page.findings() == []
        dark = "dark" in reader
        assert page.page.evaluate("document.documentElement.classList.contains('dark-mode')") == dark
        body = page.page.get_by_label("Request body").evaluate("field => getComputedStyle(field).backgroundColor")
        assert (max(map(int, re.findall(r"\d+", body)[:3])) < 100) == dark


def test_colours_follow_a_change_of_the_system(page: WatchedPage) -> None:
    page.go("/docs/")
    for scheme in ("dark", "light"):
        page.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.page.locator("html.dark-mode").wait_for(state="attached" if scheme == "dark" else "detached")


def test_operations_open_from_the_keyboard(page: WatchedPage) -> None:
    page.go("/docs/")
    button = page.page.locator(".opblock-summary-control").first
    button.focus()
    page.page.keyboard.press("Enter")
    page.page.get_by_role("button", name="Try it out").wait_for()


def test_it_is_sent_compressed(page: WatchedPage, service: RunningService) -> None:
    page.go("/docs/")
    assert page.loading_findings(MAX_BYTES, style_sheets=2) == []
    script = "/gate/docs/swagger-ui-bundle.js"
    compressed = service.ask(script, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(compressed.body) == service.ask(script).body
