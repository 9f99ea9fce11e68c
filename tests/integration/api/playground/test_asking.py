"""Asking for an article in the playground: by its title, its address, an example; and what can fail."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.api.playground_page import (
    Playground,
    is_in_view,
    open_playground,
)
from tests.helpers.api.wiki_api import TEXT, WikiApi
from tests.helpers.programs.service import RunningService, running_service

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]


def test_an_article_is_fetched_by_its_title_and_the_address_can_be_sent(
    playground: Playground, browser: Browser, service: RunningService
) -> None:
    page = playground.page
    page.get_by_label("Wiki", exact=True).select_option("tinywiki")
    page.get_by_label("Title", exact=True).fill("some town")
    playground.ask()
    playground.set_threshold(0.3)
    page.wait_for_url("**threshold=0.30**")
    assert page.locator("#article").inner_text() == TEXT
    assert page.get_by_role("heading", name="Some town").is_visible()
    with open_playground(browser, service.url) as other:
        other.page.goto(page.url)
        other.page.locator("#results").wait_for()
        assert other.page.locator("#article").inner_text() == TEXT
        assert other.suggestions() == playground.suggestions()
        assert other.page.get_by_label("Minimum score").input_value() == "0.3"


@pytest.mark.parametrize(("title", "told"), [("Missing", "no such page"), ("a[b", "title"), ("", "Enter a title")])
def test_a_failure_is_reported(playground: Playground, title: str, told: str) -> None:
    playground.page.get_by_label("Title", exact=True).fill(title)
    playground.page.get_by_role("button", name="Recommend links").click()
    playground.page.get_by_role("alert").filter(has_text=told).wait_for()
    assert not playground.page.locator("#results").is_visible()


def test_behind_a_gateway_it_works_below_the_prefix(browser: Browser, data_dir: Path, tmp_path: Path) -> None:
    settings = {"URL_PREFIX": "/gate", "WEB_CONCURRENCY": "1"}
    with (
        running_service(data_dir, tmp_path, "api.wsgi:app", settings) as service,
        open_playground(browser, f"{service.url}/gate") as playground,
    ):
        playground.go()
        playground.paste("tinywiki", "To Paris.")
        assert playground.suggestions() == ["Paris"]
        assert playground.troubles == []


def test_no_article_is_left_under_an_empty_form(playground: Playground) -> None:
    page = playground.page
    results = page.locator("#results")
    playground.paste("tinywiki", "To Paris.")
    page.go_back()
    results.wait_for(state="hidden")
    assert page.locator("#pasted").input_value() == ""
    playground.paste("tinywiki", "To Paris.")
    page.get_by_label("Title", exact=True).fill("")
    assert results.is_visible()
    page.locator("#pasted").fill("")
    assert not results.is_visible()
    page.get_by_role("button", name="Recommend links").click()
    page.get_by_role("alert").filter(has_text="Enter a title").wait_for()
    assert not results.is_visible()


def test_a_text_that_came_with_the_address_is_not_taken_for_another_article(playground: Playground) -> None:
    page = playground.page
    playground.paste("tinywiki", "To Paris.", title="First town")
    page.wait_for_url("**#text=*")
    page.reload()
    page.locator("#results").wait_for()
    assert not page.locator("#pasted").is_visible()
    page.get_by_label("Title", exact=True).fill("Second town")
    playground.ask()
    assert page.locator("#article").inner_text() == TEXT
    assert page.locator("#pasted").input_value() == ""
    page.get_by_text("Paste wikitext", exact=True).click()
    page.locator("#pasted").fill("To Rome.")
    page.get_by_label("Title", exact=True).fill("Third town")
    playground.ask()
    assert page.locator("#article").inner_text() == "To Rome."


def test_the_address_of_an_article_and_a_section_is_understood(playground: Playground, wiki: WikiApi) -> None:
    page = playground.page
    title = page.get_by_label("Title", exact=True)
    title.fill(f"http://127.0.0.1:{wiki.port}/tiny/index.php?title=Some_t%C3%B6wn&oldid=3#History")
    playground.ask()
    assert title.input_value() == "Some töwn"
    assert page.get_by_role("heading", name="Some töwn").is_visible()
    title.fill("Second town#No such section")
    playground.ask()
    assert title.input_value() == "Second town"
    title.fill("https://fr.wikipedia.org/wiki/Paris")
    page.get_by_role("button", name="Recommend links").click()
    page.get_by_role("alert").filter(has_text="no bundle for the wiki at fr.wikipedia.org").wait_for()
    assert not page.locator("#results").is_visible()


def test_a_section_is_scrolled_to(playground: Playground) -> None:
    filler = "\n\n".join(f"Paragraph {number}." for number in range(200))
    text = f"{filler}\n\n== ''Late'' & &eacute;arly ==\nTo Paris.\n\n{filler}"
    playground.paste("tinywiki", text, title="Town#late & éarly")
    heading = playground.page.locator("#article [role=heading]")
    assert is_in_view(heading)
    assert heading.evaluate("heading => heading === document.activeElement")


def test_a_title_completes_itself(playground: Playground) -> None:
    page = playground.page
    page.get_by_label("Wiki", exact=True).select_option("tinywiki")
    title = page.get_by_role("combobox", name="Title")
    title.press_sequentially("pari")
    options = page.locator("#titles [role=option]")
    options.first.wait_for()
    assert options.all_inner_texts() == ["Paris", "Paris (mythology)", "Parish"]
    assert title.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{title.get_attribute('aria-activedescendant')}")
    assert (chosen.inner_text(), chosen.get_attribute("aria-selected")) == ("Paris (mythology)", "true")
    page.keyboard.press("Enter")
    assert title.input_value() == "Paris (mythology)"
    assert title.get_attribute("aria-expanded") == "false"
    assert not page.locator("#results").is_visible()
    title.fill("")
    title.press_sequentially("par")
    options.first.wait_for()
    page.keyboard.press("Escape")
    assert options.count() == 0 or not options.first.is_visible()
    assert title.input_value() == "par"
    title.press_sequentially("s")
    options.filter(has_text="Parsley").click()
    assert title.input_value() == "Parsley"


def test_if_the_wiki_cannot_be_asked_pasting_is_offered(playground: Playground) -> None:
    page = playground.page
    page.get_by_label("Title", exact=True).fill("Fails")
    page.get_by_role("button", name="Recommend links").click()
    page.get_by_role("button", name="Paste the wikitext instead").click()
    assert page.evaluate("document.activeElement.id") == "pasted"
    page.keyboard.insert_text("To Paris.")
    page.get_by_label("Wiki", exact=True).select_option("tinywiki")
    playground.ask()
    assert playground.suggestions() == ["Paris"]
    assert not page.locator("#offer").is_visible()


def test_three_examples_of_the_wiki_can_be_asked_for(playground: Playground) -> None:
    page = playground.page
    page.get_by_label("Wiki", exact=True).select_option("hewiki")
    examples = page.locator("#examples button")
    page.locator("#examples bdi[lang=he]").first.wait_for()
    assert examples.count() == 3
    name = examples.nth(1).inner_text()
    examples.nth(1).click()
    page.get_by_role("heading", name=name).wait_for()
