"""Drive Debian's Chromium with Playwright, whose own browsers are not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.helpers.programs.running import program_path

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A container has no sandbox and no graphics card, and the browser must connect to nothing but the service.
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
    """Start Chromium for the block. Skips the test if Chromium or Playwright is not installed."""
    api = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed; it is in requirements-dev.txt"
    )
    path = program_path("chromium", "chromium")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
