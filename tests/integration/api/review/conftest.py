"""The service that the tests of the review page use, and the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.helpers.api.review_page import ReviewPage, open_review
from tests.helpers.api.wiki_api import wiki_api
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.programs.service import RunningService, running_service

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def service(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """Depends on the browser, so that nothing starts where there is none."""
    data_dir = tmp_path_factory.mktemp("data")
    write_complete_bundle(data_dir, "tinywiki")
    with wiki_api() as api:
        settings = {"MEDIAWIKI_API_URL": api.pattern, "WEB_CONCURRENCY": "1"}
        with running_service(data_dir, tmp_path_factory.mktemp("work"), "api.wsgi:app", settings) as service:
            yield service


@pytest.fixture
def review(browser: Browser, service: RunningService) -> Iterator[ReviewPage]:
    with open_review(browser, service.url) as review:
        yield review
        assert review.watched.troubles == []


@pytest.fixture(scope="module")
def modules(browser: Browser, service: RunningService) -> Iterator[ReviewPage]:
    """A page on which tests call single functions of the modules."""
    with open_review(browser, service.url) as review:
        yield review
