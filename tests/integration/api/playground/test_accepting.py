"""Accepting suggestions in the playground: the wikitext that comes of it, and decisions that are kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.api.playground_page import (
    SPLIT,
    WALKS,
    Playground,
    Walk,
    links_of,
)

if TYPE_CHECKING:
    pass

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.wiki)
def test_the_copied_wikitext_has_exactly_the_accepted_links_and_is_otherwise_unchanged(
    playground: Playground, walk: Walk
) -> None:
    playground.paste(walk.wiki, walk.wikitext)
    playground.set_threshold(0.05)
    for text in walk.links:
        playground.decide(text, "Accept")
    playground.decide(walk.rejected, "Reject")
    pasted = walk.wikitext.replace("\r\n", "\n")  # a text field in a browser normalises line breaks
    copied = playground.copied()
    assert sorted(links_of(copied)) == sorted([*links_of(pasted), *walk.links.values()])
    for text, link in walk.links.items():
        assert copied.count(link) == 1 + pasted.count(link)
        copied = copied.replace(link, text)
    assert copied == pasted


def test_a_link_behind_a_bracket_is_still_a_link(playground: Playground) -> None:
    """The service recommends no such position, but the page must not rely on that: the answer is for another text."""

    def ask_about_blanks(route: Any) -> None:
        asked = route.request.post_data_json
        asked["wikitext"] = asked["wikitext"].replace("[[", "  ")
        route.fulfill(response=route.fetch(post_data=json.dumps(asked)))

    playground.page.route("**/v1/linkrecommendations/**", ask_about_blanks)
    playground.paste("tinywiki", "Not closed: [[Rome")
    playground.page.get_by_role("button", name="Accept all shown").click()
    copied = playground.copied()
    assert copied == "Not closed: [[<nowiki/>[[Rome]]"
    assert links_of(copied) == ["[[Rome]]"]


def test_without_accepted_links_the_wikitext_is_unchanged(playground: Playground) -> None:
    playground.paste("tinywiki", WALKS[0].wikitext)
    assert playground.copied() == WALKS[0].wikitext.replace("\r\n", "\n")


def test_a_decision_can_be_taken_back(playground: Playground) -> None:
    playground.paste("tinywiki", "To Paris and France.")
    playground.decide("Paris", "Accept")
    playground.decide("Paris", "Accept")
    assert playground.copied() == "To Paris and France."
    playground.page.get_by_role("button", name="Accept all shown").click()
    assert playground.copied() == "To [[Paris]] and [[France]]."
    playground.page.locator("#table").get_by_role("button", name="Reject Paris").click()
    assert playground.copied() == "To Paris and [[France]]."
    playground.page.get_by_role("button", name="Clear decisions").click()
    assert playground.copied() == "To Paris and France."


def test_a_suggestion_below_the_threshold_is_not_in_the_wikitext(playground: Playground) -> None:
    playground.paste("tinywiki", "Paris on the river Seine.")
    playground.set_threshold(0.05)
    playground.page.get_by_role("button", name="Accept all shown").click()
    playground.set_threshold(1)
    assert playground.suggestions() == []
    assert playground.copied() == "Paris on the river Seine."


def test_decisions_survive_a_reload_the_slider_the_way_back_and_other_settings(playground: Playground) -> None:
    page = playground.page
    playground.paste("tinywiki", SPLIT)
    playground.decide("Paris", "Accept")
    playground.decide("France", "Reject")

    def decided() -> tuple[int, int]:
        page.locator("#results").wait_for()
        marks = [page.locator(f"#article .suggestion.{name}").count() for name in ("accepted", "rejected")]
        return marks[0], marks[1]

    playground.set_threshold(0.95)
    playground.set_threshold(0.05)
    assert decided() == (1, 1)
    page.wait_for_url("**threshold=0.05**")
    page.reload()
    assert decided() == (1, 1)
    playground.paste("tinywiki", "Another text about Paris.")
    assert decided() == (0, 0)
    page.go_back()
    page.get_by_text("Eternal City").first.wait_for()
    assert decided() == (1, 1)
    playground.ask()
    assert decided() == (1, 1)
    page.get_by_role("button", name="Clear decisions").click()
    page.reload()
    assert decided() == (0, 0)


def test_single_keys_decide_unless_somebody_types_or_has_switched_them_off(playground: Playground) -> None:
    page = playground.page
    playground.paste("tinywiki", "To Paris and to France.")
    assert page.get_by_text("J next").is_visible()
    heading = page.locator("#details-heading")
    page.keyboard.press("j")
    assert heading.inner_text() == "Paris"
    page.keyboard.press("a")
    assert heading.inner_text() == "France"
    page.keyboard.press("k")
    assert heading.inner_text() == "Paris"
    page.keyboard.press("J")
    page.keyboard.press("R")
    status = page.locator("#status")
    assert status.inner_text() == "2 suggestions, 1 accepted. All are decided."
    assert page.locator("#article .suggestion.rejected").inner_text() == "France"
    page.keyboard.press("Control+a")
    page.locator("#pasted").focus()
    page.keyboard.type("jar")
    assert page.locator("#pasted").input_value().count("jar") == 1
    assert heading.inner_text() == "France"
    page.get_by_label("Keys", exact=True).uncheck()
    page.reload()
    page.locator("#results").wait_for()
    assert not page.get_by_label("Keys", exact=True).is_checked()
    page.keyboard.press("j")
    assert not page.locator("#details").is_visible()
    page.get_by_label("Keys", exact=True).check()
    page.keyboard.press("j")
    assert page.locator("#details").is_visible()
