"""What a page waits for, held back until a test releases it, so that a test decides in which order things end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

_REQUESTS = """pattern => {
  const held = window.held = [];
  const ask = window.fetch;
  window.fetch = (address, options) => {
    const answer = ask(address, options).then(async (response) => new Response(await response.text(), response));
    answer.catch(() => {}); // of one that is aborted and never released
    if (!String(address).includes(pattern)) return answer;
    return new Promise((resolve, reject) => {
      options?.signal?.addEventListener("abort", () => reject(options.signal.reason));
      held.push(() => answer.then(resolve, reject));
    });
  };
}"""
_FILES = """() => {
  const held = window.held = [];
  for (const name of ["arrayBuffer", "text"]) {
    const read = Blob.prototype[name];
    Blob.prototype[name] = function () {
      return new Promise((resolve, reject) => held.push(() => read.call(this).then(resolve, reject)));
    };
  }
}"""
_WAIT = """count => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error(`${window.held.length} of ${count} are held`)), 20_000);
  const look = () => (window.held.length >= count ? resolve() : setTimeout(look, 5));
  look();
})"""
_RELEASE = """async place => {
  window.held.splice(place, 1)[0]();
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setTimeout(resolve)); // the page goes on
}"""


@dataclass(frozen=True)
class Held:
    """What a page waits for, in the order in which it began to wait."""

    page: Page

    def wait(self, count: int = 1) -> None:
        """Wait until the page waits for so many things."""
        self.page.evaluate(_WAIT, count)

    def release(self, place: int = 0) -> None:
        """Let the page have one of them, and do what follows from it."""
        self.wait(place + 1)
        self.page.evaluate(_RELEASE, place)


def hold_requests(page: Page, pattern: str) -> Held:
    """Hold the answers to requests whose address contains the pattern. Requests that the page aborts end at once."""
    page.evaluate(_REQUESTS, pattern)
    return Held(page)


def hold_files(page: Page) -> Held:
    """Hold the content of files and other blobs."""
    page.evaluate(_FILES)
    return Held(page)
