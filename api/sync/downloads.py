"""Bundles that are published on a web server: index, manifests, and files whose broken downloads are taken up again."""

from __future__ import annotations

import base64
import http.client
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from api.sync.sources import parse_manifest_of
from linking.bundle.atomic_files import storage_errors
from linking.bundle.bundle import sha256_of
from linking.bundle.errors import BundleError, ChecksumError
from linking.bundle.manifest import FileEntry, Manifest
from linking.bundle.names import MANIFEST
from linking.bundle.wiki_index import INDEX, parse_index

_BLOCK = 1 << 18
_MOST_BYTES_OF_JSON = 1 << 20
_ATTEMPTS = 5
PAUSE = 0.5
"""Seconds before the second attempt; each further one waits twice as long."""
_HEADERS = {"User-Agent": "linkrecommendation-sync", "Accept-Encoding": "identity"}


class DownloadError(BundleError):
    """An address does not give what it should."""

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(f"{url}: {problem}")
        self.url = url
        self.problem = problem


class _BrokenError(Exception):
    """A download stopped for a reason that may pass."""


@dataclass(frozen=True, slots=True)
class HttpSource:
    """A data directory behind an http or https address.

    partial: directory for unfinished downloads, by checksum, so that the next run goes on where this one stopped; on
    the file system of the destinations. headers: sent with each request, such as Authorization. timeout: seconds that
    the server may be silent.
    """

    url: str
    partial: Path
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 30.0

    @classmethod
    def at(cls, address: str, partial: Path) -> HttpSource:
        """The source at an address; a name and a password in it become a header, so that no message shows them."""
        parts = urlsplit(address)
        user, _, host = parts.netloc.rpartition("@")
        bare = parts._replace(netloc=host, query="", fragment="").geturl().rstrip("/")
        if not user:
            return cls(bare, partial)
        token = base64.b64encode(unquote(user).encode()).decode()
        return cls(bare, partial, {"Authorization": f"Basic {token}"})

    def wikis(self) -> Sequence[str]:
        return sorted(parse_index(self._small(f"{self.url}/{INDEX}")))

    def manifest(self, wiki: str) -> Manifest:
        return parse_manifest_of(wiki, self._small(f"{self.url}/{wiki}/{MANIFEST}"))

    def fetch(self, manifest: Manifest, name: str, destination: Path) -> None:
        url = f"{self.url}/{manifest.wiki}/{manifest.version}/{name}"
        entry = manifest.files[name]
        partial = self.partial / entry.sha256
        with storage_errors(self.partial):
            self.partial.mkdir(parents=True, exist_ok=True)
            resumed = partial.exists()
        try:
            self._complete(url, partial, entry)
        except ChecksumError:
            if not resumed:
                raise
            self._complete(url, partial, entry)  # what an earlier run left was wrong: once more from the start
        with storage_errors(destination):
            partial.replace(destination)

    def _complete(self, url: str, partial: Path, entry: FileEntry) -> None:
        self._persist(lambda: self._continue(url, partial, entry), url)
        with storage_errors(partial):
            found = sha256_of(partial)
            if found == entry.sha256:
                return
            partial.unlink()
        raise ChecksumError(partial, found, entry.sha256)

    def _continue(self, url: str, partial: Path, entry: FileEntry) -> None:
        """Fetch what is missing of a file. Raises _BrokenError, with what came so far kept on the disk."""
        with storage_errors(partial), partial.open("ab") as file:
            if file.tell() > entry.size:
                file.truncate(0)
            offset = file.tell() if file.tell() <= entry.size else 0
            if offset == entry.size:
                return
            with self._open(url, {"Range": f"bytes={offset}-"} if offset else {}) as response:
                if offset and not _continues(response, offset):
                    file.truncate(0)
                    offset = 0
                _append(response, file, url, entry.size - offset)
            file.flush()
            os.fsync(file.fileno())

    def _small(self, url: str) -> bytes:
        content: list[bytes] = []

        def read() -> None:
            with self._open(url, {}) as response:
                content[:] = [_read(response, _MOST_BYTES_OF_JSON + 1)]

        self._persist(read, url)
        if len(content[0]) > _MOST_BYTES_OF_JSON:
            raise DownloadError(url, f"is longer than {_MOST_BYTES_OF_JSON} bytes")
        return content[0]

    def _open(self, url: str, headers: dict[str, str]) -> http.client.HTTPResponse:
        request = urllib.request.Request(url, headers={**_HEADERS, **self.headers, **headers})  # noqa: S310 the command allows http and https alone
        try:
            response: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=self.timeout)  # noqa: S310
        except urllib.error.HTTPError as error:
            with error:
                if error.code in (408, 429) or error.code >= 500:
                    raise _BrokenError(f"status {error.code}") from error
                raise DownloadError(url, f"status {error.code}") from error
        except (OSError, http.client.HTTPException) as error:
            raise _BrokenError(str(error) or type(error).__name__) from error
        return response

    def _persist(self, action: Callable[[], None], url: str) -> None:
        for attempt in range(_ATTEMPTS):
            try:
                action()
            except _BrokenError as error:
                if attempt == _ATTEMPTS - 1:
                    raise DownloadError(url, f"gave up after {_ATTEMPTS} attempts: {error}") from error
                time.sleep(PAUSE * 2**attempt)
            else:
                return


def _continues(response: http.client.HTTPResponse, offset: int) -> bool:
    """Whether the server sends the range that was asked for; many simple ones send the whole file."""
    return response.status == 206 and (response.headers.get("Content-Range") or "").startswith(f"bytes {offset}-")


def _append(response: http.client.HTTPResponse, file: BinaryIO, url: str, missing: int) -> None:
    while missing:
        block = _read(response, min(_BLOCK, missing))
        if not block:
            raise _BrokenError(f"connection ended {missing} bytes early")
        file.write(block)
        missing -= len(block)
    if _read(response, 1):
        raise DownloadError(url, "is longer than the manifest says")


def _read(response: http.client.HTTPResponse, count: int) -> bytes:
    try:
        return response.read(count)
    except (OSError, http.client.HTTPException) as error:
        raise _BrokenError(str(error) or type(error).__name__) from error
