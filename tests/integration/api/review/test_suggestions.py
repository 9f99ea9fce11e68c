"""What the review page shows of a suggestion, and of the decisions made so far."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.api.review_page import (
    HOSTILE,
    STRATA,
    ReviewPage,
    file_of,
    sample,
    suggestion,
)
from tests.helpers.api.wiki_api import IMAGES

if TYPE_CHECKING:
    pass

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]


def test_the_suggestion_is_shown_in_its_paragraph_beside_its_target(review: ReviewPage) -> None:
    review.open(sample(1))
    assert review.text("paragraph") == "First things first. The 1th river is long. It ends."
    assert review.page.locator("#paragraph mark").inner_text() == "river"
    assert review.page.locator("#target-start strong").inner_text().strip() == "River 1 is a river."
    link = review.page.locator("#target a")
    assert link.get_attribute("href") == "https://other.example.org/w/index.php?title=River_1"
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert not review.page.locator("#score-line").is_visible()
    review.page.get_by_label("Show scores").check()
    assert review.text("score-line") == "Score: 0.60"


def test_an_address_that_is_none_becomes_no_link(modules: ReviewPage) -> None:
    code = """([name, pages]) => import(new URL(name, document.scripts[0].src).href)
        .then(({ titleLink }) => pages.map((main_page) => titleLink({ main_page, language: "en" }, "A b").href))"""
    pages = ["https://a.org/wiki/Main", "", None, "javascript:window.hacked=1//", "data:text/html,x", "https://["]
    assert modules.page.evaluate(code, ["review-card.js", pages]) == [
        "https://a.org/w/index.php?title=A_b",
        *[None] * 5,
    ]


def test_hostile_texts_are_shown_as_text(review: ReviewPage, tmp_path: Path) -> None:
    members = {"title": HOSTILE, "link_text": HOSTILE, "link_target": HOSTILE, "target_start": HOSTILE}
    paragraph = {"before": HOSTILE, "text": HOSTILE, "after": HOSTILE}
    content = sample(2, suggestions=[suggestion(1, **members, paragraph=paragraph), suggestion(2)])
    review.open(content)
    assert review.page.locator("#paragraph").evaluate("element => element.textContent") == 3 * HOSTILE
    assert review.page.locator("#article bdi").evaluate("element => element.textContent") == HOSTILE
    assert review.page.locator("#card img:not(#target-image)").count() == 0
    review.press("a")
    path = review.exported(tmp_path)
    other = json.dumps({**json.loads(path.read_text().splitlines()[0]), "decision": "reject", "reviewer": HOSTILE})
    review.page.get_by_label("Compare with other people’s decisions").set_input_files(file_of(other, "b.jsonl"))
    review.page.locator("#disagreements tbody tr").wait_for()
    assert review.page.evaluate("window.hacked") is None
    assert review.watched.findings() == []


def test_a_long_paragraph_is_scrolled_to_the_mention(review: ReviewPage) -> None:
    paragraph = {"before": "word " * 180, "text": "river", "after": " word" * 180}
    review.page.set_viewport_size({"width": 375, "height": 667})
    review.open(sample(suggestions=[suggestion(1, paragraph=paragraph), suggestion(2)]))
    shown = """() => {
      const box = (name) => document.querySelector(name).getBoundingClientRect();
      const [inner, outer] = [box("#paragraph mark"), box("#paragraph")];
      return inner.top > outer.top && inner.bottom < outer.bottom;
    }"""
    assert review.page.evaluate(shown)
    assert review.page.get_by_role("region", name="Paragraph").get_attribute("tabindex") == "0"
    assert review.watched.findings() == []
    review.press("a")
    assert review.page.get_by_role("region", name="Paragraph").count() == 0


def test_the_precision_follows_each_decision(review: ReviewPage) -> None:
    review.open(sample(40))
    review.press("a" * 15 + "r1" * 5)
    assert review.text("precision") == "75 %"
    assert review.text("interval") == "95 % interval: 53 % to 89 %. Accepted: 15 of 20."
    assert review.text("advice") == "Another 100 decisions would narrow the interval from ±18 to ±8 points."
    review.page.get_by_text("By score").click()
    rows = review.page.locator("#bands tbody tr").all_inner_texts()
    assert rows[0].split("\t") == ["0.9 to 1.0", "3 of 4", "75 %", "30 % to 95 %"]
    assert len(rows) == 5


def test_bands_of_a_stratified_sample_weigh_as_much_as_they_are_common(review: ReviewPage) -> None:
    suggestions = [suggestion(number, score=0.6 if number % 2 else 0.9) for number in range(1, 41)]
    review.open(sample(suggestions=suggestions, strata=STRATA))
    assert review.page.get_by_text("equally many suggestions of each band").is_visible()
    review.press("r1a" * 20)
    assert review.text("precision") == "25 %"
    assert "Accepted: 20 of 40" in review.text("interval")
    assert review.page.get_by_text("weighs as much as it has suggestions").is_visible()


def test_the_start_and_the_image_of_the_target_come_from_the_wiki_through_the_service(review: ReviewPage) -> None:
    review.page.route(f"**{IMAGES['Paris']}", lambda route: route.abort())
    links = [suggestion(1, link_target="Paris", target_start=None), suggestion(2, link_target="Rome", target_start="")]
    review.open(sample(suggestions=links, wiki="tinywiki"))
    review.page.get_by_text("From Paris to Rome.").wait_for()
    source = review.page.locator("#target-image").get_attribute("src") or ""
    assert source.endswith("/review/images/tinywiki/Paris")
    review.press("a")
    review.page.get_by_text("From Paris to Rome.").wait_for()
    assert review.page.locator("#target-image").get_attribute("src") is None


def test_a_target_that_nobody_knows_says_so(review: ReviewPage) -> None:
    review.open(sample(suggestions=[suggestion(1, target_start=None), suggestion(2, target_start="")]))
    assert "is not known here" in review.text("target-start")
    review.press("a")
    assert "has no text at its start" in review.text("target-start")
