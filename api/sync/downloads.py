"""A source of bundles on a web server: index, manifests, and files whose downloads are resumed after a failure."""

from __future__ import annotations

import base64
import os
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TypeVar
from urllib.parse import unquote, urlsplit

import urllib3
from urllib3.util import Retry

from api.sync.sources import parse_manifest_of
from linking.bundle.atomic_files import storage_errors
from linking.bundle.bundle import sha256_of
from linking.bundle.errors import BundleError, ChecksumError
from linking.bundle.manifest import FileEntry, Manifest
from linking.bundle.names import MANIFEST
from linking.bundle.wiki_index import INDEX, parse_index

ATTEMPTS = 5
BACKOFF_SECONDS = 0.5
"""The second attempt follows at once, the third after twice this time, and each further one after twice as long."""

_MAX_RETRY_AFTER_SECONDS = 60
_TRANSIENT_STATUSES = frozenset({408, 429, *range(500, 600)})
_MAX_JSON_BYTES = 1 << 20
_BLOCK_BYTES = 1 << 18
_HEADERS = {"User-Agent": "linkrecommendation-sync", "Accept-Encoding": "identity"}
_ONLY_REDIRECTS = Retry(total=None, connect=0, read=0, status=0, other=0, redirect=5)

T = TypeVar("T")


class DownloadError(BundleError):
    """A download failed for good.

    Attributes:
        url: Address of the file.
        problem: What went wrong.
    """

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(f"{url}: {problem}")
        self.url = url
        self.problem = problem


class _TransientError(Exception):
    """A download failed for a reason that may pass; `response` is the server's, if there was one."""

    def __init__(self, problem: str, response: urllib3.BaseHTTPResponse | None = None) -> None:
        super().__init__(problem)
        self.response = response


@dataclass(frozen=True, slots=True)
class HttpSource:
    """A data directory on a web server.

    Attributes:
        url: Its http or https address, without a trailing slash.
        partial: Directory for unfinished downloads, named by checksum, which the next run resumes. It must be on the
            file system of the destinations.
        headers: Sent with each request, such as Authorization.
        timeout: Seconds without data after which a connection counts as lost.
        pool: Connections to the server.
    """

    url: str
    partial: Path
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 30.0
    pool: urllib3.PoolManager = field(default_factory=urllib3.PoolManager, repr=False, compare=False)

    @classmethod
    def at(cls, address: str, partial: Path) -> HttpSource:
        """Return the source at an address.

        A user name and password in the address become a header, so that no message contains them. Like other
        programs, it uses the proxy that the environment names (`https_proxy`, `no_proxy`).
        """
        parts = urlsplit(address)
        credentials, _, host = parts.netloc.rpartition("@")
        url = parts._replace(netloc=host, query="", fragment="").geturl().rstrip("/")
        headers = {}
        if credentials:
            headers["Authorization"] = f"Basic {base64.b64encode(unquote(credentials).encode()).decode()}"
        proxy = urllib.request.getproxies().get(parts.scheme)
        if proxy and not urllib.request.proxy_bypass(host):
            return cls(url, partial, headers, pool=urllib3.ProxyManager(proxy))
        return cls(url, partial, headers)

    def wikis(self) -> Sequence[str]:
        """Return the wikis in the server's index, sorted."""
        return sorted(parse_index(self._read_small(f"{self.url}/{INDEX}")))

    def manifest(self, wiki: str) -> Manifest:
        """Download the wiki's current manifest."""
        return parse_manifest_of(wiki, self._read_small(f"{self.url}/{wiki}/{MANIFEST}"))

    def fetch(self, manifest: Manifest, name: str, destination: Path) -> None:
        """Download a file of the bundle; resume an unfinished download."""
        url = f"{self.url}/{manifest.wiki}/{manifest.version}/{name}"
        entry = manifest.files[name]
        partial = self.partial / entry.sha256
        with storage_errors(self.partial):
            self.partial.mkdir(parents=True, exist_ok=True)
            resumed = partial.exists()
        try:
            self._download(url, partial, entry)
        except ChecksumError:
            if not resumed:
                raise
            self._download(url, partial, entry)  # the earlier run's part was damaged: download the whole file
        with storage_errors(destination):
            partial.replace(destination)

    def _download(self, url: str, partial: Path, entry: FileEntry) -> None:
        """Download the missing part of a file and verify the checksum. Remove the file if it is wrong."""
        _with_retries(url, lambda: self._append_missing(url, partial, entry), lambda: _size(partial))
        with storage_errors(partial):
            found = sha256_of(partial)
            if found == entry.sha256:
                return
            partial.unlink()
        raise ChecksumError(partial, found, entry.sha256)

    def _append_missing(self, url: str, partial: Path, entry: FileEntry) -> None:
        """Append the missing part of a file, as much of it as arrives."""
        with storage_errors(partial), partial.open("ab") as file:
            if file.tell() > entry.size:
                file.truncate(0)
            offset = file.tell()
            if offset == entry.size:
                return
            with self._open(url, {"Range": f"bytes={offset}-"} if offset else {}) as response:
                if offset and not _continues(response, offset):
                    file.truncate(0)  # the server has ignored the range and sends the whole file
                    offset = 0
                _copy(response, file, url, entry.size - offset)
            file.flush()
            os.fsync(file.fileno())

    def _read_small(self, url: str) -> bytes:
        """Download a small file."""

        def read() -> bytes:
            content = b""
            with self._open(url, {}) as response:
                while len(content) <= _MAX_JSON_BYTES and (block := _read_block(response, _BLOCK_BYTES)):
                    content += block
            return content

        content = _with_retries(url, read)
        if len(content) > _MAX_JSON_BYTES:
            raise DownloadError(url, f"is longer than {_MAX_JSON_BYTES} bytes")
        return content

    def _open(self, url: str, headers: Mapping[str, str]) -> urllib3.BaseHTTPResponse:
        try:
            response = self.pool.request(
                "GET",
                url,
                headers={**_HEADERS, **self.headers, **headers},
                timeout=self.timeout,
                retries=_ONLY_REDIRECTS,
                preload_content=False,
                enforce_content_length=False,  # `_copy` checks the length, after it has written what arrived
            )
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise _TransientError(str(error)) from error
        if response.status in (200, 206):
            return response
        response.drain_conn()
        problem = f"status {response.status}"
        raise (
            _TransientError(problem, response)
            if response.status in _TRANSIENT_STATUSES
            else DownloadError(url, problem)
        )


def _with_retries(url: str, action: Callable[[], T], progress: Callable[[], int] = lambda: 0) -> T:
    """Repeat an action that raises _TransientError; raise DownloadError after too many failures without progress.

    Args:
        url: Address of the file, for messages.
        action: The action.
        progress: Returns how many bytes have arrived. New bytes reset the count of failures and the pauses.
    """
    fresh = Retry(total=ATTEMPTS - 1, backoff_factor=BACKOFF_SECONDS, retry_after_max=_MAX_RETRY_AFTER_SECONDS)
    retries = fresh
    arrived = progress()
    while True:
        try:
            return action()
        except _TransientError as error:
            before, arrived = arrived, progress()
            try:
                retries = (fresh if arrived > before else retries).increment("GET", url, error=error)
            except urllib3.exceptions.MaxRetryError:
                raise DownloadError(url, f"gave up after {ATTEMPTS} attempts: {error}") from error
            retries.sleep(error.response)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _continues(response: urllib3.BaseHTTPResponse, offset: int) -> bool:
    """Return True if the response is the requested range. Many simple servers send the whole file instead."""
    return response.status == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {offset}-")


def _copy(response: urllib3.BaseHTTPResponse, file: BinaryIO, url: str, missing: int) -> None:
    while missing:
        block = _read_block(response, min(_BLOCK_BYTES, missing))
        if not block:
            raise _TransientError(f"connection ended {missing} bytes early")
        file.write(block)
        missing -= len(block)
    if _read_block(response, 1):
        raise DownloadError(url, "is longer than the manifest says")


def _read_block(response: urllib3.BaseHTTPResponse, size: int) -> bytes:
    """Read what has arrived, at most `size` bytes; nothing at the end of the response."""
    try:
        return response.read1(size)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise _TransientError(str(error)) from error
