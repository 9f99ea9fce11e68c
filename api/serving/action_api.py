"""An article as its wiki has it now, or had it at one revision: from MediaWiki's action API.

https://www.mediawiki.org/wiki/API:Revisions
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import urllib3

from api.errors import FetchError, FetchTimeoutError, PageMissingError, PageUnsuitableError, ParameterError
from api.settings.config import Config
from linking.response import Page

LARGEST_ANSWER = 32 << 20
"""Bytes; MediaWiki's articles have at most 2 MiB, which JSON can make six times as long."""

# https://www.mediawiki.org/wiki/API:Revisions says nothing of these; MediaWiki 1.39 answers so to unknown revisions.
_NO_SUCH_REVISION = ("badid_rvstartid", "badid_rvendid")

# Domains that are not the database name without "wiki" and with hyphens.
_DOMAINS = {"be-x-old": "be-tarask"}


class ActionApi:
    """Fetches from the configured address pattern and nowhere else: no redirect is followed."""

    def __init__(self, config: Config) -> None:
        self._pattern = config.mediawiki_api_url
        self._proxy = config.mediawiki_proxy_url.rstrip("/")
        self._timeout = config.mediawiki_timeout
        self._agent = config.mediawiki_user_agent
        self._pool = urllib3.PoolManager(num_pools=20, maxsize=config.max_concurrent_requests, retries=False)

    def address(self, wiki: str) -> tuple[str, str]:
        """Where the wiki's API is: the address to send to, and the host that is meant.

        wiki: a database name that has been checked.
        """
        code = wiki.removesuffix("wiki").replace("_", "-")
        url = self._pattern.replace("{domain}", _DOMAINS.get(code, code)).replace("{wiki}", wiki)
        parts = urlsplit(url)
        if self._proxy:
            url = self._proxy + parts.path + (f"?{parts.query}" if parts.query else "")
        return url, parts.netloc

    def fetch(self, wiki: str, title: str, revision: int | None = None, deadline: float | None = None) -> Page:
        """The page's wikitext. deadline: a `time.monotonic()` value.

        Raises PageMissingError, PageUnsuitableError, ParameterError, FetchTimeoutError, FetchError.
        """
        fields = {
            "action": "query",
            "prop": "info|revisions",
            "titles": title,
            "rvslots": "main",
            "rvprop": "ids|content|contentmodel",
            "rvlimit": "1",
            "format": "json",
            "formatversion": "2",
        }
        if revision is not None:
            fields |= {"rvstartid": str(revision), "rvendid": str(revision)}
        else:
            del fields["rvlimit"]  # only allowed where one page's history is asked for
        return _page(self._ask(wiki, fields, deadline), title, revision)

    def _ask(self, wiki: str, fields: Mapping[str, str], deadline: float | None) -> Mapping[str, Any]:
        url, host = self.address(wiki)
        seconds = self._timeout if deadline is None else min(self._timeout, deadline - time.monotonic())
        if seconds <= 0:
            raise FetchTimeoutError("timeout", "no time was left to ask the wiki's API")
        end = time.monotonic() + seconds
        try:
            response = self._pool.request(
                "GET",
                url,
                fields=fields,
                headers={"Host": host, "User-Agent": self._agent, "Accept": "application/json"},
                timeout=urllib3.Timeout(total=seconds),
                redirect=False,
                preload_content=False,
            )
            with response:
                status, body = response.status, _read(response, end)
        except urllib3.exceptions.NewConnectionError as error:  # a kind of timeout to urllib3
            raise FetchError("connection", f"the API of {wiki} cannot be reached") from error
        except urllib3.exceptions.TimeoutError as error:
            raise FetchTimeoutError("timeout", f"the API of {wiki} did not answer in {seconds:.2f} s") from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise FetchError("connection", f"the API of {wiki} cannot be reached: {type(error).__name__}") from error
        if status != 200:
            raise FetchError("status", f"the API of {wiki} answered with HTTP status {status}")
        return _object(body, wiki)


def _read(response: urllib3.BaseHTTPResponse, end: float) -> bytes:
    """The body. The request's timeout holds for each read alone, so that a slow trickle needs a bound of its own."""
    parts, size = [], 0
    while part := response.read1(1 << 16):
        parts.append(part)
        size += len(part)
        if size > LARGEST_ANSWER:
            raise FetchError("size", f"the API's answer has more than {LARGEST_ANSWER} bytes")
        if time.monotonic() > end:
            raise FetchTimeoutError("timeout", "the API's answer did not end in time")
    return b"".join(parts)


def _object(body: bytes, wiki: str) -> Mapping[str, Any]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FetchError("format", f"the API of {wiki} did not answer with JSON") from error
    if not isinstance(answer, dict):
        raise FetchError("format", f"the API of {wiki} did not answer with a JSON object")
    if "error" in answer:
        told = answer["error"]
        code = told.get("code") if isinstance(told, dict) else None
        if code in _NO_SUCH_REVISION:
            raise PageMissingError("the wiki has no such revision")
        raise FetchError("api", f"the API of {wiki} answered with the error {code!r:.60}")
    return answer


def _page(answer: Mapping[str, Any], title: str, revision: int | None) -> Page:
    query = answer.get("query", {})
    if query.get("interwiki"):
        raise PageMissingError(f"{title} is a page of another wiki")
    try:
        page = query["pages"][0]
        shown = page["title"]
        if page.get("invalid"):
            raise ParameterError("title", f"is not one that a page can have: {page.get('invalidreason', '')}")
        if page.get("missing"):
            raise PageMissingError(f"there is no page {shown}")
        if page.get("redirect") and revision in (None, page.get("lastrevid")):
            raise PageUnsuitableError(f"{shown} is a redirect; ask for the page that it leads to", "redirect")
        revisions = page.get("revisions")
        if not revisions:
            raise PageMissingError(f"{shown} has no revision {revision}" if revision else f"{shown} has no text")
        return _wikitext(shown, page["pageid"], revisions[0])
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise FetchError("format", f"the API's answer lacks {error}") from error


def _wikitext(title: str, pageid: int, revision: Mapping[str, Any]) -> Page:
    slot = revision["slots"]["main"]
    if slot.get("texthidden"):
        raise PageMissingError(f"the text of {title} at revision {revision['revid']} is hidden")
    model = slot["contentmodel"]
    if model != "wikitext":
        raise PageUnsuitableError(f"{title} is not wikitext but {model}", "not-wikitext")
    content = slot["content"]
    if not isinstance(content, str):
        raise TypeError("text")
    return Page(title, pageid, revision["revid"], content)
