"""The playground hands the accepted links over to the editor of a real MediaWiki, in a real Chromium."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.api.playground_page import Playground, open_playground
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.linking.wiki_on_disk import WikiOnDisk
from tests.helpers.programs.mediawiki import MediaWiki, running_mediawiki
from tests.helpers.programs.service import RunningService, running_service

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser, pytest.mark.mediawiki]

TITLE = 'AC/DC: "Who?" & 50% more 😀.'
ARTICLE = "'''Prague''' is {{not}} <b>far</b> from Paris & Rome.\n\n== A ==\n* To France &amp; 😀 on.\n"
LINKED = ARTICLE.replace("Paris", "[[Paris]]").replace("France", "[[France]]").rstrip()


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MediaWiki]:
    with running_mediawiki(tmp_path_factory.mktemp("mediawiki"), ("Paris",)) as wiki:
        yield wiki


@pytest.fixture(scope="module")
def service(wiki: MediaWiki, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    data_dir = tmp_path_factory.mktemp("data")
    contents = WikiOnDisk(anchors={"paris": {"Paris": 90}, "france": {"France": 70}})
    write_complete_bundle(data_dir, "tinywiki", contents=contents)
    settings = {
        "MEDIAWIKI_API_URL": wiki.api,
        "MEDIAWIKI_TIMEOUT": "60",
        "REQUEST_DEADLINE": "60",
        "WEB_CONCURRENCY": "1",
    }
    with running_service(data_dir, tmp_path_factory.mktemp("work"), "api.wsgi:app", settings) as service:
        yield service


@pytest.fixture
def playground(browser: Browser, service: RunningService) -> Iterator[Playground]:
    with open_playground(browser, service.url) as playground:
        yield playground
        assert playground.troubles == []


def edit(playground: Playground, title: str) -> Page:
    """Ask for an article of the wiki, accept everything, and go to the wiki's editor."""
    page = playground.page
    page.goto(
        f"{playground.address}?{urllib.parse.urlencode({'wiki': 'tinywiki', 'title': title, 'threshold': '0.05'})}"
    )
    page.get_by_role("button", name="Accept all shown").click()
    with page.expect_popup() as popup:
        page.get_by_role("button", name="Edit on the wiki").click()
    popup.value.locator("#wpTextbox1").wait_for()
    return popup.value


def current(wiki: MediaWiki, title: str) -> dict[str, Any]:
    fields = {
        "action": "query",
        "prop": "revisions",
        "titles": title,
        "rvprop": "content|comment",
        "rvslots": "main",
        "format": "json",
        "formatversion": "2",
    }
    with urllib.request.urlopen(f"{wiki.api}?{urllib.parse.urlencode(fields)}") as answer:
        (revision,) = json.load(answer)["query"]["pages"][0]["revisions"]
    return {"text": revision["slots"]["main"]["content"], "comment": revision["comment"]}


def test_the_editor_shows_the_changes_and_saves_them_when_the_reader_says_so(
    playground: Playground, wiki: MediaWiki
) -> None:
    wiki.save(TITLE, ARTICLE)
    editor = edit(playground, TITLE)
    assert editor.locator("#wpTextbox1").input_value().rstrip() == LINKED
    assert editor.locator("#wpSummary, [name=wpSummary]").first.input_value() == "Add 2 links: [[Paris]], [[France]]"
    shown = [text.strip() for text in editor.locator("ins.diffchange").all_inner_texts()]
    assert shown == ["[[", "]]", "[[", "]]"]
    assert "loss of session" not in editor.inner_text("body")
    assert current(wiki, TITLE)["text"] == ARTICLE.rstrip()
    editor.get_by_role("button", name="Save").click()
    editor.wait_for_url("**/index.php/**")
    assert current(wiki, TITLE) == {"text": LINKED, "comment": "Add 2 links: [[Paris]], [[France]]"}


def test_an_edit_that_others_made_meanwhile_is_not_lost(playground: Playground, wiki: MediaWiki) -> None:
    wiki.save("Contested", "To Paris.\n")
    editor = edit(playground, "Contested")
    wiki.save("Contested", "From Paris, says another editor.\n")
    editor.get_by_role("button", name="Save").click()
    editor.get_by_text("Edit conflict").first.wait_for()
    assert current(wiki, "Contested")["text"] == "From Paris, says another editor."


def test_a_pasted_text_is_not_handed_over(playground: Playground) -> None:
    playground.go()
    playground.paste("tinywiki", "To Paris.")
    playground.page.get_by_role("button", name="Accept all shown").click()
    assert not playground.page.get_by_role("button", name="Edit on the wiki").is_visible()
    assert playground.page.get_by_text("Only an article that comes from its wiki").is_visible()


def test_the_page_of_the_hand_over_alone_says_what_to_do(playground: Playground) -> None:
    playground.page.goto(f"{playground.address}/edit/tinywiki")
    playground.page.get_by_text("Open this page from the playground").wait_for()
