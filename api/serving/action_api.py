"""Fetching an article from its wiki: the current revision or a given one, through MediaWiki's action API.

References:
    https://www.mediawiki.org/wiki/API:Revisions
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from api.errors import (
    BodyError,
    FetchError,
    PageMissingError,
    PageUnsuitableError,
    ParameterError,
)
from api.serving.api_address import OFF, own_api_url
from api.serving.bounded_http import BoundedHttp, Download
from api.settings.definitions import Config
from linking.response import Page
from linking.text.titles import Site

MAX_RESPONSE_BYTES = 32 << 20
"""MediaWiki limits an article to 2 MiB, which JSON escapes can make six times as long."""

# The documentation omits these codes. MediaWiki 1.39 answers with them if the revision does not exist.
_NO_SUCH_REVISION = ("badid_rvstartid", "badid_rvendid")


class _Slot(msgspec.Struct):
    contentmodel: str = ""
    content: str | None = None
    texthidden: bool = False


class _Slots(msgspec.Struct):
    main: _Slot


class _Revision(msgspec.Struct):
    revid: int
    slots: _Slots
    timestamp: str = ""


class _Page(msgspec.Struct):
    title: str
    pageid: int = 0
    lastrevid: int | None = None
    invalid: bool = False
    invalidreason: str = ""
    missing: bool = False
    redirect: bool = False
    revisions: list[_Revision] = []


class _Query(msgspec.Struct):
    pages: list[_Page] = []
    interwiki: list[Any] = []


class _Error(msgspec.Struct):
    code: str


class _Response(msgspec.Struct):
    """The response of `action=query` with `formatversion=2`, as far as the service reads it."""

    query: _Query = msgspec.field(default_factory=_Query)
    error: _Error | None = None


class ActionApi:
    """A client of the wikis' action APIs. It sends requests only to the address of the wiki: it follows no redirect.

    It does not retry: the caller has a deadline, and an error tells it to come again later.

    Attributes:
        pattern: The setting MEDIAWIKI_API_URL.
        proxy: The setting MEDIAWIKI_PROXY_URL.
    """

    def __init__(self, config: Config) -> None:
        self.pattern = config.mediawiki_api_url
        self.proxy = config.mediawiki_proxy_url.rstrip("/")
        self._http = BoundedHttp(config)

    def address(self, site: Site) -> tuple[str, str]:
        """Return the URL to which to send a wiki's requests, and their `Host` header.

        Raises:
            BodyError: If the service is not to ask wikis, so that the request must have the text.
            FetchError: If the address is unknown.
        """
        url = own_api_url(self.pattern, site)
        if self.pattern == OFF:
            raise BodyError("wikitext", "is missing, and this service fetches no articles")
        if url is None:
            raise FetchError(
                "address", f"the address of the API of {site.wiki} is unknown; MEDIAWIKI_API_URL can set it"
            )
        parts = urlsplit(url)
        if self.proxy:
            url = self.proxy + parts.path + (f"?{parts.query}" if parts.query else "")
        return url, parts.netloc

    def fetch(self, site: Site, title: str, revision: int | None = None, deadline: float | None = None) -> Page:
        """Fetch a page.

        Args:
            site: The wiki.
            title: The page's title.
            revision: Revision to fetch; the current one by default.
            deadline: When to give up, as a `time.monotonic()` value.

        Raises:
            BodyError: If the service is not to ask wikis.
            PageMissingError: If the wiki has no such page or revision.
            PageUnsuitableError: If the page is a redirect or not wikitext.
            ParameterError: If the title is invalid on this wiki.
            FetchTimeoutError: If the API does not respond in time.
            FetchError: If the API cannot be reached or its response is unusable.
        """
        fields = {
            "action": "query",
            "prop": "info|revisions",
            "titles": title,
            "rvslots": "main",
            "rvprop": "ids|timestamp|content|contentmodel",
            "format": "json",
            "formatversion": "2",
        }
        if revision is not None:
            fields |= {"rvstartid": str(revision), "rvendid": str(revision), "rvlimit": "1"}
        response = _decode(self.get(site, fields, deadline), site.wiki)
        if response.error is not None:
            if response.error.code in _NO_SUCH_REVISION:
                raise PageMissingError("the wiki has no such revision")
            raise FetchError("api", f"the API of {site.wiki} answered with the error {response.error.code!r:.60}")
        return _page(response.query, title, revision)

    def get(self, site: Site, fields: Mapping[str, str], deadline: float | None = None) -> bytes:
        """Send a request to a wiki's API.

        Args:
            site: The wiki.
            fields: The parameters.
            deadline: When to give up, as a `time.monotonic()` value.

        Returns:
            The body of the response.

        Raises:
            BodyError: If the service is not to ask wikis.
            FetchTimeoutError: If the API does not respond in time.
            FetchError: If the API cannot be reached or its response has another status than 200.
        """
        url, host = self.address(site)
        headers = {"Host": host, "Accept": "application/json"}
        asked = f"the API of {site.wiki}"
        return self._http.get(asked, url, headers, fields, max_bytes=MAX_RESPONSE_BYTES, deadline=deadline).content

    def post(self, site: Site, fields: Mapping[str, str], deadline: float | None = None) -> bytes:
        """Send parameters that may be too long for an address; see `get`."""
        url, host = self.address(site)
        headers = {"Host": host, "Accept": "application/json"}
        asked = f"the API of {site.wiki}"
        return self._http.post(asked, url, headers, fields, max_bytes=MAX_RESPONSE_BYTES, deadline=deadline).content

    def download(self, url: str, max_bytes: int, deadline: float | None = None) -> Download:
        """Fetch a file. The caller answers for the address.

        Raises:
            FetchTimeoutError: If the host does not respond in time.
            FetchError: If the host cannot be reached, or its response is too large or has another status than 200.
        """
        return self._http.get("the host of the file", url, {"Accept": "*/*"}, max_bytes=max_bytes, deadline=deadline)


def _decode(body: bytes, wiki: str) -> _Response:
    try:
        return msgspec.json.decode(body, type=_Response)
    except msgspec.ValidationError as error:
        raise FetchError("format", f"the JSON object that the API of {wiki} answered with is wrong: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FetchError("format", f"the API of {wiki} did not answer with JSON") from error


def _page(query: _Query, title: str, revision: int | None) -> Page:
    if query.interwiki:
        raise PageMissingError(f"{title} is a page of another wiki")
    if not query.pages:
        raise FetchError("format", "the API's answer has no page")
    page = query.pages[0]
    if page.invalid:
        raise ParameterError("title", f"is not one that a page can have: {page.invalidreason}")
    if page.missing:
        raise PageMissingError(f"there is no page {page.title}")
    if page.redirect and revision in (None, page.lastrevid):
        raise PageUnsuitableError(f"{page.title} is a redirect; ask for the page that it leads to", "redirect")
    if not page.revisions:
        raise PageMissingError(f"{page.title} has no revision {revision}" if revision else f"{page.title} has no text")
    found = page.revisions[0]
    slot = found.slots.main
    if slot.texthidden:
        raise PageMissingError(f"the text of {page.title} at revision {found.revid} is hidden")
    if slot.contentmodel != "wikitext":
        raise PageUnsuitableError(f"{page.title} is not wikitext but {slot.contentmodel}", "not-wikitext")
    if slot.content is None:
        raise FetchError("format", "the API's answer has no text")
    return Page(page.title, page.pageid, found.revid, slot.content, found.timestamp)
