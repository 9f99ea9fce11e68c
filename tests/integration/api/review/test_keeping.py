"""What the browser keeps of a review."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.api.review_page import (
    ReviewPage,
    open_review,
    sample,
)
from tests.helpers.programs.service import RunningService

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]


def test_a_reload_in_the_middle_loses_nothing(review: ReviewPage, tmp_path: Path) -> None:
    review.open(sample(6))
    review.page.get_by_label("Your name").fill("Ann")
    review.page.get_by_label("Your name").press("Tab")
    review.press("ar2s")
    before = review.decisions(tmp_path)
    review.go()
    review.page.get_by_role("heading", name="Suggestion 4 of 6").wait_for()
    assert review.decisions(tmp_path) == before
    review.press("zz")
    review.go()
    review.page.get_by_role("heading", name="Suggestion 2 of 6").wait_for()
    assert [one["decision"] for one in review.decisions(tmp_path)] == ["accept"]


def test_a_page_that_is_closed_at_once_loses_nothing(review: ReviewPage) -> None:
    """The browser aborts the transactions of a page that it closes."""
    review.open(sample(6))
    review.press("a")
    hang = """() => {
      const begin = IDBDatabase.prototype.transaction;
      IDBDatabase.prototype.transaction = function (...given) {
        const transaction = begin.apply(this, given);
        transaction.abort();
        return { objectStore: () => ({ put() {}, delete() {} }) };
      };
    }"""
    review.page.evaluate(hang)
    review.press("zr1a")
    review.go()
    review.page.get_by_role("heading", name="Suggestion 3 of 6").wait_for()
    assert review.text("interval").endswith("Accepted: 1 of 2.")
    review.go()
    review.page.get_by_role("heading", name="Suggestion 3 of 6").wait_for()


def test_a_review_may_begin_while_the_one_before_is_still_being_deleted(review: ReviewPage, tmp_path: Path) -> None:
    review.open(sample(4))
    review.press("ar1")
    slow = """() => Object.defineProperty(IDBTransaction.prototype, "oncomplete", {
      set(handler) { this.addEventListener("complete", () => setTimeout(handler, 500)); }
    })"""
    review.page.evaluate(slow)
    review.page.get_by_role("button", name="Start over").click()
    review.page.get_by_role("button", name="Delete them").click()
    review.open(sample(2))
    review.page.get_by_text("The review is deleted from this browser.").wait_for(state="attached")
    review.press("a")
    assert review.text("position") == "1 of 2 decided"
    review.go()
    assert review.text("position") == "1 of 2 decided"
    assert [one["decision"] for one in review.decisions(tmp_path)] == ["accept"]


def test_in_a_browser_that_keeps_nothing_the_page_works_and_says_so(
    browser: Browser, service: RunningService, tmp_path: Path
) -> None:
    with open_review(browser, service.url) as review:
        review.page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
        review.go()
        assert "lost when you close" in review.text("not-kept")
        review.open(sample(2))
        review.press("aa")
        assert len(review.decisions(tmp_path)) == 2
        assert review.watched.findings() == []


def test_a_full_disk_is_told_once_and_the_page_goes_on(review: ReviewPage, tmp_path: Path) -> None:
    review.open(sample(3))
    full = "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); } }"
    review.page.evaluate(full)
    review.press("aa")
    review.page.get_by_text("no room left for this page").wait_for()
    assert len(review.decisions(tmp_path)) == 2
