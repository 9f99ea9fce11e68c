"""Take the pictures of the playground: `python docs/images/playground.py http://127.0.0.1:8000`.

The service at that address must have the sample wiki, as `make run` serves it. Needs Debian's Chromium.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

TARGET = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"
DESK, PHONE = {"width": 1180, "height": 820}, {"width": 375, "height": 780}


def _ask(page: Page) -> None:
    page.click("#examples button")
    page.wait_for_selector("#article .suggestion")


def _open_suggestion(page: Page) -> None:
    _ask(page)
    page.click("#article .suggestion >> nth=2")
    page.wait_for_selector("#details:not([hidden])")
    page.evaluate("document.getElementById('ask').scrollIntoView()")


def _decide(page: Page) -> None:
    _ask(page)
    for key in "jaraaa":
        page.keyboard.press(key)


def _compare(page: Page) -> None:
    _decide(page)
    page.keyboard.press("Escape")
    page.click("#changes")


def _try_rules(page: Page) -> None:
    _ask(page)
    page.click("#rules > summary")
    page.fill("#rules-text", "rules:\n  - name: cities\n    texts: [salzburg, linz]\n")
    page.wait_for_selector("#article .held")
    page.evaluate("document.getElementById('ask').scrollIntoView()")


def _err_in_rules(page: Page) -> None:
    page.click("#rules > summary")
    page.fill("#rules-text", "rules:\n  - name: cities\n    text: [salzburg]\n    least_score: high\n")
    page.wait_for_selector("#rules-problems li")
    page.evaluate("document.querySelector('.rules').scrollIntoView()")


@dataclass(frozen=True)
class Picture:
    """A picture of a state of the page, and how it is brought about."""

    name: str
    show: Callable[[Page], None]
    viewport: dict[str, int]
    scheme: str = "light"


PICTURES: Sequence[Picture] = (
    Picture("playground", _open_suggestion, DESK),
    Picture("playground-phone-dark", _decide, PHONE, "dark"),
    Picture("playground-changes-desk", _compare, DESK),
    Picture("playground-changes-phone", _compare, PHONE),
    Picture("playground-rules-desk-dark", _try_rules, DESK, "dark"),
    Picture("playground-rules-phone", _err_in_rules, PHONE),
)


def main(address: str) -> None:
    """Take all pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for picture in PICTURES:
            page = browser.new_page(viewport=picture.viewport, color_scheme=picture.scheme, locale="en-GB")
            page.goto(f"{address}/playground?wiki=samplewiki", wait_until="networkidle")
            picture.show(page)
            page.screenshot(path=TARGET / f"{picture.name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
