"""Texts and titles of the playground that try to be more than text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.api.playground_page import (
    Playground,
    open_playground,
)
from tests.helpers.cases import cases
from tests.helpers.programs.service import RunningService

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.integration, pytest.mark.server, pytest.mark.browser]


HOSTILE: list[str] = cases("playground_hostile.json")


SEEN = """article => {
  const names = [...article.querySelectorAll("*")].map((element) => element.localName);
  const copy = article.cloneNode(true);
  copy.querySelectorAll(".read").forEach((shown) => shown.remove());
  return [copy.textContent, names, window.hacked ?? null];
}"""
"""The text of the article without what is shown in the place of markup, its elements, and what a script has set."""


def test_hostile_wikitext_is_text(playground: Playground) -> None:
    for hostile in HOSTILE:
        wikitext = hostile
        playground.paste("tinywiki", wikitext)
        if hostile == HOSTILE[0]:
            playground.set_threshold(0.05)  # stays for the others
        text, names, hacked = playground.page.locator("#article").evaluate(SEEN)
        assert (text, hacked) == (wikitext, None)
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
