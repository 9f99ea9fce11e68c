"""Requests to other servers, bounded in time and size."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import urllib3

from api.errors import FetchError, FetchTimeoutError
from api.serving.request_trace import current_trace
from api.settings.definitions import Config

_READ_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Download:
    """A file.

    Attributes:
        content_type: Its media type in lower case, without parameters; empty if the server does not say.
        content: Its content.
    """

    content_type: str
    content: bytes


class BoundedHttp:
    """Sends requests. It follows no redirect and does not retry: callers have a deadline.

    Args:
        config: The settings for requests to wikis.
    """

    def __init__(self, config: Config) -> None:
        self._timeout = config.mediawiki_timeout
        self._user_agent = config.mediawiki_user_agent
        self._pool = urllib3.PoolManager(num_pools=20, maxsize=config.max_concurrent_requests, retries=False)

    def get(
        self,
        asked: str,
        url: str,
        headers: Mapping[str, str],
        fields: Mapping[str, str] | None = None,
        *,
        max_bytes: int,
        deadline: float | None = None,
    ) -> Download:
        """Fetch a file.

        Args:
            asked: Who is asked, for messages.
            url: The address.
            headers: Headers of the request.
            fields: Parameters of the query string.
            max_bytes: The largest size of the file.
            deadline: When to give up, as a `time.monotonic()` value.

        Raises:
            FetchTimeoutError: If the server does not respond in time.
            FetchError: If the server cannot be reached, or its response is too large or has another status than 200.
        """
        return self._send("GET", asked, url, headers, {"fields": fields}, max_bytes, deadline)

    def post(
        self,
        asked: str,
        url: str,
        headers: Mapping[str, str],
        fields: Mapping[str, str],
        *,
        max_bytes: int,
        deadline: float | None = None,
    ) -> Download:
        """Send a form; see `get`. An address could be too short for its fields."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        body = {"body": urlencode(fields)}
        return self._send("POST", asked, url, {**headers, **form}, body, max_bytes, deadline)

    def _send(
        self,
        method: str,
        asked: str,
        url: str,
        headers: Mapping[str, str],
        content: Mapping[str, Any],
        max_bytes: int,
        deadline: float | None,
    ) -> Download:
        seconds = self._timeout if deadline is None else min(self._timeout, deadline - time.monotonic())
        if seconds <= 0:
            raise FetchTimeoutError("timeout", f"no time was left to ask {asked}")
        with current_trace.get().outgoing(method, url) as outgoing:
            headers = {**headers, "User-Agent": self._user_agent, **outgoing.headers}
            status, download = self._receive(method, asked, url, headers, content, max_bytes, seconds)
            outgoing.set_status(status)
        if status != 200:
            raise FetchError("status", f"{asked} answered with HTTP status {status}")
        return download

    def _receive(
        self,
        method: str,
        asked: str,
        url: str,
        headers: Mapping[str, str],
        content: Mapping[str, Any],
        max_bytes: int,
        seconds: float,
    ) -> tuple[int, Download]:
        """Send a request and read the response, whatever its status is."""
        end = time.monotonic() + seconds
        try:
            response = self._pool.request(
                method,
                url,
                **content,
                headers=headers,
                timeout=urllib3.Timeout(total=seconds),
                redirect=False,
                preload_content=False,
            )
            with response:
                body = _read(response, end, max_bytes)
        except urllib3.exceptions.NewConnectionError as error:  # a subclass of TimeoutError
            raise FetchError("connection", f"{asked} cannot be reached") from error
        except urllib3.exceptions.TimeoutError as error:
            raise FetchTimeoutError("timeout", f"{asked} did not answer in {seconds:.2f} s") from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise FetchError("connection", f"{asked} cannot be reached: {type(error).__name__}") from error
        content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return response.status, Download(content_type, body)


def _read(response: urllib3.BaseHTTPResponse, end: float, max_bytes: int) -> bytes:
    """Read the body. urllib3's timeout applies to each read, so a slow response needs its own limit."""
    parts, size = [], 0
    while part := response.read1(_READ_BYTES):
        parts.append(part)
        size += len(part)
        if size > max_bytes:
            raise FetchError("size", f"the answer has more than {max_bytes} bytes")
        if time.monotonic() > end:
            raise FetchTimeoutError("timeout", "the answer did not end in time")
    return b"".join(parts)
