"""A page in a real browser, watched for what no page of the service may do, and checked against what all pages keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

READERS: Mapping[str, Mapping[str, Any]] = {
    "small phone, light": {"viewport": {"width": 320, "height": 640}, "color_scheme": "light"},
    "phone, dark": {"viewport": {"width": 375, "height": 812}, "color_scheme": "dark"},
    "desk, light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "desk, dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
}
"""Options of the browser for each kind of reader: every page and state is to be checked for all of them."""

MAX_BYTES = 100_000
"""Compressed size of a page with all that it loads."""

# A busy browser paints some time after it has loaded a page. Shifts are awaited for a tenth of a second after that.
_LOADING = """() => new Promise((resolve) => {
  const shifts = [];
  const observer = new PerformanceObserver((list) => shifts.push(...list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  const painted = new Promise((paint) => {
    new PerformanceObserver((list) => {
      if (list.getEntriesByName("first-contentful-paint").length) paint();
    }).observe({ type: "paint", buffered: true });
    setTimeout(paint, 10_000);
  });
  painted.then(() => setTimeout(() => {
    const files = performance.getEntriesByType("resource");
    const [page] = performance.getEntriesByType("navigation");
    resolve({
      bytes: [page, ...files].reduce((sum, file) => sum + file.transferSize, 0),
      blocking: files.filter((file) => file.renderBlockingStatus === "blocking").map((file) => file.name),
      shifts: shifts.filter((shift) => !shift.hadRecentInput && shift.value > 0).map((shift) => shift.value),
      painted: performance.getEntriesByName("first-contentful-paint").length,
    });
  }, 100));
})"""


@dataclass
class WatchedPage:
    """A page and what went wrong on it.

    Attributes:
        page: The page.
        root: Address of the service, without a trailing slash.
        troubles: Errors and warnings of the browser, and addresses of other servers that it requested.
    """

    page: Page
    root: str
    troubles: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Load a page of the service with all files that it names."""
        self.page.goto(f"{self.root}{path}", wait_until="load")

    def findings(self) -> list[str]:
        """What is wrong with the present state: troubles, findings of axe, and content wider than the window."""
        return [*self.troubles, *self._axe(), *self._overflow()]

    def mirrored_findings(self) -> list[str]:
        """What is wrong with the present state if it is read from right to left."""
        self.page.evaluate("document.documentElement.dir = 'rtl'")
        found = self._overflow()
        self.page.evaluate("document.documentElement.removeAttribute('dir')")
        return [f"right to left: {finding}" for finding in found]

    def loading_findings(self, max_bytes: int = MAX_BYTES, style_sheets: int = 1) -> list[str]:
        """What is wrong with how the page has loaded.

        Args:
            max_bytes: The compressed size that it may have.
            style_sheets: The number of style sheets that may block the first paint. Nothing else may.
        """
        seen = self.page.evaluate(_LOADING)
        sheets = [name for name in seen["blocking"] if name.endswith(".css")]
        found = {
            f"{seen['bytes']} bytes": seen["bytes"] > max_bytes,
            f"block the first paint: {seen['blocking']}": sheets != seen["blocking"] or len(sheets) > style_sheets,
            f"layout shifts: {seen['shifts']}": bool(seen["shifts"]),
            "no first paint": not seen["painted"],
        }
        return [finding for finding, wrong in found.items() if wrong]

    def _axe(self) -> list[str]:
        axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="requirements-dev.txt has it")
        violations = axe.Axe().run(self.page).response["violations"]
        return [f"{broken['id']}: {node['html']:.200}" for broken in violations for node in broken["nodes"]]

    def _overflow(self) -> list[str]:
        width, window = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        return [f"{width} px wide in a window of {window} px"] if width > window else []


@contextmanager
def watched_page(browser: Browser, root: str, **options: Any) -> Iterator[WatchedPage]:
    """Open an empty page in a new context of the browser.

    Args:
        browser: The browser.
        root: Address of the service, without a trailing slash.
        options: Options of the context, such as those in `READERS`.
    """
    context = browser.new_context(**options)
    context.set_default_timeout(20_000)
    watched = WatchedPage(context.new_page(), root)
    watch(watched.page, root, watched.troubles)
    try:
        yield watched
    finally:
        context.close()


def watch(page: Page, root: str, troubles: list[str]) -> None:
    """Note errors and warnings of the browser, and addresses of other servers that the page requests."""
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: _note(troubles, message.type, message.text))
    page.on("dialog", lambda dialog: (troubles.append("dialog"), dialog.dismiss()))
    page.on("request", lambda request: _elsewhere(troubles, root, request.url))


def _note(troubles: list[str], kind: str, text: str) -> None:
    answered = text.startswith("Failed to load resource: the server responded")
    if kind in ("error", "warning") and not answered:
        troubles.append(text)


def _elsewhere(troubles: list[str], root: str, url: str) -> None:
    if not url.startswith((f"{root}/", "data:", "blob:")):
        troubles.append(f"asked {url}")
