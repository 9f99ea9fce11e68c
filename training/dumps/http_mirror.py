"""Downloads from a web server that may be slow or busy and may drop connections. Large downloads are resumed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from urllib3 import BaseHTTPResponse, PoolManager, Retry
from urllib3.exceptions import HTTPError, MaxRetryError

from linking.bundle.atomic_files import naming_file
from training.dumps.http_connections import TRANSIENT_STATUSES, check_web_address, connection_pool, patient_retry
from training.errors import FetchError

logger = logging.getLogger(__name__)

_BLOCK_BYTES = 1 << 20
_MAX_SMALL_FILE_BYTES = 64 << 20
_OK, _PARTIAL_CONTENT, _NOT_FOUND, _RANGE_NOT_SATISFIABLE = 200, 206, 404, 416


@dataclass(frozen=True, slots=True)
class Mirror:
    """A web server with dumps, and how patient to be with it.

    Attributes:
        address: URL of the directory with the wikis' directories.
        user_agent: Sent with each request.
        timeout: Seconds without data after which a connection counts as lost.
        attempts: Maximum number of failures in a row. Received data resets the count.
        backoff: The second attempt follows at once, the third after twice this number of seconds, and each further one
            after twice as long.

    Raises:
        FetchError: The address is not an http or https URL.
    """

    address: str
    user_agent: str
    timeout: float = 60.0
    attempts: int = 6
    backoff: float = 2.0

    def __post_init__(self) -> None:
        check_web_address(self.address)

    def read(self, path: str) -> bytes | None:
        """Return the content of a small file, or None if the server does not have it.

        Raises:
            FetchError: The server cannot be reached, answers with an error, or sends more than 64 MB.
        """
        url = self._url(path)
        retry = self._fresh_retry()
        with connection_pool(self.address) as connections:
            while True:
                response = self._get(connections, url, retry)
                if response.status == _NOT_FOUND:
                    return None
                _check_status(url, response)
                try:
                    content = response.read(_MAX_SMALL_FILE_BYTES + 1, decode_content=True)
                except HTTPError as error:
                    retry = _after_lost_connection(response.retries or retry, url, 0, error)
                    continue
                if len(content) > _MAX_SMALL_FILE_BYTES:
                    raise FetchError(url, f"is larger than {_MAX_SMALL_FILE_BYTES >> 20} MB")
                return content

    def download(self, path: str, target: Path, progress: Callable[[int], None]) -> None:
        """Download a file, after what `target` already has of it.

        Args:
            path: Path of the file, relative to the address.
            target: Local file to append to.
            progress: Called with the size of the local file after each block.

        Raises:
            FetchError: The server cannot be reached, or answers with an error.
            OSError: The local file cannot be written.
        """
        url = self._url(path)
        retry = self._fresh_retry()
        with connection_pool(self.address) as connections:
            while True:
                start = _size(target)
                response = self._get(connections, url, retry, start=start)
                if response.status == _RANGE_NOT_SATISFIABLE and start:
                    return  # complete, or part of another file: the caller compares the checksum
                _check_status(url, response)
                try:
                    _append(response, target, start, progress)
                except HTTPError as error:
                    retry = self._fresh_retry() if _size(target) > start else response.retries or retry
                    retry = _after_lost_connection(retry, url, _size(target), error)
                else:
                    return

    def _url(self, path: str) -> str:
        return f"{self.address.rstrip('/')}/{path}"

    def _fresh_retry(self) -> Retry:
        return patient_retry(self.attempts, self.backoff, TRANSIENT_STATUSES)

    def _get(self, connections: PoolManager, url: str, retry: Retry, *, start: int = 0) -> BaseHTTPResponse:
        headers = {"User-Agent": self.user_agent, **({"Range": f"bytes={start}-"} if start else {})}
        try:
            return connections.request(
                "GET", url, headers=headers, timeout=self.timeout, retries=retry, preload_content=False
            )
        except MaxRetryError as error:
            raise FetchError(url, f"{error.reason} (after {self.attempts} attempts)") from error
        except HTTPError as error:
            raise FetchError(url, str(error)) from error


def _check_status(url: str, response: BaseHTTPResponse) -> None:
    if response.status not in (_OK, _PARTIAL_CONTENT):
        raise FetchError(url, f"HTTP status {response.status} {response.reason or ''}".rstrip())


def _append(response: BaseHTTPResponse, target: Path, start: int, progress: Callable[[int], None]) -> None:
    """Write the response's body, from the start of the file if the server ignored the range.

    Raises:
        HTTPError: The connection was lost. What had arrived is in the file.
    """
    resumed = response.status == _PARTIAL_CONTENT
    size = start if resumed else 0
    with closing(response), naming_file(target), target.open("ab" if resumed else "wb") as file:
        while block := response.read1(_BLOCK_BYTES, decode_content=False):
            file.write(block)
            size += len(block)
            progress(size)


def _after_lost_connection(retry: Retry, url: str, size: int, error: HTTPError) -> Retry:
    """Wait before the next attempt, and return the remaining ones.

    Raises:
        FetchError: No attempts remain.
    """
    try:
        remaining = retry.increment("GET", url, error=error)
    except MaxRetryError:
        reason = f"connection lost after {size} bytes; run the command again to resume the download"
        raise FetchError(url, reason) from error
    logger.warning("%s: connection lost after %d bytes; resuming in %.0f s", url, size, remaining.get_backoff_time())
    remaining.sleep()
    return remaining


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
