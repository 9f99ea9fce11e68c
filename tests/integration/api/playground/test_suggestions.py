"""What the playground shows of the suggestions for an article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.api.playground_page import (
    PHONE,
    SPLIT,
    WALKS,
    Playground,
    is_in_view,
    open_playground,
    visible_texts,
)
from tests.helpers.programs.service import RunningService

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]


def test_the_threshold_shows_what_the_service_would_answer(playground: Playground, service: RunningService) -> None:
    wikitext = "Paris in France, on the river Seine and not the Rhine, is not the Eternal City."
    playground.paste("tinywiki", wikitext)
    shown = set()
    for threshold in (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 0.95):
        playground.set_threshold(threshold)
        path = f"/v1/linkrecommendations/tinywiki/A?threshold={threshold}&max_recommendations=100"
        links = service.ask(path, {"wikitext": wikitext}).json()["links"]
        assert playground.suggestions() == [link["link_text"] for link in links]
        rows = visible_texts(playground.page.locator("#table tbody td:first-child"))
        assert rows == [link["link_text"] for link in links]
        shown.add(len(rows))
    assert len(shown) > 2


def test_the_panel_shows_target_score_alternatives_and_reasons(playground: Playground) -> None:
    playground.paste("tinywiki", "Paris is a town.")
    playground.suggestion("Paris").click()
    panel = playground.page.locator("#details")
    leads = panel.get_by_role("link", name="Paris", exact=True)
    assert str(leads.get_attribute("href")).endswith("/tiny/index.php?title=Paris")
    assert leads.get_attribute("rel") == "noopener noreferrer"
    assert panel.get_by_role("link", name="Paris (mythology)").is_visible()
    text = panel.inner_text()
    assert " score, " in text
    assert "for" in text.split("Why")[1]
    assert panel.get_by_role("heading", name="Paris").evaluate("heading => heading === document.activeElement")


def test_a_right_to_left_wiki_is_displayed_from_right_to_left(playground: Playground) -> None:
    playground.paste("hewiki", WALKS[1].wikitext)
    for name in ("#article", "#output", "#pasted"):
        assert playground.page.locator(name).get_attribute("dir") == "rtl"
    playground.paste("tinywiki", "Paris")
    assert playground.page.locator("#article").get_attribute("dir") == "ltr"


HELD = [
    {
        "link_text": "France",
        "link_target": "France",
        "score": 0.8,
        "wikitext_offset": 12,
        "rule": "targets: France",
        "comment": "<b>Countries</b> are not linked",
        "discussion": "https://example.org/wiki/Talk",
    },
    {
        "link_text": "Paris",
        "link_target": "Paris (mythology)",
        "score": 0.7,
        "wikitext_offset": 3,
        "rule": "targets: Paris (mythology)",
        "comment": "",
        "discussion": "javascript:window.hacked=1",
    },
]


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ("truncated", "1 suggestion, 0 accepted. The time did not suffice for the whole article."),
        ("too_complex", "1 suggestion, 0 accepted. The markup is too complex to analyze the end of the article."),
    ],
)
def test_the_page_accepts_a_part_of_the_suggestions_and_says_so(playground: Playground, mark: str, note: str) -> None:
    asked: list[str] = []

    def cut(route: Any) -> None:
        asked.append(route.request.url)
        answer = route.fetch()
        members = answer.json()
        route.fulfill(response=answer, json={**members, "meta": {**members["meta"], mark: True}})

    playground.page.route("**/v1/linkrecommendations/**", cut)
    playground.paste("tinywiki", "To Paris.")
    assert playground.page.locator("#status").inner_text() == note
    assert all("partial=true" in address for address in asked)


def test_suppressed_links_are_shown_on_request(playground: Playground) -> None:
    def hold(route: Any) -> None:
        answer = route.fetch()
        members = answer.json()
        members["links"] = [link for link in members["links"] if link["link_text"] == "Paris"]
        route.fulfill(response=answer, json={**members, "held_back": HELD})

    page = playground.page
    page.route("**/v1/linkrecommendations/**", hold)
    playground.paste("tinywiki", "To Paris, 😀 France.")
    assert playground.suggestions() == ["Paris"]
    page.get_by_label("Show links that rules hold back").check()
    assert playground.suggestions() == ["Paris", "France"]
    table = page.locator("#held-table")
    assert table.get_by_text("<b>Countries</b> are not linked").is_visible()
    assert table.get_by_role("link", name="Discussion").all()[0].get_attribute("href") == HELD[0]["discussion"]
    assert table.get_by_role("link", name="Discussion").count() == 1
    playground.suggestion("France").click()
    panel = page.locator("#details")
    assert panel.get_by_text("targets: France").is_visible()
    assert not panel.get_by_role("button", name="Accept").is_visible()
    page.get_by_label("Show links that rules hold back").uncheck()
    assert playground.suggestions() == ["Paris"]


def test_what_is_below_the_threshold_is_counted_and_shown_on_request(playground: Playground) -> None:
    playground.paste("tinywiki", SPLIT)
    whole = len(playground.suggestions())
    more = playground.page.locator("#more")
    below = int(more.inner_text().split()[0])
    assert more.inner_text() == f"{below} more below 0.50: show them"
    more.click()
    assert len(playground.suggestions()) == whole + below
    assert not more.is_visible()
    assert playground.page.evaluate("document.activeElement.id") == "article-heading"
    playground.page.wait_for_url(lambda address: "threshold=0.50" not in address)  # once the text is compressed
    playground.set_threshold(1)
    assert playground.page.locator("#status").inner_text() == "No suggestion has this score."
    assert more.inner_text() == f"{whole + below} more below 1.00: show them"
    playground.paste("tinywiki", "Nothing here.")
    assert playground.page.get_by_text("not even a weak suggestion").is_visible()


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE}], ids=["desk", "phone"])
def test_on_a_long_article_all_that_is_needed_stays_in_reach(
    browser: Browser, service: RunningService, options: dict[str, Any]
) -> None:
    filler = "\n\n".join(f"Nothing to see in paragraph {number}." for number in range(60))
    with open_playground(browser, service.url, **options) as playground:
        playground.go()
        playground.paste("tinywiki", f"{filler} Paris.\n\n{filler} France.\n\n{filler}")
        page = playground.page
        assert page.evaluate("document.activeElement.id") == "article-heading"
        for name in ("#status", "#copy", "#bar-next", "#article-heading"):
            assert is_in_view(page.locator(name)), name
        page.locator("#bar-next").click()
        assert is_in_view(playground.suggestion("Paris"))
        page.locator("#accept").click()
        assert page.get_by_role("heading", name="France").is_visible()
        assert is_in_view(playground.suggestion("France"))
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        assert page.locator("#status").inner_text() == "2 suggestions, 1 accepted."
        assert is_in_view(page.locator("#copy"))
