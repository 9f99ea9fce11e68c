"""Queries to a SPARQL endpoint, one at a time, with pauses between them. Answers are checked strictly.

References:
    https://www.w3.org/TR/sparql11-protocol/
    https://www.w3.org/TR/sparql11-results-json/
    https://www.mediawiki.org/wiki/Wikidata_Query_Service/User_Manual#Query_limits
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

import msgspec
from urllib3 import BaseHTTPResponse, Retry
from urllib3.exceptions import HTTPError, MaxRetryError

from training.dumps.http_connections import check_web_address, connection_pool, patient_retry
from training.errors import FetchError

logger = logging.getLogger(__name__)

JSON_RESULTS = "application/sparql-results+json"

_CONTENT_TYPES = (JSON_RESULTS, "application/json")
_BUSY_STATUSES = (408, 429, 502, 503)
_SERVER_ERROR, _GATEWAY_TIMEOUT = 500, 504
_REDIRECTS = range(300, 400)
_TIMEOUT_MARK = b"TimeoutException"
"""Blazegraph names this exception in errors, and after the rows that it had sent before the time was up."""
_MAX_ANSWER_BYTES = 64 << 20
_MAX_QUOTED_BYTES = 200


class QueryTimeoutError(FetchError):
    """The endpoint needs more time for the query than it allows."""


class _DamagedAnswerError(Exception):
    """The answer is incomplete, or the server failed. A later attempt may succeed."""


class _Term(msgspec.Struct):
    type: str
    value: str


class _Results(msgspec.Struct):
    bindings: list[dict[str, _Term]]


class _Answer(msgspec.Struct):
    results: _Results


class SparqlEndpoint:
    """A SPARQL endpoint, and how polite to be with it.

    After an answer it rests for as long as the answer took, so that it never uses more than half of what one client
    may use.

    Args:
        address: URL of the endpoint.
        user_agent: Sent with each request.
        timeout: Seconds without data after which a connection counts as lost.
        attempts: Maximum number of failures of one query.
        backoff: As in http_connections.patient_retry.
        pause: Minimum number of seconds between an answer and the next query.

    Raises:
        FetchError: The address is not an http or https URL.
    """

    def __init__(
        self,
        address: str,
        user_agent: str,
        *,
        timeout: float = 120.0,
        attempts: int = 6,
        backoff: float = 2.0,
        pause: float = 0.5,
    ) -> None:
        check_web_address(address)
        self.address = address
        self._user_agent = user_agent
        self._timeout, self._attempts, self._backoff, self._pause = timeout, attempts, backoff, pause
        self._rest = 0.0

    def select(self, query: str, variables: Sequence[str]) -> list[tuple[str, ...]]:
        """Return the values of the variables in each row.

        Raises:
            QueryTimeoutError: The query takes too long.
            FetchError: The endpoint cannot be reached, answers with an error, or its answer is invalid.
        """
        time.sleep(self._rest)
        started = time.monotonic()
        try:
            content = self._ask(query)
        finally:
            self._rest = max(self._pause, time.monotonic() - started)
        bindings = content.results.bindings
        if not all(variable in row for row in bindings for variable in variables):
            raise FetchError(self.address, f"the answer has rows without {' or '.join(variables)}")
        return [tuple(row[variable].value for variable in variables) for row in bindings]

    def _ask(self, query: str) -> _Answer:
        retry = patient_retry(self._attempts, self._backoff, _BUSY_STATUSES)
        while True:
            try:
                response = self._get(query, retry)
                return self._checked(response)
            except (HTTPError, _DamagedAnswerError) as error:
                retry = self._after_failure(retry, error)

    def _get(self, query: str, retry: Retry) -> BaseHTTPResponse:
        """Return the response. Redirects are not followed, because they may lead to another host."""
        try:
            return connection_pool(self.address).request(
                "GET",
                self.address,
                fields={"query": query},
                headers={"User-Agent": self._user_agent, "Accept": JSON_RESULTS},
                timeout=self._timeout,
                retries=retry,
                redirect=False,
                preload_content=False,
            )
        except MaxRetryError as error:
            raise FetchError(self.address, f"{error.reason} (after {self._attempts} attempts)") from error

    def _checked(self, response: BaseHTTPResponse) -> _Answer:
        try:
            body = response.read(_MAX_ANSWER_BYTES + 1, decode_content=True)
        finally:
            response.close()
        status = response.status
        if status in _REDIRECTS:
            location = response.headers.get("Location", "another address")
            raise FetchError(self.address, f"redirects to {location}; if you trust it, pass that address with --sparql")
        if status == _GATEWAY_TIMEOUT or _TIMEOUT_MARK in body:
            raise QueryTimeoutError(self.address, "the query takes longer than the endpoint allows")
        if status == _SERVER_ERROR:
            raise _DamagedAnswerError(f"HTTP status {status} {_quoted(body)}")
        if status != 200:
            raise FetchError(self.address, f"HTTP status {status} {_quoted(body)}".rstrip())
        if len(body) > _MAX_ANSWER_BYTES:
            raise FetchError(self.address, f"the answer is larger than {_MAX_ANSWER_BYTES >> 20} MB")
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind not in _CONTENT_TYPES:
            raise FetchError(self.address, f"answers with {kind or 'no content type'}, not {JSON_RESULTS}")
        try:
            return msgspec.json.decode(body, type=_Answer)
        except msgspec.ValidationError as error:
            raise FetchError(self.address, f"the answer is not {JSON_RESULTS}: {error}") from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise _DamagedAnswerError(f"the answer is damaged: {error}") from error

    def _after_failure(self, retry: Retry, error: Exception) -> Retry:
        """Wait before the next attempt, and return the remaining ones.

        Raises:
            FetchError: No attempts remain.
        """
        try:
            remaining = retry.increment("GET", self.address, error=HTTPError(str(error)))
        except MaxRetryError:
            raise FetchError(self.address, f"{error} (after {self._attempts} attempts)") from error
        seconds = remaining.get_backoff_time()
        logger.warning("%s: %s; trying again in %.0f s", self.address, error, seconds)
        remaining.sleep()
        return remaining


def _quoted(body: bytes) -> str:
    """Return the beginning of an error response in one line."""
    return " ".join(body[:_MAX_QUOTED_BYTES].decode("utf-8", "replace").split())
