"""The playground in a real Chromium, served by a real gunicorn with real bundles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mwparserfromhell
import pytest

from tests.helpers.api.playground_page import PHONE, Playground, open_playground, visible_texts
from tests.helpers.api.wiki_api import TEXT, wiki_api
from tests.helpers.cases import cases
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.linking.wiki_on_disk import WikiOnDisk
from tests.helpers.programs.chromium import chromium
from tests.helpers.programs.service import RunningService, running_service

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]

HOSTILE: list[str] = cases("playground_hostile.json")

LATIN = WikiOnDisk(
    anchors={
        "paris": {"Paris": 90, "Paris (mythology)": 4},
        "france": {"France": 70},
        "eternal city": {"Rome": 40},
        "rome": {"Rome": 60, "Roman Empire": 3},
        "𝔸stral 𝕋own": {"𝔸stral 𝕋own": 30},
        "seine": {"Seine": 100, "Seine (department)": 25},
        "rhine": {"Rhine": 100, "Rhine (department)": 25},
        "river": {"River": 100, "River (band)": 25},
    },
    plain={"rome": 30, "seine": 265, "rhine": 280, "river": 320},
)
HEBREW = WikiOnDisk(
    anchors={
        "פריז": {"פריז": 90},
        "צרפת": {"צרפת": 70},
        "עיר האורות": {"ליון": 40},
        "הסן": {"הסן": 30},
        "נהר": {"נהר": 4},
    },
    plain={"נהר": 60},
    language="he",
)


@dataclass(frozen=True)
class Walk:
    """An article of a wiki and a reader's decisions. links: the resulting links by text."""

    wiki: str
    wikitext: str
    links: dict[str, str]
    rejected: str


SOURCE = """article => {
  const copy = article.cloneNode(true);
  copy.querySelectorAll(".read").forEach((shown) => shown.remove());
  return copy.textContent;
}"""
"""The text of the article without what is shown in the place of markup."""

WALKS = [
    Walk(
        "tinywiki",
        "{{Infobox|name=Paris}}\n'''Lutetia''' 😀 was what paris in [[Gaul|France]] and 🏙 the 𝔸stral 𝕋own "
        "were.\r\nIn France, the Seine\u00a0flows [[File:x.jpg|thumb|Paris 𝕏]].\n\n== Rome ==\n* 👩‍👩‍👧 Eternal City "
        "<ref>Paris</ref> <!-- paris -->\n[[Category:Towns]]",
        {"paris": "[[paris]]", "𝔸stral 𝕋own": "[[𝔸stral 𝕋own]]", "Eternal City": "[[Rome|Eternal City]]"},
        "Seine",
    ),
    Walk(
        "hewiki",
        "{{תבנית|שם=פריז}}\n'''העיר''' פריז 😀 היא בירת צרפת, על גדות הסן.\n\n== כינויים ==\n* עיר האורות "
        "<ref>צרפת</ref> [[נהר|הנהר]]\n",
        {"פריז": "[[פריז]]", "עיר האורות": "[[ליון|עיר האורות]]"},
        "צרפת",
    ),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def data_dir(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("data")
    write_complete_bundle(directory, "tinywiki", contents=LATIN)
    write_complete_bundle(directory, "hewiki", contents=HEBREW)
    return directory


@pytest.fixture(scope="module")
def service(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    with wiki_api() as api:
        settings = {"MEDIAWIKI_API_URL": api.pattern, "WEB_CONCURRENCY": "1"}
        with running_service(data_dir, tmp_path_factory.mktemp("work"), "api.wsgi:app", settings) as service:
            yield service


@pytest.fixture
def playground(browser: Browser, service: RunningService) -> Iterator[Playground]:
    with open_playground(browser, service.url) as playground:
        playground.go()
        yield playground
        assert playground.troubles == []


@pytest.fixture(scope="module")
def modules(browser: Browser, service: RunningService) -> Iterator[Playground]:
    """A page on which tests call single functions of the modules."""
    with open_playground(browser, service.url) as playground:
        playground.go()
        yield playground


def links_of(wikitext: str) -> list[str]:
    return [str(link) for link in mwparserfromhell.parse(wikitext).filter_wikilinks()]


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


def test_a_suggestion_below_the_threshold_is_not_in_the_wikitext(playground: Playground) -> None:
    playground.paste("tinywiki", "Paris on the river Seine.")
    playground.set_threshold(0.05)
    playground.page.get_by_role("button", name="Accept all shown").click()
    playground.set_threshold(1)
    assert playground.suggestions() == []
    assert playground.copied() == "Paris on the river Seine."


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


@pytest.mark.parametrize(("title", "told"), [("Missing", "no such page"), ("a[b", "title"), ("", "Enter a title")])
def test_a_failure_is_reported(playground: Playground, title: str, told: str) -> None:
    playground.page.get_by_label("Title", exact=True).fill(title)
    playground.page.get_by_role("button", name="Recommend links").click()
    playground.page.get_by_role("alert").filter(has_text=told).wait_for()
    assert not playground.page.locator("#results").is_visible()


def test_hostile_wikitext_is_text(playground: Playground) -> None:
    for hostile in HOSTILE:
        wikitext = hostile
        playground.paste("tinywiki", wikitext)
        playground.set_threshold(0.05)
        article = playground.page.locator("#article")
        assert article.evaluate(SOURCE) == wikitext
        names = article.evaluate("article => [...article.querySelectorAll('*')].map((element) => element.localName)")
        assert set(names) <= {"span"}, wikitext
        playground.page.get_by_role("button", name="Accept all shown").click()
        for text in ("Paris", "Rome"):
            if playground.suggestion(text).count():
                playground.suggestion(text).click()
        copied = playground.copied()
        for link, text in (("<nowiki/>[[", "[["), ("[[Paris]]", "Paris"), ("[[Rome]]", "Rome")):
            copied, wikitext = copied.replace(link, text), wikitext.replace(link, text)
        assert copied == wikitext
        assert playground.page.evaluate("window.hacked") is None, wikitext
        assert playground.page.url.startswith(playground.address)


def test_hostile_titles_are_text(playground: Playground) -> None:
    playground.go("?wiki=tinywiki&title=%3Cimg%20src%3Dx%20onerror%3D%22window.hacked%3D1%22%3E")
    playground.page.get_by_role("alert").filter(has_text="title").wait_for()
    assert playground.page.evaluate("window.hacked") is None


def test_script_in_the_page_is_refused(browser: Browser, service: RunningService) -> None:
    with open_playground(browser, service.url) as playground:
        playground.go()
        code = "() => { document.getElementById('article').innerHTML = '<img src=x onerror=\"window.hacked = 1\">'; }"
        with pytest.raises(Exception, match="TrustedHTML"):
            playground.page.evaluate(code)


def test_the_keyboard_is_enough(playground: Playground) -> None:
    page = playground.page
    press = page.keyboard.press
    page.get_by_label("Wiki", exact=True).focus()
    page.keyboard.type("tiny")
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
@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.wiki)
def test_it_is_accessible(browser: Browser, service: RunningService, walk: Walk, options: dict[str, Any]) -> None:
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


def test_a_right_to_left_wiki_is_displayed_from_right_to_left(playground: Playground) -> None:
    playground.paste("hewiki", WALKS[1].wikitext)
    for name in ("#article", "#output", "#pasted"):
        assert playground.page.locator(name).get_attribute("dir") == "rtl"
    playground.paste("tinywiki", "Paris")
    assert playground.page.locator("#article").get_attribute("dir") == "ltr"


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.wiki)
def test_nothing_is_wider_than_a_phone(browser: Browser, service: RunningService, walk: Walk) -> None:
    with open_playground(browser, service.url, viewport=PHONE) as playground:
        playground.go()
        playground.paste(walk.wiki, walk.wikitext + "x" * 300 + " " + "y" * 300)
        playground.suggestion(next(iter(walk.links))).click()
        assert playground.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert playground.suggestion(next(iter(walk.links))).is_visible()


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


CASED, UNCASED = {"case": "first-letter", "capitals": {"i": "İ", "ა": "ა"}}, {"case": "case-sensitive", "capitals": {}}


@pytest.mark.parametrize(
    ("wiki", "text", "target", "link"),
    [
        (CASED, "cat", "Cat", "[[cat]]"),
        (CASED, "Cat", "Cat", "[[Cat]]"),
        (CASED, "CAT", "Cat", "[[Cat|CAT]]"),
        (CASED, "cats", "Cat", "[[Cat|cats]]"),
        (CASED, "new York", "New York", "[[new York]]"),
        (CASED, "élan", "Élan", "[[élan]]"),
        (CASED, "izmir", "İzmir", "[[izmir]]"),
        (CASED, "izmir", "Izmir", "[[Izmir|izmir]]"),
        (CASED, "აბ", "აბ", "[[აბ]]"),
        (CASED, "აბ", "Აბ", "[[Აბ|აბ]]"),
        (CASED, "𐐨𐐨", "𐐀𐐨", "[[𐐨𐐨]]"),
        (CASED, "a_b", "A b", "[[A b|a_b]]"),
        (UNCASED, "cat", "Cat", "[[Cat|cat]]"),
        (UNCASED, "cat", "cat", "[[cat]]"),
    ],
)
def test_a_pipe_is_written_if_the_title_differs_from_the_text(
    modules: Playground, wiki: dict[str, Any], text: str, target: str, link: str
) -> None:
    end = len(text.encode("utf-16-le")) // 2
    place = {"start": 0, "end": end, "target": target}
    assert modules.call("playground-wikitext.js", "withLinks", text, [place], wiki) == link
