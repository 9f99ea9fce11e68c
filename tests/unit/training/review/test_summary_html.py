"""The summary as a page."""

from __future__ import annotations

import re
from typing import Any

from tests.helpers.training.made_decisions import made_table
from training.review.summary import summarize
from training.review.summary_html import summary_html


def page_of(*rows: dict[str, Any]) -> str:
    with made_table(rows) as connection:
        summary = summarize(connection, 10)
    assert summary
    return summary_html(summary).decode()


def test_the_page_shows_what_was_decided() -> None:
    page = page_of(
        {"reviewer": "Ann", "link_text": "<b>x</b>"},
        {"reviewer": "Bob", "link_text": "<b>x</b>", "decision": "reject", "reason": "overlinking"},
    )
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>x" not in page
    headings = re.findall(r"<h2>(.*?)</h2>", page)
    assert headings == [
        "By score",
        "Why suggestions were rejected",
        "By text",
        "By target",
        "By reviewer",
        "Suggestions that reviewers disagree about",
    ]
    assert "50.0 %" in page
    assert "overlinking" in page
    assert "kwwiki:" not in page


def test_the_page_loads_nothing_and_has_no_inline_styles() -> None:
    page = page_of({})
    assert not re.search(r"<script|<link rel=.stylesheet|\sstyle=|\son\w+=|https?://(?!www\.w3\.org)", page)


def test_groups_without_acceptance_have_dashes() -> None:
    page = page_of({"decision": "skip"}, {"wiki": "frwiki"})
    assert '<td class="number">–</td>' in page
    assert '<span class="quiet">frwiki:</span>' in page
