"""MediaWiki's Action API as a source of pages: one request at a time, with pauses when the wiki asks for them.

References:
    https://www.mediawiki.org/wiki/API:Etiquette
    https://www.mediawiki.org/wiki/Manual:Maxlag_parameter
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from urllib3 import BaseHTTPResponse, PoolManager, Retry
from urllib3.exceptions import HTTPError, MaxRetryError

from training.dumps.http_connections import TRANSIENT_STATUSES, check_web_address, connection_pool, patient_retry
from training.errors import FetchError

logger = logging.getLogger(__name__)

MAX_LAG = "5"
"""Seconds. The wiki refuses a request while its replicas lag behind by more."""
_PAGES = "50"
_BUSY = ("maxlag", "ratelimited", "readonly")
_PAUSE_SECONDS, _MAX_PAUSE_SECONDS = 5.0, 300.0
_OK = 200
_GENERATOR = {"gapcontinue", "continue"}
"""The members of a position at which the properties of all pages so far are complete."""

Continue = Mapping[str, str]
"""The parameters that continue a query. They are empty at its start."""


@dataclass(frozen=True, slots=True)
class PageBatch:
    """The answer to one request.

    Attributes:
        export: The pages as an XML export, or "" if the batch before has had them.
        properties: (page id, property, value) of these pages.
        following: What continues the query, or None after the last batch.
    """

    export: str
    properties: tuple[tuple[int, str, str], ...]
    following: Continue | None


@dataclass(frozen=True, slots=True)
class ActionApi:
    """The API of one wiki.

    Attributes:
        address: The URL of its api.php.
        user_agent: Sent with each request. It should name a way to contact the operator.
        attempts: Maximum number of failures in a row.
        timeout: Seconds without data after which a connection counts as lost.
        sleep: Waits for a number of seconds.

    Raises:
        FetchError: The address is not an http or https URL.
    """

    address: str
    user_agent: str
    attempts: int = 6
    timeout: float = 120.0
    sleep: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        check_web_address(self.address)

    def pages(self, namespace: int, start: Continue) -> Iterator[PageBatch]:
        """Yield the pages of a namespace in order of title, redirects included.

        Args:
            namespace: The number of the namespace.
            start: The parameters with which to continue.

        Raises:
            FetchError: The wiki cannot be reached, answers with an error, or is not a MediaWiki.
        """
        query = {
            "action": "query",
            "generator": "allpages",
            "gapnamespace": str(namespace),
            "gaplimit": _PAGES,
            "export": "1",
            "prop": "pageprops",
            "ppprop": "disambiguation|wikibase_item",
        }
        position: Continue | None = start
        exported = start.get("gapcontinue", "") if start.keys() - _GENERATOR else None
        with connection_pool(self.address) as connections:
            while position is not None:
                answer = self._ask(connections, {**query, **position})
                # Properties that do not fit into one answer continue, with the same pages.
                place = position.get("gapcontinue", "")
                yield self._batch(answer, repeated=exported == place)
                exported, position = place, answer.get("continue")

    def _batch(self, answer: Mapping[str, Any], *, repeated: bool) -> PageBatch:
        found = answer.get("query", {})
        properties = [
            (int(page["pageid"]), str(name), str(value))
            for page in found.get("pages", [])
            for name, value in page.get("pageprops", {}).items()
        ]
        export = found.get("export")
        if not isinstance(export, str):
            raise FetchError(self.address, "the answer has no export; MediaWiki 1.31 or later is needed")
        return PageBatch("" if repeated else export, tuple(properties), answer.get("continue"))

    def _ask(self, connections: PoolManager, parameters: Mapping[str, str]) -> dict[str, Any]:
        """Return the answer to a query. Waits if the wiki is busy."""
        fields = {**parameters, "format": "json", "formatversion": "2", "maxlag": MAX_LAG}
        for attempt in range(self.attempts):
            response = self._request(connections, fields)
            answer = self._parse(response)
            error = answer.get("error")
            if error is None:
                return answer
            code, reason = str(error.get("code")), str(error.get("info"))
            if code not in _BUSY:
                raise FetchError(self.address, f"the API answers {code}: {reason}")
            pause = _pause(response, attempt)
            logger.warning("%s: %s (%s); trying again in %.0f s", self.address, code, reason, pause)
            self.sleep(pause)
        raise FetchError(self.address, f"the wiki is busy ({code}, after {self.attempts} attempts); try again later")

    def _request(self, connections: PoolManager, fields: Mapping[str, str]) -> BaseHTTPResponse:
        headers = {"User-Agent": self.user_agent, "Accept-Encoding": "gzip"}
        retry: Retry = patient_retry(self.attempts, 2.0, TRANSIENT_STATUSES)
        try:
            return connections.request(
                "GET", self.address, fields=dict(fields), headers=headers, timeout=self.timeout, retries=retry
            )
        except MaxRetryError as error:
            reason = f"{error.reason} (after {self.attempts} attempts); run the command again to continue"
            raise FetchError(self.address, reason) from error
        except HTTPError as error:
            raise FetchError(self.address, str(error)) from error

    def _parse(self, response: BaseHTTPResponse) -> dict[str, Any]:
        if response.status != _OK:
            raise FetchError(self.address, f"HTTP status {response.status} {response.reason or ''}".rstrip())
        try:
            answer = json.loads(response.data)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise FetchError(self.address, "does not answer as MediaWiki's API; give the URL that ends in api.php")
        return answer


def _pause(response: BaseHTTPResponse, attempt: int) -> float:
    """Return the seconds that the answer asks to wait, or a growing pause."""
    wanted = response.headers.get("Retry-After", "")
    seconds = float(wanted) if wanted.isdigit() else _PAUSE_SECONDS * 2**attempt
    return min(seconds, _MAX_PAUSE_SECONDS)
