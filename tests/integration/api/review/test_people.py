"""Comparing several people on the review page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.api.review_page import (
    ReviewPage,
    check,
    file_of,
    lines,
    sample,
)

if TYPE_CHECKING:
    pass

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]


def test_files_of_several_people_are_compared_and_merged(review: ReviewPage, tmp_path: Path) -> None:
    files = [file_of(lines("aarrs", "Ann"), "x.jsonl"), file_of(lines("arrra", None), "Bob.jsonl")]
    review.page.get_by_label("Decisions files").set_input_files(files)
    review.page.get_by_role("heading", name="Agreement", exact=True).wait_for()
    words = review.text("agreement")
    assert "4 suggestions were judged by several people. They agree in 75 % of the cases. Cohen’s kappa: 0.50." in words
    rows = [row.split("\t") for row in review.page.locator("#people tbody tr").all_inner_texts()]
    assert [row[:4] for row in rows] == [
        ["Ann", "5", "2 of 4", "50 %"],
        ["Bob", "5", "2 of 5", "40 %"],
        ["Majority, ties left out", "4", "2 of 4", "50 %"],
    ]
    (row,) = review.page.locator("#disagreements tbody tr").all_inner_texts()
    assert row.split("\t") == ["river", "River 2", "Article 2", "accepted", "rejected"]
    assert review.watched.findings() == []
    path = review.exported(tmp_path, "Export all decisions in one file")
    found = [json.loads(line) for line in path.read_text().splitlines()]
    assert sorted({one["reviewer"] for one in found}) == ["Ann", "Bob"]
    assert len(found) == 10
    check(path)


def test_ones_own_decisions_take_part_in_the_comparison(review: ReviewPage) -> None:
    review.open(sample(3))
    review.press("aar1")
    review.page.get_by_label("Compare with other people’s decisions").set_input_files(file_of(lines("ara", "Bob"), "b"))
    review.page.get_by_role("heading", name="Agreement", exact=True).wait_for()
    assert "They agree in 33 % of the cases" in review.text("agreement")
    review.page.get_by_role("button", name="Undo").locator("visible=true").first.click()
    assert "They agree in 50 % of the cases" in review.text("agreement")


BROKEN_DECISIONS = [
    ("", "b.jsonl: has no decisions"),
    ("{", "b.jsonl: line 1 is not JSON"),
    (lines("a", "x") + lines("a", "x", decision="maybe"), "line 2 is not a decision: “decision” is not valid"),
    (lines("a", "x", reason="date"), "line 1 is not a decision: “reason” is not valid"),
    (lines("a", "x", note="hello"), "it has an unknown member “note”"),
    (lines("a", "x", time="yesterday"), "“time” is not valid"),
    (json.dumps(sample()), "line 1 is not a decision: “title” is missing"),
]


def test_a_broken_decisions_file_is_refused_in_words(review: ReviewPage) -> None:
    for content, message in BROKEN_DECISIONS:
        review.page.get_by_label("Decisions files").set_input_files(file_of(content, "b.jsonl"))
        review.page.get_by_text(message).wait_for()
        assert not review.page.locator("#comparison").is_visible()
    both = [file_of(lines("a", "Ann"), "a.jsonl"), file_of("{", "b.jsonl")]
    review.page.get_by_label("Decisions files").set_input_files(both)
    review.page.get_by_role("rowheader", name="Ann").wait_for()
    assert "b.jsonl: line 1 is not JSON" in review.text("error")
