"""Answers are compressed if the caller wants it and it is worthwhile; static files are compressed once."""

from __future__ import annotations

import gzip
import json

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.web.compression import MIN_BYTES, precompress
from tests.helpers.api.fakes import VERSION, FakeCatalog

SCRIPT = "/docs/swagger-ui-bundle.js"
DECODE = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


@pytest.fixture
def small(client: FlaskClient) -> FlaskClient:
    """The application with further routes, whose answers have just the size that is compressed or one byte less."""
    app = client.application
    assert isinstance(app, Flask)
    app.add_url_rule("/text/<int:size>", "text", lambda size: (b"a" * size, {"Content-Type": "text/plain"}))
    app.add_url_rule("/image", "image", lambda: (b"a" * 9999, {"Content-Type": "image/png"}))
    app.add_url_rule("/coded", "coded", lambda: (b"a" * 9999, {"Content-Encoding": "x-own"}))
    return client


@pytest.mark.parametrize(
    ("accepted", "used"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("*", "br"),
        ("br;q=0", None),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("gzip;q=0, identity", None),
        ("identity, gzip;q=0.5", None),
        ("deflate, zstd", None),
        ("gzip;q=much", None),
        ("no such thing ;;,", None),
    ],
)
@pytest.mark.parametrize("path", ["/?spec", "/text/9999", "/docs/swagger-ui.css"])
def test_the_caller_chooses_the_coding(small: FlaskClient, path: str, accepted: str, used: str | None) -> None:
    plain = small.get(path, buffered=True)
    answer = small.get(path, headers={"Accept-Encoding": accepted}, buffered=True)
    assert answer.status_code == 200
    assert answer.headers.get("Content-Encoding") == used
    assert answer.content_length == len(answer.data)
    assert DECODE[used](answer.data) == plain.data
    assert "Accept-Encoding" in answer.vary
    assert "Accept-Encoding" in plain.vary


@pytest.mark.parametrize(
    ("path", "compressed"),
    [
        (f"/text/{MIN_BYTES}", True),
        (f"/text/{MIN_BYTES - 1}", False),
        ("/text/0", False),
        ("/image", False),
        ("/coded", False),
        ("/healthz", False),
        ("/no/such/page", False),
    ],
)
def test_what_is_short_or_no_text_stays_as_it_is(small: FlaskClient, path: str, compressed: bool) -> None:
    answer = small.get(path, headers={"Accept-Encoding": "gzip"})
    assert (answer.headers.get("Content-Encoding") == "gzip") == compressed


def test_each_coding_of_a_file_has_an_etag_of_its_own_which_is_understood(client: FlaskClient) -> None:
    tags = {}
    for coding in ("", "gzip", "br"):
        headers = {"Accept-Encoding": coding}
        answer = client.get(SCRIPT, headers=headers, buffered=True)
        tags[coding] = answer.headers["ETag"]
        again = client.get(SCRIPT, headers={**headers, "If-None-Match": tags[coding]}, buffered=True)
        assert (again.status_code, again.data) == (304, b"")
    assert len(set(tags.values())) == 3
    other = client.get(SCRIPT, headers={"Accept-Encoding": "br", "If-None-Match": tags["gzip"]}, buffered=True)
    assert other.status_code == 200


def test_a_part_of_a_file_is_sent_as_it_is(client: FlaskClient) -> None:
    whole = client.get(SCRIPT, buffered=True).data
    part = client.get(SCRIPT, headers={"Accept-Encoding": "br", "Range": "bytes=0-1999"}, buffered=True)
    assert (part.status_code, part.headers.get("Content-Encoding")) == (206, None)
    assert part.data == whole[:2000]


def test_head_announces_what_get_sends(client: FlaskClient) -> None:
    for path in (SCRIPT, "/?spec"):
        got = client.get(path, headers={"Accept-Encoding": "gzip"}, buffered=True)
        head = client.head(path, headers={"Accept-Encoding": "gzip"}, buffered=True)
        assert head.data == b""
        for name in ("Content-Length", "Content-Encoding", "Content-Type", "ETag", "Vary"):
            assert head.headers.get(name) == got.headers.get(name)


def test_files_are_compressed_once_and_before_the_first_request(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = client.application
    precompress(app, [SCRIPT])

    def refuse(*_: object, **__: object) -> bytes:
        raise AssertionError("compressed again")

    with monkeypatch.context() as patched:
        patched.setattr("flask_compress.flask_compress.brotli.compress", refuse)
        compressed = client.get(SCRIPT, headers={"Accept-Encoding": "br"}, buffered=True).data
    assert brotli.decompress(compressed) == client.get(SCRIPT, buffered=True).data


def test_precompressing_counts_no_requests(client: FlaskClient) -> None:
    precompress(client.application, [SCRIPT])
    assert "/docs/" not in client.get("/metrics").text


def test_a_long_problem_document_is_compressed(client: FlaskClient, catalog: FakeCatalog) -> None:
    catalog.versions.update({f"wiki{number}wiki": VERSION for number in range(200)})
    answer = client.get("/v1/linkrecommendations/nowiki/A", headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert len(json.loads(gzip.decompress(answer.data))["wikis"]) > 200
