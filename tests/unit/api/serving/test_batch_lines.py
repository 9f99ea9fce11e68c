"""Lines of a batch are read one by one, within their limits."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from api.errors import BodyError, ParameterError
from api.serving.batch_lines import BatchEndedError, BatchLimits, Line, parse_line, read_lines

LIMITS = BatchLimits(line=10, articles=3, total=60)


def lines(content: bytes, limits: BatchLimits = LIMITS) -> list[Line]:
    return list(read_lines(io.BytesIO(content), limits))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b"\n\n", []),
        (b"a\nb\n", [Line(1, b"a\n"), Line(2, b"b\n")]),
        (b"a\r\nb", [Line(1, b"a\r\n"), Line(2, b"b")]),
        (b"\n  \na\n\n", [Line(3, b"a\n")]),
        (b"0123456789\na", [Line(1, b"0123456789\n"), Line(2, b"a")]),
        (b"0123456789", [Line(1, b"0123456789")]),
        (b"0123456789x\na\n", [Line(1, None), Line(2, b"a\n")]),
        (b"0123456789xyz", [Line(1, None)]),
        (b"0123456789" * 4 + b"\na\n", [Line(1, None), Line(2, b"a\n")]),
    ],
)
def test_each_line_has_its_number_and_a_long_one_no_content(content: bytes, expected: list[Line]) -> None:
    assert lines(content) == expected


@pytest.mark.parametrize(
    ("content", "limits", "line"),
    [
        (b"a\nb\nc\n\nd\n", LIMITS, 5),
        (b"\n".join([b"12345678"] * 9), BatchLimits(10, 100, 60), 7),
        (b"x" * 100, LIMITS, 1),
        (b"x" * 1_000_000, LIMITS, 1),
    ],
)
def test_a_batch_over_a_limit_ends_after_the_answers_before_it(content: bytes, limits: BatchLimits, line: int) -> None:
    with pytest.raises(BatchEndedError) as caught:
        lines(content, limits)
    assert (caught.value.status, caught.value.line) == (413, line)


@pytest.mark.parametrize(
    ("error", "status"), [(TimeoutError("late"), 408), (ConnectionResetError("gone"), 400), (OSError("bad"), 400)]
)
def test_a_body_that_does_not_arrive_ends_the_batch(error: OSError, status: int) -> None:
    class Stream(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            line = super().readline(size)
            if not line:
                raise error
            return line

    found = read_lines(Stream(b"a\n"), LIMITS)
    assert next(found) == Line(1, b"a\n")
    with pytest.raises(BatchEndedError) as caught:
        next(found)
    assert (caught.value.status, caught.value.line) == (status, 2)


def test_a_line_is_a_request_with_its_title_and_revision() -> None:
    parameters = MultiDict([("threshold", "0.7")])
    content = json.dumps({"title": "A_b", "pageid": 3, "revision": 9, "threshold": 0.1}).encode()
    title, request = parse_line(parameters, content)
    assert (title, request.pageid, request.revision, request.wikitext) == ("A_b", 3, 9, None)
    assert request.new_query("A b", "").threshold == 0.7


@pytest.mark.parametrize(
    ("fields", "error", "name"),
    [
        ({}, BodyError, "title"),
        ({"title": 5}, BodyError, "title"),
        ({"title": None}, BodyError, "title"),
        ({"title": "A", "revision": 0}, BodyError, "revision"),
        ({"title": "A", "revision": "5"}, BodyError, "revision"),
        ({"title": "A", "revision": True}, BodyError, "revision"),
        ({"title": "A", "revision": 1 << 63}, BodyError, "revision"),
        ({"title": "A", "wikitext": 5}, BodyError, "wikitext"),
        ([], BodyError, "body"),
    ],
)
def test_the_error_names_the_wrong_member(fields: Any, error: type[Exception], name: str) -> None:
    with pytest.raises(error) as caught:
        parse_line(MultiDict(), json.dumps(fields).encode())
    assert caught.value.data["field"] == name  # type: ignore[attr-defined]


def test_a_wrong_parameter_is_an_error_too() -> None:
    with pytest.raises(ParameterError):
        parse_line(MultiDict([("threshold", "2")]), b'{"title": "A"}')
