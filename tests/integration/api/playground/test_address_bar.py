"""The playground in the address bar and in the history of the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.api.playground_page import (
    WALKS,
    Playground,
    Walk,
    open_playground,
)
from tests.helpers.programs.service import RunningService

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.wiki)
def test_the_address_holds_a_pasted_text(
    playground: Playground, browser: Browser, service: RunningService, walk: Walk
) -> None:
    playground.paste(walk.wiki, walk.wikitext)
    playground.page.wait_for_url("**#text=*")
    with open_playground(browser, service.url) as other:
        other.page.goto(playground.page.url)
        other.page.locator("#results").wait_for()
        assert other.page.locator("#pasted").input_value() == walk.wikitext.replace("\r\n", "\n")
        assert other.suggestions() == playground.suggestions()


def test_a_text_that_is_too_long_for_the_address_is_reported(
    playground: Playground, browser: Browser, service: RunningService
) -> None:
    playground.paste("tinywiki", "Paris " + " ".join(str(7**number) for number in range(400)))
    playground.page.get_by_text("too long for the address bar").wait_for()
    assert len(playground.page.url) < 200
    with open_playground(browser, service.url) as other:
        other.page.goto(playground.page.url)
        other.page.get_by_text("does not contain the wikitext").wait_for()


@pytest.mark.parametrize("fragment", ["#text=", "#text=%%%", "#text=AAAA", "#text=_____", "#other"])
def test_a_damaged_address_is_reported(playground: Playground, fragment: str) -> None:
    playground.go("/?")  # leave the page, so that the next address loads it again
    playground.go(f"?wiki=tinywiki&threshold=no{fragment}")
    playground.page.get_by_text("does not contain the wikitext").wait_for()


def test_an_address_with_an_unknown_wiki_is_reported(playground: Playground) -> None:
    playground.go("?wiki=nowiki&title=Oslo")
    playground.page.get_by_text("no bundle for nowiki").wait_for()


def test_going_back_shows_what_was_before(playground: Playground) -> None:
    page = playground.page
    for title in ("First", "Second"):
        page.get_by_label("Title", exact=True).fill(title)
        playground.ask()
        page.get_by_role("heading", name=title).wait_for()
    page.go_back()
    page.get_by_role("heading", name="First").wait_for()
    assert page.get_by_label("Title", exact=True).input_value() == "First"


def test_a_text_too_long_for_the_address_survives_a_reload_and_the_way_back(playground: Playground) -> None:
    page = playground.page
    long = "To Paris. " + " ".join(str(7**number) for number in range(400))
    playground.paste("tinywiki", long)
    playground.decide("Paris", "Accept")
    page.get_by_text("too long for the address bar").wait_for()
    page.reload()
    page.locator("#article .suggestion.accepted").wait_for()
    assert page.locator("#pasted").input_value() == long
    playground.paste("tinywiki", "To Rome.")
    page.go_back()
    page.locator("#article .suggestion.accepted").wait_for()
    assert page.locator("#pasted").input_value() == long
