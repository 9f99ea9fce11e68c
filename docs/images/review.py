"""Take the screenshots of the review page: `python docs/images/review.py http://127.0.0.1:8000 data review.json`.

docs/how-to/review.md and docs/decisions/review-page.md show them. The service at that address must have the sample
wiki, as `make run` serves it from the directory `data`, and `training sample-suggestions` has drawn the sample. Two
made-up reviewers judge it as the guide asks for, and the summary of their decisions is shown. Needs Debian's Chromium.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from training.__main__ import main as run_training
from training.review.target_classes import read_target_classes

IMAGES = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"
WIKI = "samplewiki"
ANIMALS = "Category:Animals"
ACCEPT, EVERYDAY_WORD, SKIP = "a", "r4", "s"
SHOWN = 12
"""How many suggestions are decided on the pictures of the review page."""


def main(address: str, data_dir: Path, sample: Path) -> None:
    """Judge the sample, and take the pictures on the way."""
    keys = decide(data_dir, json.loads(sample.read_text(encoding="utf-8"))["suggestions"])
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as directory:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1180, "height": 900}, color_scheme="light")
        open_sample(page, address, sample, "Ann")
        press(page, keys[:SHOWN])
        page.screenshot(path=IMAGES / "review.png")
        press(page, keys[SHOWN:])
        decisions = [export(page, Path(directory))]
        other = browser.new_page()
        open_sample(other, address, sample, "Bob")
        press(other, differ(keys))
        decisions.append(export(other, Path(directory)))
        take_phone(browser, address, sample, keys[:SHOWN])
        take_others(browser, address, sample, keys[:SHOWN])
        take_summary(browser, data_dir, decisions)
        browser.close()


def decide(data_dir: Path, suggestions: Sequence[dict[str, str]]) -> Sequence[str]:
    """Return the keys to press for each suggestion: common words and animals are rejected, names are accepted."""
    targets = {one["link_target"] for one in suggestions}
    animals = {target for target, name in read_target_classes(data_dir, WIKI, targets) if name == ANIMALS}
    return [
        EVERYDAY_WORD if one["link_text"][0].islower() or one["link_target"] in animals else ACCEPT
        for one in suggestions
    ]


def differ(keys: Sequence[str]) -> Sequence[str]:
    """Return the keys of a reviewer who decides otherwise now and then."""
    others = {ACCEPT: (EVERYDAY_WORD, SKIP), EVERYDAY_WORD: (ACCEPT, ACCEPT)}
    return [others[key][number % 2] if number % 9 == 4 else key for number, key in enumerate(keys)]


def open_sample(page: Page, address: str, sample: Path, name: str) -> None:
    """Open the sample on the review page, as a reviewer with a name."""
    page.goto(f"{address}/review", wait_until="networkidle")
    page.get_by_label("Sample file").set_input_files(sample)
    page.locator("#card").wait_for()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your name").press("Tab")
    page.locator("#suggestion-heading").focus()


def press(page: Page, keys: Sequence[str]) -> None:
    """Press the keys of several decisions."""
    for key in "".join(keys):
        page.keyboard.press(key)


def export(page: Page, directory: Path) -> Path:
    """Save the decisions, and return their file."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Export decisions").locator("visible=true").first.click()
    path = directory / download.value.suggested_filename
    download.value.save_as(path)
    return path


def take_phone(browser: Browser, address: str, sample: Path, keys: Sequence[str]) -> None:
    """Take the picture of the review page on a phone, in dark colours, while a reason is asked for."""
    context = browser.new_context(
        viewport={"width": 375, "height": 760}, color_scheme="dark", device_scale_factor=2, has_touch=True
    )
    page = context.new_page()
    open_sample(page, address, sample, "Ann")
    press(page, [*keys, "r"])
    page.evaluate("window.scrollTo(0, document.querySelector('#judge').offsetTop)")
    page.screenshot(path=IMAGES / "review-phone.png")
    context.close()


def take_others(browser: Browser, address: str, sample: Path, keys: Sequence[str]) -> None:
    """Take the pictures of the review page on a phone in light colours, and on a desk in dark ones."""
    phone = browser.new_context(viewport={"width": 375, "height": 760}, color_scheme="light", has_touch=True)
    desk = browser.new_context(viewport={"width": 1180, "height": 900}, color_scheme="dark")
    for context, name in ((phone, "review-phone-light"), (desk, "review-desk-dark")):
        page = context.new_page()
        open_sample(page, address, sample, "Ann")
        press(page, keys)
        page.screenshot(path=IMAGES / f"{name}.png")
        context.close()


def take_summary(browser: Browser, data_dir: Path, decisions: Sequence[Path]) -> None:
    """Take the picture of the summary."""
    page_file = decisions[0].with_name("summary.html")
    run_training(
        ["decisions", "summary", *map(str, decisions), "--data-dir", str(data_dir), "--out-html", str(page_file)]
    )
    page = browser.new_page(viewport={"width": 1180, "height": 760}, color_scheme="light")
    page.goto(page_file.as_uri())
    page.screenshot(path=IMAGES / "review-summary.png")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]), Path(sys.argv[3]))
