"""The lines of a batch: articles as JSON Lines, read one by one with bounds on each line, their number and their size.

References:
    https://jsonlines.org/
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from werkzeug.datastructures import MultiDict

from api.errors import BodyError
from api.serving.request_options import json_integer
from api.serving.request_parsing import MAX_ID, RecommendationRequest, parse_fields, parse_object

_SKIPPED_BYTES = 1 << 16


class LineStream(Protocol):
    """A stream of bytes that can be read by line."""

    def readline(self, size: int, /) -> bytes:
        """Return the next line with its end, at most `size` bytes of it, or nothing at the end of the stream."""
        ...


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """The limits of a batch.

    Attributes:
        line: Maximum size of a line in bytes.
        articles: Maximum number of lines that are not blank.
        total: Maximum size of all lines in bytes.
    """

    line: int
    articles: int
    total: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank. number: counted from 1, with blank lines. content: None if it exceeds the limit."""

    number: int
    content: bytes | None


class BatchEndedError(Exception):
    """The rest of a batch cannot be read.

    Attributes:
        status: HTTP status that says why.
        detail: The reason.
        line: Number of the first line without an answer.
    """

    def __init__(self, status: int, detail: str, line: int) -> None:
        super().__init__(detail)
        self.status, self.detail, self.line = status, detail, line


def read_lines(stream: LineStream, limits: BatchLimits) -> Iterator[Line]:
    """Yield the lines of a batch. One line is in memory at a time.

    Raises:
        BatchEndedError: If the batch exceeds a limit, or does not arrive completely.
    """
    number = articles = total = 0
    while True:
        number += 1
        line = part = _read(stream, limits.line + 1, number)
        total += len(part)
        while part and not part.endswith(b"\n"):  # a longer line, or the last one
            part = _read(stream, _SKIPPED_BYTES, number)
            total += len(part)
            if total > limits.total:
                break
        if not line:
            return
        if total > limits.total:
            raise BatchEndedError(413, f"the batch has more than {limits.total} bytes", number)
        if line.isspace():
            continue
        articles += 1
        if articles > limits.articles:
            raise BatchEndedError(413, f"the batch has more than {limits.articles} articles", number)
        yield Line(number, None if len(line.rstrip(b"\n")) > limits.line else line)


def parse_line(parameters: MultiDict[str, str], content: bytes) -> tuple[str, RecommendationRequest]:
    """Parse a line: the body of a single request with its title, and perhaps its revision, as further members.

    Args:
        parameters: The parameters of the query string, which apply to all lines.
        content: The line.

    Returns:
        The title as the caller wrote it, and the request.

    Raises:
        ParameterError: If a parameter is invalid.
        BodyError: If the line is invalid.
    """
    fields = parse_object(content)
    title = fields.get("title")
    if not isinstance(title, str):
        raise BodyError("title", "must be a string")
    request = parse_fields(parameters, fields)
    revision = fields.get("revision")
    return title, request if revision is None else replace(request, revision=_revision(revision))


def _revision(value: object) -> int:
    try:
        number = json_integer(value)
    except ValueError:
        number = 0
    if not 1 <= number <= MAX_ID:
        raise BodyError("revision", "must be a positive whole number")
    return number


def _read(stream: LineStream, size: int, number: int) -> bytes:
    try:
        return stream.readline(size)
    except TimeoutError as error:
        raise BatchEndedError(408, "the next line did not arrive in time", number) from error
    except OSError as error:
        raise BatchEndedError(400, "the body ended before its end", number) from error
