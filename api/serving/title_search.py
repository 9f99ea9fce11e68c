"""Titles of a wiki that begin with what somebody types, from the wiki's action API, remembered for a short time.

References:
    https://www.mediawiki.org/wiki/API:Prefixsearch
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence

import msgspec

from api.errors import FetchError
from api.serving.action_api import ActionApi
from linking.text.titles import Site

MAX_TITLES = 8
MAX_PREFIX_LENGTH = 100
MAX_REMEMBERED, REMEMBERED_SECONDS = 1000, 300.0
"""Number of searches whose titles a worker remembers, and for how long."""


class _Found(msgspec.Struct):
    title: str


class _Query(msgspec.Struct):
    prefixsearch: list[_Found] = []


class _Response(msgspec.Struct):
    query: _Query = msgspec.field(default_factory=_Query)


class TitleSearch:
    """Searches titles. Thread-safe.

    Args:
        action_api: Asks the wikis.
    """

    def __init__(self, action_api: ActionApi) -> None:
        self._action_api = action_api
        self._remembered: OrderedDict[tuple[str, str], tuple[float, Sequence[str]]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, site: Site, prefix: str, deadline: float | None = None) -> Sequence[str]:
        """Return up to MAX_TITLES titles of articles, the best first.

        Args:
            site: The wiki.
            prefix: The beginning of the titles. The wiki decides what it ignores, such as case or a missing accent.
            deadline: When to give up, as a `time.monotonic()` value.

        Raises:
            BodyError: If the service is not to ask wikis.
            FetchError: If the API cannot be reached or its response is unusable.
        """
        key = site.wiki, " ".join(prefix.replace("_", " ").split())[:MAX_PREFIX_LENGTH]
        if not key[1]:
            return ()
        titles = self._recall(key)
        if titles is None:
            titles = self._ask(site, key[1], deadline)
            self._remember(key, titles)
        return titles

    def _recall(self, key: tuple[str, str]) -> Sequence[str] | None:
        with self._lock:
            until, titles = self._remembered.get(key, (0.0, ()))
        return titles if time.monotonic() < until else None

    def _remember(self, key: tuple[str, str], titles: Sequence[str]) -> None:
        with self._lock:
            self._remembered[key] = time.monotonic() + REMEMBERED_SECONDS, titles
            self._remembered.move_to_end(key)
            if len(self._remembered) > MAX_REMEMBERED:
                self._remembered.popitem(last=False)

    def _ask(self, site: Site, prefix: str, deadline: float | None) -> Sequence[str]:
        fields = {
            "action": "query",
            "list": "prefixsearch",
            "pssearch": prefix,
            "psnamespace": "0",
            "pslimit": str(MAX_TITLES),
            "format": "json",
            "formatversion": "2",
        }
        body = self._action_api.get(site, fields, deadline)
        try:
            found = msgspec.json.decode(body, type=_Response).query.prefixsearch
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise FetchError("format", f"the API of {site.wiki} did not answer with a list of titles") from error
        return tuple(one.title for one in found[:MAX_TITLES])
