"""The playground in a real Chromium, served by a real gunicorn with real bundles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import mwparserfromhell
import pytest

from api.__main__ import main as api_main
from tests.helpers.api.playground_page import DESK, PHONE, Playground, open_playground, visible_texts
from tests.helpers.api.watched_page import READERS, watched_page
from tests.helpers.api.wiki_api import TEXT, WikiApi, wiki_api
from tests.helpers.cases import cases
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.linking.wiki_on_disk import WikiOnDisk
from tests.helpers.programs.chromium import chromium
from tests.helpers.programs.service import RunningService, running_service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]

DECISION_SCHEMA = Path(__file__).resolve().parents[3] / "spec/decision.schema.json"
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
def wiki() -> Iterator[WikiApi]:
    with wiki_api() as api:
        yield api


@pytest.fixture(scope="module")
def service(data_dir: Path, wiki: WikiApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    settings = {"MEDIAWIKI_API_URL": wiki.pattern, "WEB_CONCURRENCY": "1"}
    with running_service(data_dir, tmp_path_factory.mktemp("work"), "api.wsgi:app", settings) as service:
        yield service


@pytest.fixture
def playground(browser: Browser, service: RunningService) -> Iterator[Playground]:
    with open_playground(browser, service.url) as playground:
        playground.go()
        yield playground
        assert playground.troubles == []


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


SPLIT = "Paris in France, on the river Seine and not the Rhine, is not the Eternal City."
"""A text with suggestions on both sides of the usual threshold."""


def is_in_view(locator: Locator) -> bool:
    """Whether the whole element is in the window and nothing covers its middle."""
    return bool(
        locator.evaluate("""element => {
          const box = element.getBoundingClientRect();
          const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          const inside = box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
          return inside && (element === top || element.contains(top));
        }""")
    )


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
    assert "threshold=0.50" not in playground.page.url
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
