"""Where requests end, in whatever pieces they arrive."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.gunicorn_worker.http_framing import FramingLimits, ReceivedSource, RequestBytes

LIMITS = FramingLimits(header=200, announced_body=100, chunked_body=100)
START = b"POST / HTTP/1.1\r\n"
WHOLE = {
    "no body": START + b"\r\n",
    "length": START + b"content-length: 3\r\n\r\nabc",
    "no length": START + b"Content-Length: 0\r\n\r\n",
    "chunks": START + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0A;x=1\r\n0\r\n\r\n01234\r\n0\r\n\r\n",
    "trailers": START + b"Transfer-Encoding: Chunked\r\n\r\n0\r\na: b\r\nc: d\r\n\r\n",
}
HANDED_OVER_AFTER_THE_HEADER = {
    "both": b"Transfer-Encoding: chunked\r\nContent-Length: 9\r\n",
    "two lengths": b"Content-Length: 9\r\nContent-Length: 9\r\n",
    "bad length": b"Content-Length: +9\r\n",
    "other encoding": b"Transfer-Encoding: gzip, chunked\r\n",
}


@given(st.sampled_from(sorted(WHOLE)), st.integers(1, 9))
def test_a_request_is_whole_with_its_last_byte(name: str, size: int) -> None:
    content = WHOLE[name]
    request = RequestBytes(LIMITS)
    for start in range(0, len(content), size):
        assert not request.is_whole()
        request.data += content[start : start + size]
    assert request.is_whole()
    assert not request.is_refused()


@pytest.mark.parametrize("fields", HANDED_OVER_AFTER_THE_HEADER.values(), ids=HANDED_OVER_AFTER_THE_HEADER)
def test_gunicorn_decides_about_ambiguous_lengths(fields: bytes) -> None:
    assert RequestBytes(LIMITS, bytearray(START + fields + b"\r\n")).is_whole()


@pytest.mark.parametrize(
    "content",
    [
        START + b"a: " + b"b" * 200,
        START + b"Content-Length: 9999\r\n\r\n",
        START + b"Transfer-Encoding: chunked\r\n\r\nfff\r\n" + b"a" * 101,
    ],
    ids=["header", "length", "chunks"],
)
def test_what_exceeds_a_limit_is_not_waited_for(content: bytes) -> None:
    request = RequestBytes(LIMITS, bytearray(content))
    assert not request.is_whole()
    assert request.is_refused()


@pytest.mark.parametrize("line", [b"zz\r\n", b"1" * 300], ids=["no number", "endless"])
def test_gunicorn_refuses_what_is_no_chunk(line: bytes) -> None:
    assert RequestBytes(LIMITS, bytearray(START + b"Transfer-Encoding: chunked\r\n\r\n" + line)).is_whole()


def test_a_client_that_waits_is_noticed() -> None:
    request = RequestBytes(LIMITS, bytearray(START + b"Expect: 100-Continue\r\nContent-Length: 3\r\n\r\n"))
    assert not request.is_whole()
    assert request.in_body
    assert request.expects_continue


def test_the_source_ends_like_a_closed_connection() -> None:
    source = ReceivedSource(bytearray(b"abcdef"))
    assert [source.recv(4), source.rest(), source.recv(4), source.rest()] == [b"abcd", b"ef", b"", b""]


def test_a_streamed_request_is_known_by_its_header() -> None:
    limits = FramingLimits(header=200, announced_body=100, chunked_body=100, streamed=re.compile(rb"POST /batch "))
    for path, expected in ((b"/batch", True), (b"/other", False)):
        request = RequestBytes(limits, bytearray(b"POST " + path + b" HTTP/1.1\r\nContent-Length: 9\r\n"))
        assert not request.is_whole()
        assert not request.is_streamed
        request.data += b"\r\n"
        assert not request.is_whole()
        assert request.is_streamed == expected
