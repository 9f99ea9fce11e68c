"""Files of the playground: rules that are tried, and an exported state."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from api.__main__ import main as api_main
from tests.helpers.api.playground_page import (
    SPLIT,
    Playground,
    open_playground,
    visible_texts,
)
from tests.helpers.programs.service import RunningService

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]


DECISION_SCHEMA = Path(__file__).resolve().parents[4] / "spec/decision.schema.json"


def test_what_rules_hold_back_is_counted_by_the_threshold_and_says_the_same_everywhere(playground: Playground) -> None:
    page = playground.page
    playground.paste("tinywiki", "To Paris and to France.")
    page.get_by_text("Try rules", exact=True).click()
    rules = page.get_by_label("rules.yaml", exact=True)
    rules.fill("rules:\n- name: a\n  targets: [Paris]\n- name: b\n  texts: [france]\n  comment: why\n")
    count = page.locator("#held-count")
    count.filter(has_text="2").wait_for()
    sentences = ["Nothing is linked to “Paris”.", "The text “france” is not linked."]
    assert visible_texts(page.locator("#held-table .sentence")) == sentences
    assert page.locator("#rules-held li").all_inner_texts() == [
        f"Paris → Paris: {sentences[0]}",
        f"France → France: {sentences[1]}",
    ]
    for text, sentence in zip(("Paris", "France"), sentences, strict=True):
        mark = playground.suggestion(text)
        assert sentence in str(mark.get_attribute("aria-label"))
        mark.click()
        assert page.locator("#details .sentence").inner_text() == sentence
    playground.set_threshold(1)
    assert count.inner_text() == "0"
    assert visible_texts(page.locator("#held-table .sentence")) == []
    assert page.locator("#rules-held").inner_text() == "2 more below the minimum score"


def test_rules_are_tried_their_errors_have_lines_and_the_file_passes_the_check(
    playground: Playground, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = playground.page
    page.get_by_text("Try rules", exact=True).click()
    rules, problems = page.get_by_label("rules.yaml", exact=True), page.locator("#rules-problems")
    rules.fill("rules:\n- name: a\n  targets: []\n")
    problems.get_by_text("Line 3").wait_for()
    assert "is empty" in problems.inner_text()
    problems.get_by_role("button", name="Line 3").click()
    selected = "field => field.value.slice(field.selectionStart, field.selectionEnd)"
    assert rules.evaluate(selected) == "  targets: []"
    playground.paste("tinywiki", "To Paris and to France.")
    assert "is empty" in problems.inner_text()
    assert playground.suggestions() == ["Paris", "France"]
    file = tmp_path / "rules.yaml"
    file.write_text("rules:\n- name: ä\n  texts: [paris]\n")
    page.get_by_label("Open a file of rules").set_input_files(file)
    page.locator("#article .suggestion.held").wait_for()
    assert problems.inner_text() == ""
    assert "one rule" in page.locator("#rules-effect").inner_text()
    assert page.locator("#status").inner_text() == "1 suggestion, 0 accepted."
    with page.expect_download() as download:
        page.get_by_role("button", name="Download rules.yaml").click()
    saved = tmp_path / "saved.yaml"
    download.value.save_as(saved)
    assert saved.read_bytes() == file.read_bytes()
    assert api_main(["rules", "check", str(saved)]) == 0
    assert "1 rules" in capsys.readouterr().out
    page.reload()
    page.locator("#article .suggestion.held").wait_for()
    assert page.get_by_label("rules.yaml", exact=True).is_visible()
    page.get_by_role("button", name="Clear rules").click()
    page.get_by_text("2 suggestions, 0 accepted.").wait_for()
    page.get_by_role("button", name="Insert an example").click()
    page.locator("#article .suggestion.held").wait_for()


def test_a_text_and_its_decisions_are_shared_as_a_file(
    playground: Playground, browser: Browser, service: RunningService, tmp_path: Path
) -> None:
    playground.paste("tinywiki", SPLIT + "\n" * 3 + "x" * 20_000)
    playground.set_threshold(0.3)
    playground.decide("Paris", "Accept")
    playground.decide("France", "Reject")
    with playground.page.expect_download() as download:
        playground.page.get_by_role("button", name="Export text and decisions").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    exported = json.loads(file.read_bytes())["decisions"]
    assert [(one["link_text"], one["decision"]) for one in exported] == [("Paris", "accept"), ("France", "reject")]
    schema = json.loads(DECISION_SCHEMA.read_bytes())
    for decision in exported:
        jsonschema.validate(decision, schema, cls=jsonschema.Draft202012Validator)
    with playground.page.expect_download() as download:
        playground.page.get_by_role("button", name="Download decisions").click()
    lines = tmp_path / "decisions.jsonl"
    download.value.save_as(lines)
    without_time = [{**json.loads(line), "time": ""} for line in lines.read_text().splitlines()]
    assert without_time == [{**decision, "time": ""} for decision in exported]
    with open_playground(browser, service.url) as other:
        other.go()
        other.page.get_by_text("Paste wikitext", exact=True).click()
        other.page.get_by_label("Open an exported file").set_input_files(file)
        other.page.locator("#article .suggestion.rejected").wait_for()
        assert other.page.locator("#article .suggestion.accepted").inner_text() == "Paris"
        assert other.suggestions() == playground.suggestions()
        file.write_text("{}")
        other.page.get_by_label("Open an exported file").set_input_files(file)
        other.page.get_by_role("alert").filter(has_text="not exported from a playground").wait_for()
        assert other.troubles == []
