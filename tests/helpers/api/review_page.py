"""The review page as a person uses it, in a real browser, and samples for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.api.watched_page import WatchedPage, watched_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

STRATA = [{"low": 0.5, "high": 0.8, "suggestions": 30}, {"low": 0.8, "high": 1, "suggestions": 10}]
HOSTILE = '<img src=x onerror="window.hacked = 1"> \u2028\u202e\'; \u05d0 & [[x]]'


def suggestion(number: int, **members: Any) -> dict[str, Any]:
    """Return a suggestion of a sample."""
    return {
        "title": f"Article {number}",
        "revid": 1000 + number,
        "link_text": "river",
        "link_target": f"River {number}",
        "wikitext_offset": 10 * number,
        "score": 0.5 + number % 5 / 10,
        "paragraph": {"before": f"First things first. The {number}th ", "text": "river", "after": " is long. It ends."},
        "article_start": f"Article {number} is an article.",
        "target_start": f"River {number} is a river. It flows.",
        **members,
    }


def sample(size: int = 5, **members: Any) -> dict[str, Any]:
    """Return a sample."""
    return {
        "format_version": 1,
        "wiki": "otherwiki",
        "language": "en",
        "direction": "ltr",
        "main_page": "https://other.example.org/wiki/Main_Page",
        "bundle_version": "20261123T101500Z",
        "threshold": 0.5,
        "strata": None,
        "suggestions": [suggestion(number) for number in range(1, size + 1)],
        **members,
    }


def lines(verdicts: str, reviewer: str | None, **members: Any) -> str:
    """A file of decisions: a for accept, r for reject, s for skip, - for none."""
    words = {"a": "accept", "r": "reject", "s": "skip"}
    found = [
        {name: one[name] for name in ("title", "revid", "link_text", "link_target", "wikitext_offset", "score")}
        | {"wiki": "otherwiki", "decision": words[verdict], "time": "2026-11-28T23:05:00Z", "bundle_version": "v"}
        | ({"reviewer": reviewer} if reviewer else {})
        | members
        for one, verdict in zip(sample(20)["suggestions"], verdicts, strict=False)
        if verdict != "-"
    ]
    return "".join(json.dumps(one) + "\n" for one in found)


def file_of(content: Any, name: str = "review.json") -> Any:
    """Return a file to choose: of a text, or of a value as JSON."""
    text = content if isinstance(content, str) else json.dumps(content)
    return {"name": name, "mimeType": "application/octet-stream", "buffer": text.encode()}


@dataclass
class ReviewPage:
    """The page. watched: the same page and what went wrong on it."""

    watched: WatchedPage

    @property
    def page(self) -> Page:
        return self.watched.page

    def go(self) -> None:
        self.watched.go("/review")
        self.page.locator("#start:not([aria-busy])").wait_for(state="attached")

    def open(self, content: Any) -> None:
        """Open a sample and wait for its first suggestion."""
        self.page.get_by_label("Sample file").set_input_files(file_of(content))
        self.page.locator("#card").wait_for()

    def press(self, keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def text(self, place: str) -> str:
        """The visible text of an element."""
        return self.page.locator(f"#{place}").inner_text()

    def exported(self, directory: Path, button: str = "Export decisions") -> Path:
        """Click the button, and return the path of the file that is saved."""
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=button).locator("visible=true").first.click()
        path = directory / download.value.suggested_filename
        download.value.save_as(path)
        return path

    def decisions(self, directory: Path) -> Sequence[dict[str, Any]]:
        """The decisions in the file that the page exports."""
        return [json.loads(line) for line in self.exported(directory).read_text(encoding="utf-8").splitlines()]


@contextmanager
def open_review(browser: Browser, root: str, **options: Any) -> Iterator[ReviewPage]:
    """Open the page in a new context of the browser, which has no review yet."""
    options = {"viewport": {"width": 1280, "height": 900}, **options}
    with watched_page(browser, root, **options) as watched:
        review = ReviewPage(watched)
        review.go()
        yield review


def call(review: ReviewPage, module: str, function: str, *arguments: Any) -> Any:
    """Call a function of one of the page's modules."""
    code = """([name, called, given]) => import(new URL(name, document.scripts[0].src).href)
        .then((module) => module[called](...given))"""
    return review.page.evaluate(code, [module, function, list(arguments)])


def check(path: Path) -> None:
    """Run `decisions check`, where training's libraries are installed."""
    pytest.importorskip("duckdb", reason="training's libraries are not installed")
    from training.__main__ import main

    assert main(["decisions", "check", str(path)]) == 0
