"""Asking a wiki whether articles that are to be linked still exist, and where those that were moved are now.

References:
    https://www.mediawiki.org/wiki/API:Query#Resolving_redirects
    https://www.mediawiki.org/wiki/Extension:Disambiguator
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from api.errors import FetchError
from api.serving.action_api import ActionApi
from linking.text.titles import Site

TITLES_PER_REQUEST = 50
"""MediaWiki's limit for clients without special rights."""

_MAX_CONTINUATIONS = 20
_MAX_REDIRECTS = 10
_DISAMBIGUATION = "disambiguation"


class _Page(msgspec.Struct):
    title: str
    ns: int = 0
    missing: bool = False
    invalid: bool = False
    pageprops: dict[str, str] = {}


class _Step(msgspec.Struct, rename={"source": "from", "target": "to"}):
    source: str
    target: str


class _Query(msgspec.Struct):
    normalized: list[_Step] = []
    redirects: list[_Step] = []
    pages: list[_Page] = []


class _Error(msgspec.Struct):
    code: str


class _Response(msgspec.Struct, rename={"continuation": "continue"}):
    query: _Query = msgspec.field(default_factory=_Query)
    continuation: dict[str, Any] = {}
    error: _Error | None = None


class TargetCheck:
    """Looks up titles on their wiki.

    Args:
        action_api: Asks the wikis.
    """

    def __init__(self, action_api: ActionApi) -> None:
        self._action_api = action_api

    def look_up(self, site: Site, titles: Sequence[str], deadline: float) -> Mapping[str, str | None]:
        """Return the article that each title leads to on the wiki now.

        Args:
            site: The wiki.
            titles: The titles, each once.
            deadline: When to give up, as a `time.monotonic()` value.

        Returns:
            By title: the title of the article, which differs if the page was moved or is a redirect. None if there is
            no such article: the page is missing, a disambiguation page, or in another namespace.

        Raises:
            FetchError: If the wiki's API cannot be reached or its response is unusable.
        """
        found: dict[str, str | None] = {}
        for start in range(0, len(titles), TITLES_PER_REQUEST):
            some = titles[start : start + TITLES_PER_REQUEST]
            answer = _Answer()
            for response in self._ask(site, some, deadline):
                answer.add(response)
            found.update((title, answer.article(title)) for title in some)
        return found

    def _ask(self, site: Site, titles: Sequence[str], deadline: float) -> Iterator[_Query]:
        """Yield the responses to one question, which MediaWiki may divide."""
        fields = {
            "action": "query",
            "titles": "|".join(titles),
            "redirects": "1",
            "prop": "pageprops",
            "ppprop": _DISAMBIGUATION,
            "format": "json",
            "formatversion": "2",
        }
        for _ in range(_MAX_CONTINUATIONS):
            response = _decode(self._action_api.post(site, fields, deadline), site.wiki)
            yield response.query
            if not response.continuation:
                return
            fields |= {name: str(value) for name, value in response.continuation.items()}
        raise FetchError("format", f"the API of {site.wiki} does not come to an end")


class _Answer:
    """What the responses say together."""

    def __init__(self) -> None:
        self._steps: dict[str, str] = {}
        self._pages: dict[str, _Page] = {}
        self._disambiguation: set[str] = set()

    def add(self, query: _Query) -> None:
        """Add a response."""
        self._steps.update((step.source, step.target) for step in (*query.normalized, *query.redirects))
        for page in query.pages:
            self._pages[page.title] = page
            if _DISAMBIGUATION in page.pageprops:
                self._disambiguation.add(page.title)

    def article(self, title: str) -> str | None:
        """Return the article that a title leads to, or None."""
        for _ in range(_MAX_REDIRECTS):
            if title not in self._steps:
                break
            title = self._steps[title]
        page = self._pages.get(title)
        if page is None or page.missing or page.invalid or page.ns != 0 or title in self._disambiguation:
            return None
        return title


def _decode(body: bytes, wiki: str) -> _Response:
    try:
        response = msgspec.json.decode(body, type=_Response)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FetchError("format", f"the API of {wiki} did not answer with a list of pages") from error
    if response.error is not None:
        raise FetchError("api", f"the API of {wiki} answered with the error {response.error.code!r:.60}")
    if not response.query.pages and not response.continuation:
        raise FetchError("format", f"the answer of the API of {wiki} has no pages")
    return response
