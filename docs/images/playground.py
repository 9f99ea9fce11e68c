"""Take playground.png, the screenshot of README.md: `python docs/images/playground.py http://127.0.0.1:8000`.

The service at that address must have the sample wiki, as `make run` serves it. Needs Debian's Chromium.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

TARGET = Path(__file__).with_name("playground.png")
CHROMIUM = "/usr/bin/chromium"
TITLE = "Vienna"
WIKITEXT = """\
'''Vienna''' is the capital of Austria. It lies on the [[Danube]], between the Alps and the Carpathians.

== Music ==
Wolfgang Amadeus Mozart lived in Vienna before Ludwig van Beethoven came from Bonn. Franz Schubert was born here, and \
Johannes Brahms moved from Hamburg to Vienna as a young man. The city is known for opera and for the waltz.

== Science ==
Erwin Schrödinger was born in Vienna and worked in Berlin and Dublin. Sigmund Freud studied medicine at the \
university. Ludwig Boltzmann taught physics here.
"""


def main(address: str) -> None:
    """Ask for suggestions, open one of them and take the picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1180, "height": 820}, color_scheme="light")
        _ask(page, f"{address}/playground?wiki=samplewiki")
        page.screenshot(path=TARGET)
        browser.close()


def _ask(page: Page, address: str) -> None:
    page.goto(address, wait_until="networkidle")
    page.click("#paste > summary")
    page.fill("#pasted", WIKITEXT)
    page.fill("#title", TITLE)
    page.click("#run")
    page.wait_for_selector("#article .suggestion")
    page.click("#paste > summary")
    page.click("#article .suggestion >> nth=1")
    page.wait_for_selector("#details:not([hidden])")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
