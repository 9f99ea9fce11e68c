"""The review page when things end in another order than they began: files, drawings, deletions, other tabs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.api.held import hold_files, hold_requests
from tests.helpers.api.review_page import ReviewPage, file_of, lines, sample, suggestion
from tests.helpers.api.watched_page import WatchedPage

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]


def choose(review: ReviewPage, size: int, **members: Any) -> None:
    """Choose a sample of so many suggestions, without waiting for it."""
    review.page.get_by_label("Sample file").set_input_files(file_of(sample(size, **members)))


def start_over(review: ReviewPage) -> None:
    review.page.get_by_role("button", name="Start over").click()
    review.page.get_by_role("button", name="Delete them").click()


def other_tab(review: ReviewPage, script: str = "") -> ReviewPage:
    """Open the page in another tab. script: runs before its own scripts."""
    page = review.page.context.new_page()
    if script:
        page.add_init_script(script)
    other = ReviewPage(WatchedPage(page, review.watched.root, review.watched.troubles))
    other.go()
    return other


def test_of_two_samples_the_one_that_was_opened_last_is_judged(review: ReviewPage) -> None:
    held = hold_files(review.page)
    for size in (3, 5):
        choose(review, size)
    held.wait(2)
    held.release()
    held.release()
    assert review.text("suggestion-heading") == "Suggestion 1 of 5"


def test_two_samples_at_once_do_not_mix(review: ReviewPage) -> None:
    """The second arrives while the browser still stores the first."""
    hold = """() => Object.defineProperty(IDBTransaction.prototype, "oncomplete", {
      set(handler) { this.addEventListener("complete", () => (window.held ??= []).push(handler)); }
    })"""
    review.page.evaluate(hold)
    choose(review, 3)
    review.page.evaluate("() => { window.held ??= []; }")
    choose(review, 5)
    review.page.evaluate("""async () => {
      while (document.getElementById("judge").hidden || window.held.length) {
        window.held.shift()?.();
        await new Promise((resolve) => setTimeout(resolve));
      }
    }""")
    review.press("a")
    size = review.text("suggestion-heading").split()[-1]
    assert review.text("position") == f"1 of {size} decided"
    review.go()
    assert review.text("position") == f"1 of {size} decided"


def test_opening_a_sample_ends_a_drawing(review: ReviewPage) -> None:
    held = hold_requests(review.page, "/review/suggestions/")
    review.page.get_by_label("Suggestions", exact=True).fill("1")
    review.page.get_by_label("Lowest score").fill("0.1")
    review.page.get_by_role("button", name="Draw a sample").click()
    held.wait()
    review.open(sample(2))
    start_over(review)
    while review.page.evaluate("window.held.length"):
        held.release()
    review.page.get_by_text("The review is deleted").wait_for(state="attached")
    assert review.page.get_by_label("Sample file").is_visible()
    assert review.page.get_by_role("button", name="Draw a sample").is_enabled()


def test_a_sample_that_is_chosen_before_the_scripts_arrive_is_opened(review: ReviewPage) -> None:
    waiting: list[Any] = []
    review.page.route("**/review.js*", lambda route: waiting.append(route))
    with review.page.expect_request("**/review.js*"):
        review.page.goto(f"{review.watched.root}/review", wait_until="commit")
    choose(review, 3)
    waiting[0].continue_()
    review.page.get_by_role("heading", name="Suggestion 1 of 3").wait_for()


def test_a_sample_that_is_opened_while_a_review_is_read_does_not_replace_it(review: ReviewPage) -> None:
    review.open(sample(4))
    review.press("a")
    slow = """() => {
      const open = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (...given) {
        const request = { };
        window.resume = () => Object.assign(open.apply(this, given), {
          onsuccess: ({ target }) => { request.result = target.result; request.onsuccess(); },
        });
        return request;
      };
    }"""
    review.page.add_init_script(f"({slow})()")
    review.watched.go("/review")
    choose(review, 2)
    review.page.evaluate("window.resume()")
    review.page.get_by_text("To open another sample, start over first.").wait_for(state="attached")
    assert review.text("position") == "1 of 4 decided"


def test_decisions_that_are_still_being_written_are_no_decisions_of_the_next_review(review: ReviewPage) -> None:
    review.open(sample(4))
    never = """() => Object.defineProperty(IDBTransaction.prototype, "oncomplete", {
      set(handler) { if (this.objectStoreNames.length > 1) this.addEventListener("complete", handler); }
    })"""
    review.page.evaluate(never)
    review.press("aaa")
    start_over(review)
    review.open(sample(5))
    review.press("s")
    review.go()
    assert review.text("position") == "1 of 5 decided"


def test_a_review_is_kept_once_it_is_shown(review: ReviewPage) -> None:
    slow = """() => {
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (...given) {
        for (let turn = 0; turn < 3000; turn++) this.get("nothing"); // before it
        return put.apply(this, given);
      };
    }"""
    review.page.evaluate(slow)
    review.open(sample(3))
    review.go()
    assert review.text("position") == "0 of 3 decided"


def test_an_undo_survives_if_an_earlier_undo_of_the_same_suggestion_ends_after_it_began(review: ReviewPage) -> None:
    review.open(sample(3))
    hold = """() => {
      const begin = IDBDatabase.prototype.transaction;
      window.ends = [];
      IDBDatabase.prototype.transaction = function (...given) {
        const transaction = begin.apply(this, given);
        if (window.ends.length === 3) transaction.abort(); // of the page that is closed
        window.ends.push(new Promise((resolve) => transaction.addEventListener("complete", resolve)));
        return window.ends.length > 3 ? { objectStore: () => ({ put() {}, delete() {} }) } : transaction;
      };
    }"""
    review.page.evaluate(hold)
    review.press("azaz")
    review.page.evaluate("() => Promise.all(window.ends.slice(0, 3))")
    review.go()
    assert review.text("position") == "0 of 3 decided"


def test_the_file_of_a_person_that_was_opened_last_counts(review: ReviewPage) -> None:
    held = hold_files(review.page)
    for verdicts in ("aaa", "rrr"):
        files = review.page.get_by_label("Decisions files")
        files.set_input_files(file_of(lines(verdicts, "Ann"), "ann.jsonl"))
    held.wait()
    while review.page.evaluate("window.held.length"):
        held.release(review.page.evaluate("window.held.length") - 1)
    (row,) = review.page.locator("#people tbody tr").all_inner_texts()
    assert row.split("\t")[:3] == ["Ann", "3", "0 of 3"]


def test_a_comparison_does_not_take_the_focus_from_somebody_who_types(review: ReviewPage) -> None:
    review.open(sample(3))
    held = hold_files(review.page)
    ann = file_of(lines("aaa", "Ann"), "ann.jsonl")
    review.page.get_by_label("Compare with other people’s decisions").set_input_files(ann)
    held.wait()
    review.page.get_by_label("Your name").press_sequentially("B")
    held.release()
    review.page.keyboard.type("ara")
    assert review.page.get_by_label("Your name").input_value() == "Bara"
    assert review.text("position") == "0 of 3 decided"


def test_another_tab_shows_each_decision_and_the_next_review(review: ReviewPage, tmp_path: Path) -> None:
    review.open(sample(4))
    other = other_tab(review)
    review.press("ar1")
    other.page.get_by_role("heading", name="Suggestion 3 of 4").wait_for()
    assert other.text("position") == "2 of 4 decided"
    other.press("zs")
    review.page.get_by_text("Accepted: 1 of 1.").wait_for()
    assert [one["decision"] for one in review.decisions(tmp_path)] == ["accept", "skip"]
    start_over(other)
    review.page.get_by_text("deleted in another tab").wait_for(state="attached")
    assert review.page.get_by_label("Sample file").is_visible()
    other.open(sample(7))
    review.page.get_by_role("heading", name="Suggestion 1 of 7").wait_for()
    review.press("a")
    other.page.get_by_role("heading", name="Suggestion 2 of 7").wait_for()


def test_a_page_that_the_browser_had_put_aside_catches_up(review: ReviewPage) -> None:
    review.open(sample(4))
    other = other_tab(review, "BroadcastChannel.prototype.postMessage = () => {}")  # as if nobody were there to hear
    other.press("ar1")
    other.page.evaluate(STORED)
    assert review.text("position") == "0 of 4 decided"
    review.page.evaluate(SHOWN_AGAIN)
    review.page.get_by_role("heading", name="Suggestion 3 of 4").wait_for()
    start_over(other)
    other.page.get_by_text("The review is deleted").wait_for(state="attached")
    review.page.evaluate(SHOWN_AGAIN)
    review.page.get_by_label("Sample file").wait_for()


SHOWN_AGAIN = "() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
STORED = """() => new Promise((resolve) => {
  const look = () => (Object.keys(localStorage).length ? setTimeout(look, 5) : resolve());
  look();
})"""
"""Waits until nothing is noted that IndexedDB has not finished."""


def test_a_preview_for_a_deleted_review_asks_for_nothing_of_the_next_one(review: ReviewPage) -> None:
    asked: list[str] = []
    review.page.on("request", lambda request: asked.append(request.url))
    held = hold_requests(review.page, "/review/articles/tinywiki/")
    review.open(sample(2, wiki="tinywiki", suggestions=[suggestion(1, link_target="Paris"), suggestion(2)]))
    held.wait()
    start_over(review)
    review.open(sample(2))
    held.release()
    assert [address for address in asked if "/tinywiki/River" in address] == []
    assert json.loads(review.page.evaluate("JSON.stringify(window.held.length)")) == 0
