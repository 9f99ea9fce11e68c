"""Take the screenshots of the service's pages: `python -m docs.images.pages DATA_DIR`.

DATA_DIR has bundles with reports, among them kwwiki. The script serves copies of them, one with a damaged manifest and
one with a wrong rule, on a port of its own. Needs Debian's Chromium.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from tests.helpers.programs.chromium import chromium
from tests.helpers.programs.service import running_service

TARGET = Path(__file__).parent
SETTINGS = {"WEB_CONCURRENCY": "1", "CONTACT": "links@example.org", "APPLICATION_VERSION": "1.0"}
DESK, PHONE = {"width": 1180, "height": 800}, {"width": 375, "height": 780}
WIKI = "kwwiki"


@dataclass(frozen=True)
class Picture:
    """A picture to take of the part of a page that a window shows."""

    name: str
    path: str
    viewport: dict[str, int]
    scheme: str = "light"


SOUND: Sequence[Picture] = (
    Picture("landing-desk", "/", DESK),
    Picture("landing-phone-dark", "/", PHONE, "dark"),
    Picture("report-desk", f"/wikis/{WIKI}/report", DESK),
    Picture("report-phone-dark", f"/wikis/{WIKI}/report", PHONE, "dark"),
    Picture("model-card-desk", f"/wikis/{WIKI}/model-card", DESK),
    Picture("model-card-phone", f"/wikis/{WIKI}/model-card", PHONE),
    Picture("health-phone", "/healthz", PHONE),
    Picture("error-desk-dark", "/v1/linkrecommendations/nowiki/Oslo", {"width": 1180, "height": 480}, "dark"),
)
DAMAGED: Sequence[Picture] = (
    Picture("landing-problems-desk", "/", DESK),
    Picture("error-phone", "/wikis/damagedwiki/report", PHONE),
)


def main(data_dir: Path) -> None:
    """Serve the bundles and take the pictures."""
    with tempfile.TemporaryDirectory() as directory, chromium() as browser:
        work, copy = Path(directory), Path(directory) / "data"
        shutil.copytree(data_dir, copy, ignore=shutil.ignore_patterns(".*"))
        with running_service(copy, work, "api.wsgi:app", SETTINGS) as service:
            _take(browser, service.url, SOUND)
        (copy / "damagedwiki").mkdir()
        (copy / "damagedwiki" / "manifest.json").write_text("{}")
        (copy / WIKI / "rules.yaml").write_text("rules:\n  - {name: dates, text: [januari]}\n")
        with running_service(copy, work, "api.wsgi:app", SETTINGS) as service:
            _take(browser, service.url, DAMAGED)


def _take(browser: Browser, address: str, pictures: Sequence[Picture]) -> None:
    for picture in pictures:
        page = browser.new_page(viewport=picture.viewport, color_scheme=picture.scheme, locale="en-GB")
        page.goto(address + picture.path, wait_until="networkidle")
        page.screenshot(path=TARGET / f"{picture.name}.png")
        page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
