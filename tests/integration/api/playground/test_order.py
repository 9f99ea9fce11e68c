"""The playground when things end in another order than they began: answers, files, the way back, other tabs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.api.held import hold_files, hold_requests
from tests.helpers.api.playground_page import Playground
from tests.helpers.api.wiki_api import TEXT, WikiApi

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]

RECOMMEND = "/v1/linkrecommendations/"
RULES = "rules:\n- name: a\n  targets: [Paris]\n"


def ask(page: Page, title: str) -> None:
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_role("button", name="Recommend links").click()


def state_of(wikitext: str, decision: str) -> Any:
    """An exported file in which the first word is decided."""
    decided = {"wikitext_offset": 0, "link_text": "Paris", "link_target": "Paris", "decision": decision}
    content = {
        "format": "linkrecommendation-playground",
        "version": 1,
        "wiki": "tinywiki",
        "title": "From a file",
        "wikitext": wikitext,
        "threshold": 0.3,
        "decisions": [decided],
    }
    return {"name": "a.playground.json", "mimeType": "application/json", "buffer": json.dumps(content).encode()}


@pytest.mark.parametrize("leaves", ["empties the form", "goes back"])
def test_an_answer_that_nobody_waits_for_is_not_shown(playground: Playground, leaves: str) -> None:
    page = playground.page
    held = hold_requests(page, RECOMMEND)
    ask(page, "First")
    held.wait()
    if leaves == "goes back":
        page.go_back()
    else:
        page.get_by_label("Title", exact=True).fill("")
    page.locator("#progress").filter(has_text="Asking").wait_for(state="detached")
    held.release()
    assert not page.locator("#results").is_visible()
    assert page.locator("#progress").inner_text() == ""


def test_a_second_request_replaces_one_that_waits_for_names_of_characters(playground: Playground) -> None:
    page = playground.page
    held = hold_requests(page, "/playground/characters")
    page.get_by_text("Paste wikitext", exact=True).click()
    page.locator("#pasted").fill("To Paris &CounterClockwiseContourIntegral;.")
    ask(page, "First")
    held.wait()
    page.locator("#pasted").fill("To Rome.")
    ask(page, "Second")
    page.get_by_role("heading", name="Second").wait_for()
    held.release()
    assert page.locator("#article").inner_text() == "To Rome."


def test_an_address_that_is_understood_late_does_not_replace_what_is_typed_meanwhile(
    playground: Playground, wiki: WikiApi
) -> None:
    page = playground.page
    held = hold_requests(page, "/playground/address")
    ask(page, f"http://127.0.0.1:{wiki.port}/tiny/index.php?title=First_town")
    held.wait()
    page.get_by_label("Title", exact=True).fill("Second town")
    held.release()
    page.get_by_role("heading", name="First town").wait_for()
    assert page.get_by_label("Title", exact=True).input_value() == "Second town"


def test_a_result_does_not_take_the_focus_from_somebody_who_types_on(playground: Playground) -> None:
    page = playground.page
    held = hold_requests(page, RECOMMEND)
    ask(page, "First")
    held.wait()
    page.get_by_label("Title", exact=True).press_sequentially("ja")
    held.release()
    page.get_by_role("heading", name="First").wait_for()
    page.keyboard.type("ra")
    assert "jara" in page.get_by_label("Title", exact=True).input_value()


def test_titles_that_come_late_do_not_open_the_list(playground: Playground) -> None:
    page = playground.page
    held = hold_requests(page, "/playground/titles/")
    title = page.get_by_role("combobox", name="Title")
    title.press_sequentially("par")
    held.wait()
    title.press("Escape")
    held.release()
    assert not page.locator("#titles").is_visible()
    title.press_sequentially("i")
    held.wait()
    title.press("Enter")
    page.locator("#results").wait_for()
    title.focus()
    held.release()
    assert not page.locator("#titles").is_visible()


def test_rules_that_are_taken_away_have_no_effect_when_their_answer_comes(playground: Playground) -> None:
    page = playground.page
    playground.paste("tinywiki", "To Paris and to France.")
    page.get_by_text("Try rules", exact=True).click()
    held = hold_requests(page, "/playground/rules/")
    page.get_by_label("rules.yaml", exact=True).fill(RULES)
    held.wait()
    page.get_by_role("button", name="Clear rules").click()
    held.release()
    assert page.locator("#article .suggestion.held").count() == 0
    assert page.locator("#rules-effect").inner_text() == ""
    assert playground.suggestions() == ["Paris", "France"]


def test_the_panel_stays_open_when_the_answer_with_rules_comes(playground: Playground) -> None:
    page = playground.page
    page.get_by_text("Try rules", exact=True).click()
    page.get_by_label("rules.yaml", exact=True).fill(RULES)
    page.locator("#rules-effect").filter(has_text="one rule").wait_for()
    held = hold_requests(page, "/playground/rules/")
    playground.paste("tinywiki", "To Paris and to France.")
    playground.suggestion("France").click()
    held.release()
    page.locator("#article .suggestion.held").wait_for()
    assert page.locator("#details-heading").inner_text() == "France"
    playground.page.keyboard.press("a")
    assert page.locator("#article .suggestion.accepted").inner_text() == "France"


def test_a_file_of_rules_does_not_replace_what_is_typed_while_it_is_read(playground: Playground) -> None:
    page = playground.page
    page.get_by_text("Try rules", exact=True).click()
    held = hold_files(page)
    file = {"name": "rules.yaml", "mimeType": "application/yaml", "buffer": RULES.encode()}
    page.get_by_label("Open a file of rules").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_label("rules.yaml", exact=True).fill("rules: []")
    held.release()
    assert page.get_by_label("rules.yaml", exact=True).input_value() == "rules: []"


def test_the_way_back_is_not_overwritten_by_the_address_of_the_page_that_was_left(playground: Playground) -> None:
    page = playground.page
    addresses = []
    for text in ("To Paris.", "To Rome."):
        playground.paste("tinywiki", text)
        page.wait_for_url(lambda address: "#text=" in address and address not in addresses)
        addresses.append(page.url)
    held = hold_files(page)  # compressed texts are blobs
    playground.set_threshold(0.3)
    held.wait()
    page.go_back()
    held.wait(2)
    held.release(1)
    held.release()
    page.locator("#article").filter(has_text="To Paris.").wait_for()
    assert page.url == addresses[0]


def test_decisions_of_a_file_are_for_its_own_text(playground: Playground) -> None:
    page = playground.page
    playground.paste("tinywiki", "Paris is one.")
    page.route(f"**{RECOMMEND}**", lambda route: route.fulfill(status=503, json={"title": "The service is busy"}))
    page.get_by_label("Open an exported file").set_input_files(state_of("Paris is two.", "accept"))
    page.get_by_role("alert").filter(has_text="busy").wait_for()
    page.unroute_all()
    playground.paste("tinywiki", "Paris is one.")
    assert page.locator("#article .suggestion.accepted").count() == 0


def test_a_file_that_is_read_late_does_not_replace_what_is_asked_for_meanwhile(playground: Playground) -> None:
    page = playground.page
    page.get_by_text("Paste wikitext", exact=True).click()
    held = hold_files(page)
    page.get_by_label("Open an exported file").set_input_files(state_of("Paris is two.", "accept"))
    held.wait()
    ask(page, "First")
    page.get_by_role("heading", name="First").wait_for()
    held.release()
    assert page.get_by_label("Title", exact=True).input_value() == "First"
    assert page.locator("#article").inner_text() == TEXT


def test_of_two_files_the_one_that_was_opened_last_is_shown(playground: Playground) -> None:
    page = playground.page
    page.get_by_text("Paste wikitext", exact=True).click()
    held = hold_files(page)
    for text in ("Paris is one.", "Paris is two."):
        page.get_by_label("Open an exported file").set_input_files(state_of(text, "reject"))
    held.wait(2)
    held.release(1)
    held.release()
    held.release()  # the text, compressed for the address
    page.locator("#article .suggestion.rejected").wait_for()
    assert page.locator("#article").inner_text() == "Paris is two."


def test_what_is_typed_before_the_scripts_arrive_is_kept(playground: Playground) -> None:
    page = playground.page
    waiting: list[Any] = []
    page.route("**/playground.js*", lambda route: waiting.append(route))
    page.goto(f"{playground.address}?wiki=tinywiki&title=First", wait_until="commit")
    title = page.get_by_label("Title", exact=True)
    title.fill("Second")
    page.wait_for_event("request") if not waiting else None
    waiting[0].continue_()
    page.locator("#examples button").first.wait_for()
    assert title.input_value() == "Second"
    assert not page.locator("#results").is_visible()


def test_what_another_tab_decides_is_shown_and_kept(playground: Playground) -> None:
    page = playground.page
    playground.paste("tinywiki", "To Paris, France and Rome.")
    page.wait_for_url("**#text=*")
    other = Playground(page.context.new_page(), playground.address, playground.troubles)
    other.page.goto(page.url)
    other.page.locator("#results").wait_for()
    playground.decide("Paris", "Accept")
    other.page.locator("#article .suggestion.accepted").filter(has_text="Paris").wait_for()
    other.page.evaluate("window.addEventListener('storage', (event) => event.stopImmediatePropagation(), true)")
    playground.decide("Rome", "Reject")
    other.decide("France", "Accept")
    page.locator("#article .suggestion.accepted").filter(has_text="France").wait_for()
    assert page.locator("#article .suggestion.accepted").all_inner_texts() == ["Paris", "France"]
    assert page.locator("#article .suggestion.rejected").all_inner_texts() == ["Rome"]


def test_what_is_said_of_a_copy_is_about_the_present_text(playground: Playground) -> None:
    page = playground.page
    playground.paste("tinywiki", "To Paris and to France.")
    hold = "() => { navigator.clipboard.writeText = () => new Promise((resolve) => (window.copied = resolve)); }"
    page.evaluate(hold)
    page.get_by_role("button", name="Copy wikitext").click()
    playground.decide("Paris", "Accept")
    page.evaluate("async () => { window.copied(); await new Promise((resolve) => setTimeout(resolve)); }")
    assert page.locator("#copied").inner_text() == ""


def test_an_article_that_is_still_asked_for_is_not_exported_as_the_one_before(playground: Playground) -> None:
    page = playground.page
    long = " ".join(str(7**number) for number in range(400))
    playground.paste("tinywiki", f"To Paris. {long}")
    page.get_by_text("too long for the address bar").wait_for()
    held = hold_requests(page, RECOMMEND)
    page.locator("#pasted").fill(f"To Rome. {long}")
    ask(page, "Second")
    held.wait()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export it").click()
    content = json.loads(download.value.path().read_bytes())
    assert (content["title"], content["wikitext"][:8]) == ("Second", "To Rome.")
