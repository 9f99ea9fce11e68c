"""The playground's page as a person uses it, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import mwparserfromhell

from tests.helpers.api.watched_page import watch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


MAX_TYPED_LENGTH = 1000
SET_VALUE = "(field, text) => { field.value = text; field.dispatchEvent(new Event('input')); }"
"""Enters a long text at once: the browser takes seconds to type it."""


@dataclass(frozen=True)
class Walk:
    """An article of a wiki and a reader's decisions. links: the resulting links by text."""

    wiki: str
    wikitext: str
    links: dict[str, str]
    rejected: str


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

SPLIT = "Paris in France, on the river Seine and not the Rhine, is not the Eternal City."
"""A text with suggestions on both sides of the usual threshold."""


@dataclass
class Playground:
    """The page and what went wrong on it.

    Attributes:
        page: The page.
        address: Its address.
        troubles: Errors and warnings of the browser, and addresses of other servers that it requested.
    """

    page: Page
    address: str
    troubles: list[str] = field(default_factory=list)

    def go(self, query: str = "") -> None:
        self.page.goto(f"{self.address}{query}")

    def paste(self, wiki: str, wikitext: str, title: str = "Some title") -> None:
        """Enter a text, send the form, and wait for the results."""
        self.page.get_by_label("Wiki", exact=True).select_option(wiki)
        self.page.get_by_label("Title", exact=True).fill(title)
        if not self.page.locator("#paste").evaluate("paste => paste.open"):
            self.page.get_by_text("Paste wikitext", exact=True).click()
        field = self.page.locator("#pasted")
        if len(wikitext) < MAX_TYPED_LENGTH:
            field.fill(wikitext)
        else:
            field.evaluate(SET_VALUE, wikitext)
        self.ask()

    def ask(self) -> None:
        self.page.get_by_role("button", name="Recommend links").click()
        self.page.locator("#results").wait_for()

    def suggestion(self, text: str) -> Locator:
        """The suggestion with this text, in the article."""
        return self.page.locator("#article .suggestion").filter(has_text=text)

    def suggestions(self) -> list[str]:
        """The texts of all suggestions, in order."""
        return self.page.locator("#article .suggestion").all_inner_texts()

    def set_threshold(self, value: float) -> None:
        self.page.get_by_label("Minimum score").fill(str(value))

    def decide(self, text: str, decision: str) -> None:
        """Open the suggestion, and accept or reject it."""
        self.page.keyboard.press("Escape")  # on a phone, the panel may cover the text
        self.suggestion(text).click()
        self.page.locator("#details").get_by_role("button", name=decision).click()

    def copied(self) -> str:
        """The content of the clipboard after a click on the copy button."""
        self.page.get_by_role("button", name="Copy wikitext").click()
        self.page.get_by_text("Copied, with").wait_for()
        return str(self.page.evaluate("navigator.clipboard.readText()"))

    def call_each(self, module: str, function: str, arguments: Sequence[Any]) -> list[Any]:
        """Call a function of one of the page's modules with each of the arguments."""
        code = """([address, name, given]) => import(address).then((module) => given.map((one) => module[name](one)))"""
        return list(self.page.evaluate(code, [self.module(module), function, list(arguments)]))

    def call(self, module: str, function: str, *arguments: Any) -> Any:
        """Call a function of one of the page's modules."""
        code = """([address, name, given]) => import(address).then((module) => module[name](...given))"""
        return self.page.evaluate(code, [self.module(module), function, list(arguments)])

    def module(self, name: str) -> str:
        """The address of a module, in the version that the page has loaded."""
        return str(self.page.evaluate("name => new URL(name, document.scripts[0].src).href", name))


@contextmanager
def open_playground(browser: Browser, root: str, **options: Any) -> Iterator[Playground]:
    """Open a page in a new context of the browser.

    Args:
        browser: The browser.
        root: Address of the service.
        options: Options of the context.
    """
    context = browser.new_context(viewport=options.pop("viewport", DESK), **options)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(20_000)
    page = context.new_page()
    playground = Playground(page, f"{root}/playground")
    watch(page, root, playground.troubles)
    try:
        yield playground
    finally:
        context.close()


def visible_texts(locator: Locator) -> Sequence[str]:
    """The texts of the visible elements."""
    return [element.inner_text() for element in locator.all() if element.is_visible()]


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


def links_of(wikitext: str) -> list[str]:
    """The links of a wikitext, as it writes them."""
    return [str(link) for link in mwparserfromhell.parse(wikitext).filter_wikilinks()]
