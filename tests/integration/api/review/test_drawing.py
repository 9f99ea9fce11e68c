"""Drawing a sample from a wiki on the review page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.api.review_page import (
    ReviewPage,
    check,
)

if TYPE_CHECKING:
    pass

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]


def test_a_sample_of_random_articles_is_drawn_through_the_service(review: ReviewPage, tmp_path: Path) -> None:
    page = review.page
    page.get_by_label("Lowest score").fill("0.1")
    page.get_by_label("Suggestions", exact=True).fill("2")
    page.get_by_role("button", name="Draw a sample").click()
    page.get_by_role("heading", name="Suggestion 1 of 2").wait_for()
    assert page.locator("#paragraph mark").inner_text() in {"Paris", "Rome"}
    review.press("aa")
    found = review.decisions(tmp_path)
    assert len({one["title"] for one in found}) == 2
    check(tmp_path / "decisions-tinywiki.jsonl")


def test_a_sample_of_pasted_titles_has_all_their_suggestions(review: ReviewPage, tmp_path: Path) -> None:
    page = review.page
    page.get_by_label("Lowest score").fill("0.1")
    page.get_by_label("Titles, one on each line").fill("Article\nMissing\n\nRedirect\n  Article ")
    page.get_by_role("button", name="Draw a sample").click()
    page.get_by_role("heading", name="Suggestion 1 of").wait_for()
    assert "2 articles could not be used" in review.text("status")
    saved = json.loads(review.exported(tmp_path, "Save the sample").read_text(encoding="utf-8"))
    assert {one["title"] for one in saved["suggestions"]} == {"Article"}
    jsonschema = pytest.importorskip("jsonschema", reason="requirements-dev.txt has it")
    schema = json.loads((Path(__file__).parents[4] / "spec/review-sample.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(saved)


def test_a_drawing_that_finds_nothing_says_why(review: ReviewPage) -> None:
    page = review.page
    page.locator("#chosen").check()
    page.get_by_role("button", name="Draw a sample").click()
    page.get_by_text("Paste at least one title").wait_for()
    page.get_by_label("Titles, one on each line").fill("Missing")
    page.get_by_role("button", name="Draw a sample").click()
    page.get_by_text("No suggestion was found in 0 articles. Try a lower score, or other articles. 1").wait_for()
    page.get_by_label("Titles, one on each line").fill("\n".join(f"Title {number}" for number in range(9)))
    asked: list[str] = []

    def fail(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(status=502, json={"title": "The wiki's API failed", "detail": "it is busy"})

    page.route("**/review/suggestions/**", fail)
    page.get_by_role("button", name="Draw a sample").click()
    page.get_by_text("The wiki's API failed: it is busy").wait_for()
    assert len(asked) == 5
