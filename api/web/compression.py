"""Compression of answers for callers whose `Accept-Encoding` asks for it.

References:
    https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from flask import Flask, Response, g, request
from flask_compress import Compress
from flask_compress.flask_compress import DictCache

ALGORITHMS: Final = ("br", "gzip")
"""Content codings, the preferred one first."""

MIN_BYTES = 1024
"""Shorter answers are sent as they are: they fit into one packet anyway."""

TEXT_TYPES = frozenset(
    {
        *("application/javascript", "application/json", "application/problem+json", "application/yaml"),
        *("image/svg+xml", "text/css", "text/html", "text/javascript", "text/plain"),
    }
)
"""Types of the answers that are compressed. The lines of a batch are not: each is to arrive as soon as it is known."""

_EXTENSION = "compression"
_CODINGS = re.compile(rf"\*|{'|'.join(ALGORITHMS)}", re.IGNORECASE)
"""What an `Accept-Encoding` that allows one of the algorithms contains."""

_BROTLI_QUALITY, _GZIP_LEVEL = 5, 6


class Compression:
    """Compresses the answers of an application. Static files, which have an ETag, are compressed once.

    Args:
        app: The application.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        app.config.update(
            COMPRESS_ALGORITHM=ALGORITHMS,
            COMPRESS_BR_LEVEL=_BROTLI_QUALITY,
            COMPRESS_LEVEL=_GZIP_LEVEL,
            COMPRESS_MIN_SIZE=MIN_BYTES,
            COMPRESS_MIMETYPES=sorted(TEXT_TYPES),
            COMPRESS_STREAMS=False,
            COMPRESS_REGISTER=False,
        )
        self._dynamic = Compress(app)
        app.config.update(COMPRESS_CACHE_BACKEND=DictCache, COMPRESS_CACHE_KEY=lambda _: g.compressed_etag)
        self._static = Compress(app)
        app.extensions[_EXTENSION] = self
        app.after_request(self.compress)

    def compress(self, response: Response) -> Response:
        """Compress an answer if that is worthwhile and the caller wants it."""
        if response.mimetype not in TEXT_TYPES:
            return response
        if response.headers.getlist("Vary"):  # `in` makes an exception with an HTTP response if it is missing
            response.vary.add("Accept-Encoding")
        else:
            response.headers["Vary"] = "Accept-Encoding"
        accepted = request.environ.get("HTTP_ACCEPT_ENCODING", "")
        if not _CODINGS.search(accepted):  # most requests of programs
            return response
        wanted = request.accept_encodings
        # Flask-Compress would also compress a part of a file, and use a coding that the caller excludes by q=0.
        if response.status_code == 206 or not any(wanted[name] > 0 for name in ALGORITHMS):
            return response
        etag, _ = response.get_etag()
        if etag is None:
            status = response.status
            response.status_code = 200  # Flask-Compress leaves errors as they are
            self._dynamic.after_request(response)
            response.status = status
            return response
        if response.status_code == 200:
            response.direct_passthrough = False
            response.get_data()  # so that it is no stream, which would be compressed anew each time
        g.compressed_etag = etag
        return self._static.after_request(response)


def precompress(app: Flask, addresses: Iterable[str]) -> None:
    """Compress static files before the first request for them, and before the workers fork.

    Args:
        app: The application.
        addresses: Paths of the files, below the application's root.
    """
    compression: Compression = app.extensions[_EXTENSION]
    for address in addresses:
        for algorithm in ALGORITHMS:
            with app.test_request_context(address, headers={"Accept-Encoding": algorithm}):
                compression.compress(app.make_response(app.dispatch_request())).close()
