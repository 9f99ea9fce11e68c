"""The review page for every reader: by keyboard, by touch, at high zoom, with a screen reader."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.api.review_page import (
    ReviewPage,
    open_review,
    sample,
    suggestion,
)
from tests.helpers.api.watched_page import READERS
from tests.helpers.api.wiki_api import wiki_api
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.programs.service import RunningService, running_service

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]


def test_the_keyboard_is_enough(review: ReviewPage) -> None:
    review.open(sample(9))
    page = review.page
    assert page.evaluate("document.activeElement.id") == "suggestion-heading"
    while page.evaluate("document.activeElement.id") != "reject":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "1wrong meaning"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "reject"
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "reject"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert review.text("position") == "2 of 9 decided"
    review.press("r8")  # no such reason
    assert review.text("position") == "2 of 9 decided"
    review.press("z")  # leaves the reasons
    review.press("z")
    assert review.text("position") == "1 of 9 decided"


def test_keys_do_nothing_in_fields_with_modifiers_held_down_or_switched_off(review: ReviewPage) -> None:
    review.open(sample(9))
    page = review.page
    page.get_by_label("Your name").type("Zara Sr")
    page.get_by_label("Your name").press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.down("a")
    page.keyboard.down("a")  # the browser repeats a key that is held down
    page.keyboard.up("a")
    assert review.text("position") == "1 of 9 decided"
    page.get_by_label("Keys A, R, S, Z").uncheck()
    review.press("ars")
    assert review.text("position") == "1 of 9 decided"


def test_a_keyboard_of_another_script_has_the_keys_at_the_same_places(review: ReviewPage) -> None:
    review.open(sample(9))
    for key, code in (("ф", "KeyA"), ("я", "KeyZ"), ("ק", "KeyR"), ("&", "Digit1")):
        press = "([key, code]) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, code, bubbles: true}))"
        review.page.evaluate(press, [key, code])
    assert review.text("position") == "1 of 9 decided"
    assert review.text("precision") == "0 %"


def test_what_changes_is_announced(review: ReviewPage) -> None:
    review.open(sample(2))
    said = review.page.locator("#announcement")
    assert said.get_attribute("role") == "status"
    review.press("r2")
    expected = "Rejected: part of a name. Suggestion 2: The 2th river is long. Link “river” to “River 2”?"
    assert said.text_content() == expected
    review.press("a")
    assert said.text_content() == "Accepted. All suggestions are decided."
    assert review.page.evaluate("document.activeElement.id") == "done-heading"


def test_fingers_are_enough(browser: Browser, service: RunningService, tmp_path: Path) -> None:
    options = {"viewport": {"width": 375, "height": 667}, "has_touch": True, "is_mobile": True}
    with open_review(browser, service.url, **options) as review:
        review.open(sample(4))
        for name in ("Accept", "Reject", "overlinking", "Skip", "Undo", "Accept"):
            button = review.page.get_by_role("button", name=name).locator("visible=true").first
            box = button.bounding_box()
            assert box is not None
            assert box["height"] >= 44
            assert 0 <= box["y"] <= 667 - box["height"]  # without scrolling
            button.tap()
        said = [one["decision"] for one in review.decisions(tmp_path)]
        assert said == ["accept", "reject", "accept"]
        assert review.watched.troubles == []


STATES = {"judging": "", "a reason": "r", "a result": "1as", "all decided": "aaa"}


LONG = {"title": "x" * 250, "link_target": "y" * 250, "paragraph": {"before": "z" * 900, "text": "w", "after": ""}}


@pytest.mark.parametrize("reader", READERS)
def test_every_state_is_accessible_and_fits_the_window(browser: Browser, service: RunningService, reader: str) -> None:
    with open_review(browser, service.url, **READERS[reader]) as review:
        assert review.watched.findings() == []
        review.open(sample(suggestions=[suggestion(1, **LONG), *sample(6)["suggestions"][1:]]))
        for summary in review.page.locator("summary").all():
            summary.click()
        review.page.get_by_label("Show scores").check()
        review.page.get_by_role("button", name="Start over").click()
        for name, keys in STATES.items():
            review.press(keys)
            assert review.watched.findings() == [], name
        assert review.page.locator("#done").is_visible()


def test_a_right_to_left_wiki_is_shown_from_right_to_left(review: ReviewPage) -> None:
    paragraph = {"before": "ABC הוא ", "text": "נהר", "after": " ארוך."}
    review.open(sample(1, language="he", direction="rtl", suggestions=[suggestion(1, paragraph=paragraph)]))
    for name in ("#paragraph", "#target-start"):
        assert review.page.locator(name).evaluate("element => getComputedStyle(element).direction") == "rtl"
    assert review.page.locator("#paragraph").get_attribute("lang") == "he"
    assert review.watched.findings() == []


def test_at_high_zoom_the_buttons_do_not_cover_the_text(browser: Browser, service: RunningService) -> None:
    """A window of 1280 x 1024 pixels at 400 %."""
    with open_review(browser, service.url, viewport={"width": 320, "height": 256}) as review:
        review.open(sample(1))
        position = review.page.locator("#decide").evaluate("element => getComputedStyle(element).position")
        assert position == "static"
        assert review.watched.findings() == []


def test_the_page_loads_fast(review: ReviewPage) -> None:
    assert review.watched.loading_findings() == []


def test_behind_a_gateway_it_works_below_the_prefix(browser: Browser, tmp_path: Path) -> None:
    write_complete_bundle(tmp_path / "data", "tinywiki")
    with wiki_api() as api:
        settings = {"URL_PREFIX": "/gate", "WEB_CONCURRENCY": "1", "MEDIAWIKI_API_URL": api.pattern}
        with (
            running_service(tmp_path / "data", tmp_path, "api.wsgi:app", settings) as service,
            open_review(browser, f"{service.url}/gate") as review,
        ):
            review.open(sample(1, wiki="tinywiki", suggestions=[suggestion(1, link_target="Paris", target_start=None)]))
            review.page.get_by_text("From Paris to Rome.").wait_for()
            assert review.watched.troubles == []
