"""Judging a sample on the review page, from the opened sample to the exported file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.api.review_page import (
    HOSTILE,
    ReviewPage,
    check,
    file_of,
    sample,
    suggestion,
)
from tests.helpers.linking.complete_bundle import write_complete_bundle

if TYPE_CHECKING:
    pass

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]


def test_a_sample_is_judged_by_keys_and_exported(review: ReviewPage, tmp_path: Path) -> None:
    content = sample(5)
    content["suggestions"][1] |= {"title": HOSTILE, "link_text": HOSTILE, "link_target": HOSTILE}
    review.open(content)
    review.page.get_by_label("Your name").fill("Ann")
    review.page.get_by_label("Your name").press("Tab")
    review.press("ar4sr0")
    assert review.text("position") == "4 of 5 decided"
    review.press("a")
    assert review.text("done-heading") == "All suggestions are decided"
    path = review.exported(tmp_path)
    assert path.name == "decisions-otherwiki-Ann.jsonl"
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    said = [(one["decision"], one.get("reason")) for one in found]
    assert said == [("accept", None), ("reject", "everyday word"), ("skip", None), ("reject", None), ("accept", None)]
    names = ("title", "revid", "link_text", "link_target", "wikitext_offset", "score")
    assert [[one[name] for name in names] for one in found] == [
        [one[name] for name in names] for one in content["suggestions"]
    ]
    assert {(one["wiki"], one["reviewer"], one["bundle_version"]) for one in found} == {
        ("otherwiki", "Ann", "20261123T101500Z")
    }
    check(path)


def test_a_sample_can_be_dropped(review: ReviewPage) -> None:
    code = """text => {
      const data = new DataTransfer();
      data.items.add(new File([text], "review.json"));
      return data;
    }"""
    data = review.page.evaluate_handle(code, json.dumps(sample()))
    review.page.dispatch_event("#drop", "drop", {"dataTransfer": data})
    review.page.get_by_role("heading", name="Suggestion 1 of 5").wait_for()


def test_a_sample_that_training_drew_can_be_opened(review: ReviewPage, tmp_path: Path) -> None:
    pytest.importorskip("duckdb", reason="training's libraries are not installed")
    from tests.helpers.training.bulk_runs import articles, pages
    from tests.helpers.training.exports import export
    from training.__main__ import main

    write_complete_bundle(tmp_path / "data", "kwwiki")
    (tmp_path / "dump.xml").write_bytes(export(*pages(articles(20))))
    options = f"--wiki kwwiki --data-dir {tmp_path}/data --dump {tmp_path}/dump.xml --out {tmp_path}/review.json"
    assert main(["sample-suggestions", *options.split(), "--threshold", "0.1", "--jobs", "1", "--stratify", "0.5"]) == 0
    review.page.get_by_label("Sample file").set_input_files(tmp_path / "review.json")
    review.page.locator("#card").wait_for()
    review.press("a")
    check(review.exported(tmp_path))


def test_undo_goes_back_as_far_as_one_likes(review: ReviewPage) -> None:
    review.open(sample(3))
    assert review.page.locator("#undo").is_disabled()
    review.press("ar1s")
    review.press("z")
    assert review.text("suggestion-heading") == "Suggestion 3 of 3"
    review.press("zz")
    assert review.text("suggestion-heading") == "Suggestion 1 of 3"
    review.press("z")
    assert review.text("precision") == "–"


def test_what_was_skipped_can_be_judged_again(review: ReviewPage, tmp_path: Path) -> None:
    review.open(sample(3))
    review.press("sas")
    review.page.get_by_role("button", name="Judge the skipped ones again").click()
    assert review.text("suggestion-heading") == "Suggestion 1 of 3"
    review.press("aa")
    assert [one["decision"] for one in review.decisions(tmp_path)] == ["accept"] * 3


def test_starting_over_asks_first(review: ReviewPage) -> None:
    review.open(sample(3))
    review.press("a")
    review.page.get_by_role("button", name="Start over").click()
    review.page.get_by_role("button", name="Keep them").click()
    assert review.text("position") == "1 of 3 decided"
    review.page.get_by_role("button", name="Start over").click()
    review.page.get_by_role("button", name="Delete them").click()
    review.page.get_by_label("Sample file").wait_for()
    review.go()
    assert review.page.get_by_label("Sample file").is_visible()


def test_a_review_continues_from_an_exported_file(review: ReviewPage, tmp_path: Path) -> None:
    review.open(sample(4))
    review.press("ar1")
    path = review.exported(tmp_path)
    review.press("zs")  # later than the file
    other = {**json.loads(path.read_text().splitlines()[0]), "title": "Elsewhere"}
    text = path.read_text() + json.dumps(other)
    review.page.get_by_label("Continue from a decisions file").set_input_files(file_of(text, "ann.jsonl"))
    review.page.get_by_text("0 decisions imported. 3 belong to other suggestions or are older.").wait_for()
    review.page.get_by_role("button", name="Start over").click()
    review.page.get_by_role("button", name="Delete them").click()
    review.open(sample(4))
    review.page.get_by_label("Continue from a decisions file").set_input_files(file_of(text, "ann.jsonl"))
    review.page.get_by_text("2 decisions imported. 1 belong").wait_for()
    assert [one.get("reason") for one in review.decisions(tmp_path)] == [None, "wrong meaning"]
    assert review.text("suggestion-heading") == "Suggestion 3 of 4"


BROKEN: Mapping[str, tuple[Any, str]] = {
    "empty": ("", "This file is empty."),
    "cut off": (json.dumps(sample())[:-50], "it is not JSON, or it is cut off"),
    "a list": ([], "it is not a JSON object"),
    "decisions": ('{"decision": "accept"}\n{"decision": "reject"}\n', "It seems to be a file of decisions"),
    "another format": (sample(format_version=2), "another format"),
    "no suggestions": (sample(suggestions=[]), "has no suggestions"),
    "twice": (sample(suggestions=[suggestion(1), suggestion(1)]), "a suggestion twice"),
    "a score in words": (
        sample(suggestions=[suggestion(1, score="high")]),
        "Suggestion 1: “score” must be a number from 0 to 1.",
    ),
    "no paragraph": (
        sample(suggestions=[suggestion(1, paragraph=None)]),
        "Suggestion 1, “paragraph” is not a JSON object",
    ),
    "half a character": (sample(suggestions=[suggestion(1, title="\ud800")]), "Suggestion 1: “title” must be"),
    "a wiki of nothing": (sample(wiki="../x"), "the database name of a wiki"),
    "a missing member": ({"format_version": 1, "suggestions": [suggestion(1)]}, "“wiki” is missing"),
    "a deep file": ("[" * 100_000, "it is not JSON"),
    "prototype": ('{"__proto__": {"suggestions": []}}', "it has no “suggestions”"),
}


def test_a_broken_sample_is_refused_in_words(review: ReviewPage) -> None:
    for name, (content, message) in BROKEN.items():
        review.page.get_by_label("Sample file").set_input_files(file_of(content))
        review.page.locator("#error").wait_for()
        assert message in review.text("error"), name
        assert review.page.locator("#start").is_visible()
    binary = {"name": "a.json", "mimeType": "", "buffer": b"\xff\xfe{"}
    review.page.get_by_label("Sample file").set_input_files(binary)
    review.page.get_by_text("This file is not text in UTF-8.").wait_for()
    assert review.watched.findings() == []
    review.open(sample())
    assert not review.page.locator("#error").is_visible()
