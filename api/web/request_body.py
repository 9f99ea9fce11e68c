"""Reading the body of a request, whose size is limited however it is sent."""

from __future__ import annotations

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

_BLOCK_BYTES = 1 << 16


def read_body(request: Request) -> bytes:
    """Return the body of a request.

    Werkzeug compares the limit with `Content-Length`. It cuts a chunked body at the limit, which would make the JSON
    invalid.

    Raises:
        RequestEntityTooLarge: If the body is larger than MAX_CONTENT_LENGTH.
    """
    limit = request.max_content_length
    assert limit is not None, "the application sets it"
    environ, length = request.environ, request.content_length
    if length is not None and length <= limit and "wsgi.input_terminated" in environ:
        body: bytes = environ["wsgi.input"].read(length)  # werkzeug's streams would read it piece by piece
        return body
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        _discard(request, limit)
        raise
    if len(body) >= limit and request.environ["wsgi.input"].read(1):
        _discard(request, limit)
        raise RequestEntityTooLarge
    return body


def _discard(request: Request, limit: int) -> None:
    """Read the rest of a body that is not much larger than the limit.

    Most clients send the whole body before they read the answer. If the connection is closed meanwhile, they see a
    broken connection instead of the answer.
    """
    if (request.content_length or 0) > 2 * limit:
        return
    stream = request.environ["wsgi.input"]
    for _ in range(0, 2 * limit, _BLOCK_BYTES):
        if not stream.read(_BLOCK_BYTES):
            return
