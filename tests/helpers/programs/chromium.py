"""A real browser: Debian's Chromium, driven by Playwright, which brings none of its own here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.helpers.programs.running import program_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A container has neither a sandbox nor a graphics card, and the browser must ask nobody but the service.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser until the block ends. Skips the test where it, or Playwright, is not installed."""
    api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: requirements-dev.txt has it")
    path = program_path("chromium", "chromium")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
