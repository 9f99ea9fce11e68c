"""The playground for every reader: by keyboard, on a phone, at high zoom, on paper, with a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.api.playground_page import (
    DESK,
    PHONE,
    SPLIT,
    WALKS,
    Playground,
    Walk,
    is_in_view,
    open_playground,
    visible_texts,
)
from tests.helpers.api.watched_page import READERS, watched_page
from tests.helpers.programs.service import RunningService

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]


def test_the_keyboard_is_enough(playground: Playground) -> None:
    page = playground.page
    press = page.keyboard.press
    page.get_by_label("Wiki", exact=True).focus()
    press("End")  # the last wiki
    while page.evaluate("document.activeElement.textContent") != "Paste wikitext":
        press("Tab")
    press("Enter")
    press("Tab")
    page.keyboard.insert_text("To Paris and to France.")
    page.get_by_label("Title", exact=True).focus()
    press("Enter")
    page.locator("#results").wait_for()
    page.locator("#article-heading").focus()
    press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Paris"
    press("Enter")
    panel = page.locator("#details")
    assert panel.is_visible()
    while page.evaluate("document.activeElement.textContent") != "Accept":
        press("Tab")
    press("Space")
    assert panel.get_by_role("heading", name="France").is_visible()  # the next suggestion
    press("Escape")
    assert not panel.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "France"
    press("Space")
    assert panel.is_visible()
    page.get_by_role("button", name="Copy wikitext").focus()
    press("Enter")
    page.get_by_text("Copied, with 1 link.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "To [[Paris]] and to France."


def test_what_changes_is_announced(playground: Playground) -> None:
    playground.paste("tinywiki", "To Paris and to France.")
    status = playground.page.locator("#status")
    assert status.get_attribute("role") == "status"
    assert status.inner_text() == "2 suggestions, 0 accepted."
    playground.decide("Paris", "Accept")
    assert status.inner_text() == "2 suggestions, 1 accepted."
    assert playground.suggestion("Paris").get_attribute("aria-label") == "Paris: link to Paris, very strong, accepted"


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["desk", "phone, dark"])
@pytest.mark.parametrize("walk", WALKS[1:], ids=lambda walk: walk.wiki)
def test_from_right_to_left_it_is_accessible(
    browser: Browser, service: RunningService, walk: Walk, options: dict[str, Any]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="requirements-dev.txt has it")
    with open_playground(browser, service.url, **options) as playground:
        playground.go()
        found = [axe.Axe().run(playground.page)]
        playground.paste(walk.wiki, walk.wikitext)
        playground.set_threshold(0.05)
        found.append(axe.Axe().run(playground.page))
        playground.decide(next(iter(walk.links)), "Accept")
        playground.decide(walk.rejected, "Reject")
        playground.page.get_by_label("Show markup").check()
        playground.page.get_by_text("features", exact=False).locator("visible=true").first.click()
        found.append(axe.Axe().run(playground.page))
        assert [result.generate_report() for result in found if result.violations_count] == []


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.wiki)
def test_nothing_is_wider_than_a_phone(browser: Browser, service: RunningService, walk: Walk) -> None:
    with open_playground(browser, service.url, viewport=PHONE) as playground:
        playground.go()
        playground.paste(walk.wiki, walk.wikitext + "x" * 300 + " " + "y" * 300)
        playground.suggestion(next(iter(walk.links))).click()
        assert playground.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert playground.suggestion(next(iter(walk.links))).is_visible()


def test_at_400_percent_zoom_the_panel_is_usable(browser: Browser, service: RunningService) -> None:
    with open_playground(browser, service.url, viewport={"width": 320, "height": 256}) as playground:
        playground.go()
        playground.paste("tinywiki", SPLIT)
        page = playground.page
        assert page.locator("#bar-next").evaluate("button => button.getBoundingClientRect().bottom") < 128
        page.locator("#bar-next").click()
        for name in ("#details-heading", "#accept", "#reject", "#next", "#close"):
            assert is_in_view(page.locator(name)), name
        page.locator("#accept").click()
        page.locator("#details summary").click()
        page.get_by_role("columnheader", name="Contribution").scroll_into_view_if_needed()
        page.locator("#close").click()
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert page.locator("#status").inner_text().endswith("1 accepted.")


def test_print_has_the_article_and_the_suggestions_and_no_controls(playground: Playground) -> None:
    page = playground.page
    playground.paste("tinywiki", SPLIT)
    playground.decide("Paris", "Accept")
    page.emulate_media(media="print")
    for name in ("#ask", "#copy", "#bar-next", "#details", "#accept-all", "#threshold", "#export", "#output"):
        assert not page.locator(name).is_visible(), name
    assert page.locator("#article .suggestion.accepted").is_visible()
    assert visible_texts(page.locator("#table tbody td:first-child"))[0] == "Paris"
    assert page.locator("#diff").is_visible()
    stuck = """[...document.querySelectorAll("body *")].filter((element) => element.offsetHeight &&
      ["fixed", "sticky"].includes(getComputedStyle(element).position)).length"""
    assert page.evaluate(stuck) == 0


def test_the_page_keeps_its_budgets(browser: Browser, service: RunningService) -> None:
    for query in ("", "?wiki=tinywiki&title=Some+town"):
        with watched_page(browser, service.url, viewport=DESK) as watched:
            watched.go(f"/playground{query}")
            if query:
                watched.page.locator("#results").wait_for()
            assert watched.loading_findings() == []


@pytest.mark.parametrize("options", READERS.values(), ids=READERS)
def test_every_state_is_accessible(browser: Browser, service: RunningService, options: dict[str, Any]) -> None:
    with watched_page(browser, service.url, **options) as watched:
        playground, page = Playground(watched.page, f"{service.url}/playground"), watched.page
        playground.go()
        page.get_by_label("Wiki", exact=True).select_option("tinywiki")
        page.get_by_role("combobox", name="Title").press_sequentially("par")
        page.locator("#titles [role=option]").first.wait_for()
        page.keyboard.press("ArrowDown")
        assert watched.findings() == []
        page.keyboard.press("Escape")
        page.get_by_text("Try rules", exact=True).click()
        page.get_by_label("rules.yaml", exact=True).fill("rules: no")
        page.locator("#rules-problems li").wait_for()
        assert watched.findings() == []
        page.get_by_label("rules.yaml", exact=True).fill("rules:\n- name: a\n  targets: [France]\n")
        playground.paste("tinywiki", WALKS[0].wikitext)
        page.locator("#held-table tbody tr").first.wait_for(state="attached")
        page.get_by_role("button", name="Accept all shown").click()
        page.locator("#bar-next").click()
        assert watched.findings() == []
        page.goto(f"{service.url}/playground/edit/tinywiki")
        assert watched.findings() == []
