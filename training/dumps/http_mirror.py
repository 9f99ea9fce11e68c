"""Files from a web server that may be slow, busy or cut the connection: small ones whole, large ones resumably."""

from __future__ import annotations

import http.client
import logging
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from training.errors import FetchError

logger = logging.getLogger(__name__)

_CHUNK = 1 << 20
_LARGEST_SMALL_FILE = 64 << 20
_LONGEST_PAUSE = 300.0
_TRY_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_NOT_SATISFIABLE = 416
_PARTIAL_CONTENT = 206
_NOT_FOUND = 404
_FAILURES = (URLError, http.client.HTTPException, ConnectionError, TimeoutError, ssl.SSLError)


class _ConnectionLostError(ConnectionError):
    """The server ended the answer before the length that it had announced."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """A web server, and how patient to be with it.

    timeout: seconds without a byte. attempts: failures in a row, without a byte in between, until giving up.
    backoff: seconds before the second attempt, doubled before each further one.
    """

    address: str
    user_agent: str
    timeout: float = 60.0
    attempts: int = 6
    backoff: float = 2.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise FetchError(self.address, "is not an http:// or https:// address")

    def read(self, path: str) -> bytes | None:
        """A small file's content; None where there is no such file. Raises FetchError."""
        address = self._address(path)
        for attempt in range(1, self.attempts + 1):
            try:
                with self._open(address, 0) as response:
                    return _whole(response)
            except _FAILURES as error:
                if _status(error) == _NOT_FOUND:
                    return None
                self._pause(address, error, attempt)
        raise AssertionError

    def download(self, path: str, target: Path, progress: Callable[[int], None]) -> None:
        """Get a file into `target`, going on behind what is there already. Raises FetchError.

        progress: called with the size of the file so far.
        """
        address = self._address(path)
        attempt = 0
        while True:
            size = target.stat().st_size if target.exists() else 0
            try:
                self._append(address, target, size, progress)
            except _FAILURES as error:
                grown = target.exists() and target.stat().st_size > size
                attempt = 1 if grown else attempt + 1
                self._pause(address, error, attempt)
            else:
                return

    def _append(self, address: str, target: Path, size: int, progress: Callable[[int], None]) -> None:
        try:
            with self._open(address, size) as response:
                _write(response, target, size, progress)
        except HTTPError as error:
            if error.code != _NOT_SATISFIABLE or not size:
                raise
            # whole already, or a rest of another file: its checksum tells

    def _address(self, path: str) -> str:
        return f"{self.address.rstrip('/')}/{path}"

    @contextmanager
    def _open(self, address: str, start: int) -> Iterator[Any]:
        headers = {"User-Agent": self.user_agent}
        if start:
            headers["Range"] = f"bytes={start}-"
        request = Request(address, headers=headers)  # noqa: S310 - the scheme was checked above
        try:
            with urlopen(request, timeout=self.timeout) as response:  # noqa: S310
                yield response
        except HTTPError as error:
            error.close()  # it holds the connection
            raise

    def _pause(self, address: str, error: Exception, attempt: int) -> None:
        """Wait before the next attempt. Raises FetchError where there is no sense in one."""
        status = _status(error)
        if (status is not None and status not in _TRY_AGAIN) or attempt >= self.attempts:
            raise FetchError(address, str(error) or type(error).__name__) from error
        seconds = min(_LONGEST_PAUSE, max(self.backoff * 2 ** (attempt - 1), _retry_after(error)))
        logger.warning("%s: %s; trying again in %.0f s", address, error, seconds)
        time.sleep(seconds)


def _whole(response: Any) -> bytes:
    content = bytes(response.read(_LARGEST_SMALL_FILE))
    if response.length:  # what is still to come
        raise _ConnectionLostError(f"connection lost after {len(content)} bytes")
    return content


def _write(response: Any, target: Path, size: int, progress: Callable[[int], None]) -> None:
    resumed = response.status == _PARTIAL_CONTENT
    done = size if resumed else 0
    expected = response.length  # of this answer; None where the server does not say
    received = 0
    with target.open("ab" if resumed else "wb") as file:
        while chunk := response.read1(_CHUNK):
            file.write(chunk)
            received += len(chunk)
            progress(done + received)
    if expected is not None and received < expected:
        raise _ConnectionLostError(f"connection lost after {done + received} bytes")


def _status(error: Exception) -> int | None:
    return error.code if isinstance(error, HTTPError) else None


def _retry_after(error: Exception) -> float:
    """The seconds that a busy server asks to wait; 0 where it does not (or names a date, which is rare)."""
    value = error.headers.get("Retry-After", "") if isinstance(error, HTTPError) else ""
    return float(value) if value.isdigit() else 0.0
