"""The service that the tests of the playground use, and the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.api.playground_page import Playground, open_playground
from tests.helpers.api.wiki_api import WikiApi, wiki_api
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.linking.wiki_on_disk import WikiOnDisk
from tests.helpers.programs.service import RunningService, running_service

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LATIN = WikiOnDisk(
    anchors={
        "paris": {"Paris": 90, "Paris (mythology)": 4},
        "france": {"France": 70},
        "eternal city": {"Rome": 40},
        "rome": {"Rome": 60, "Roman Empire": 3},
        "𝔸stral 𝕋own": {"𝔸stral 𝕋own": 30},
        "seine": {"Seine": 100, "Seine (department)": 25},
        "rhine": {"Rhine": 100, "Rhine (department)": 25},
        "river": {"River": 100, "River (band)": 25},
    },
    plain={"rome": 30, "seine": 265, "rhine": 280, "river": 320},
)
HEBREW = WikiOnDisk(
    anchors={
        "פריז": {"פריז": 90},
        "צרפת": {"צרפת": 70},
        "עיר האורות": {"ליון": 40},
        "הסן": {"הסן": 30},
        "נהר": {"נהר": 4},
    },
    plain={"נהר": 60},
    language="he",
)


@pytest.fixture(scope="session")
def data_dir(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Depends on the browser, so that nothing is written where there is none."""
    directory = tmp_path_factory.mktemp("data")
    write_complete_bundle(directory, "tinywiki", contents=LATIN)
    write_complete_bundle(directory, "hewiki", contents=HEBREW)
    return directory


@pytest.fixture(scope="session")
def wiki() -> Iterator[WikiApi]:
    with wiki_api() as api:
        yield api


@pytest.fixture(scope="session")
def service(data_dir: Path, wiki: WikiApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    settings = {"MEDIAWIKI_API_URL": wiki.pattern, "WEB_CONCURRENCY": "1"}
    with running_service(data_dir, tmp_path_factory.mktemp("work"), "api.wsgi:app", settings) as service:
        yield service


@pytest.fixture
def playground(browser: Browser, service: RunningService) -> Iterator[Playground]:
    with open_playground(browser, service.url) as playground:
        playground.go()
        yield playground
        assert playground.troubles == []
