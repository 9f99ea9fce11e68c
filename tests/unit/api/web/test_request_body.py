"""The limit on bodies, for those with a length and for those in chunks. test_article_sizes.py sends them over HTTP."""

from __future__ import annotations

import io

import pytest
from flask import Flask, request
from werkzeug.exceptions import RequestEntityTooLarge

from api.web.request_body import read_body

LIMIT = 100_000


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LIMIT
    return app


def environment(stream: io.BufferedIOBase | io.RawIOBase, length: int | None) -> dict[str, object]:
    """The WSGI environment as gunicorn sets it, for a body with a length or in chunks."""
    sent = {} if length is None else {"CONTENT_LENGTH": str(length)}
    return {"REQUEST_METHOD": "POST", "wsgi.input": stream, "wsgi.input_terminated": True, **sent}


def read(app: Flask, content: bytes, *, chunked: bool) -> bytes:
    with app.test_request_context(
        environ_overrides=environment(io.BytesIO(content), None if chunked else len(content))
    ):
        return read_body(request)


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("size", [0, 1, LIMIT - 1, LIMIT])
def test_a_body_within_the_limit_is_read(app: Flask, size: int, chunked: bool) -> None:
    assert read(app, b"x" * size, chunked=chunked) == b"x" * size


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("size", [LIMIT + 1, 3 * LIMIT])
def test_a_larger_body_is_refused(app: Flask, size: int, chunked: bool) -> None:
    with pytest.raises(RequestEntityTooLarge):
        read(app, b"x" * size, chunked=chunked)


@pytest.mark.parametrize(
    ("size", "chunked", "rest"),
    [
        (LIMIT + 9, False, 0),
        (LIMIT + 9, True, 0),
        (2 * LIMIT + 1, False, 2 * LIMIT + 1),
        (9 * LIMIT, False, 9 * LIMIT),
    ],
)
def test_a_body_is_read_to_its_end_if_it_is_not_much_too_large(app: Flask, size: int, chunked: bool, rest: int) -> None:
    """The client reads the answer only then."""
    stream = io.BytesIO(b"x" * size)
    with (
        app.test_request_context(environ_overrides=environment(stream, None if chunked else size)),
        pytest.raises(RequestEntityTooLarge),
    ):
        read_body(request)
    assert len(stream.read()) == rest


def test_an_endless_body_is_given_up(app: Flask) -> None:
    class Endless(io.RawIOBase):
        sent = 0

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            self.sent += len(buffer)
            return len(buffer)

    stream = Endless()
    with app.test_request_context(environ_overrides=environment(stream, None)), pytest.raises(RequestEntityTooLarge):
        read_body(request)
    assert stream.sent < 5 * LIMIT
