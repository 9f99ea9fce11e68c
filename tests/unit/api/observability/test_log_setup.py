"""Log records as ECS fields."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.observability.log_setup import MAX_MESSAGE_LENGTH, EcsFormatter, LineHandler
from api.observability.request_context import current_log_ids


def record(message: str, *arguments: object, error: BaseException | None = None, **extra: Any) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    made = logging.LogRecord("a.b", logging.WARNING, __file__, 1, message, arguments, info)
    made.__dict__.update(extra)
    return made


def fields(made: logging.LogRecord) -> dict[str, Any]:
    return json.loads(EcsFormatter().format(made))


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    with pytest.raises(type(error)) as caught:
        raise error from cause
    return caught.value


@pytest.fixture(autouse=True)
def _no_request() -> Iterator[None]:
    """Forget the requests that earlier tests have served in this thread."""
    token = current_log_ids.set({})
    yield
    current_log_ids.reset(token)


def test_a_record_has_dotted_ecs_names_and_its_own_extra_fields() -> None:
    found = fields(record("so %s", "it is", wiki="kwwiki", **{"event.duration": 5}))
    assert datetime.fromisoformat(found.pop("@timestamp")).utcoffset() == UTC.utcoffset(None)
    assert isinstance(found.pop("process.pid"), int)
    assert found == {
        "log.level": "warning",
        "log.logger": "a.b",
        "message": "so it is",
        "ecs.version": "8.17.0",
        "service.name": "linkrecommendation",
        "wiki": "kwwiki",
        "event.duration": 5,
    }


def test_a_line_names_the_request_that_the_thread_serves() -> None:
    current_log_ids.set({"trace.id": "trace-1"})
    assert fields(record("x"))["trace.id"] == "trace-1"
    assert fields(record("x", **{"trace.id": "other"}))["trace.id"] == "other"


def test_long_messages_are_cut() -> None:
    assert len(fields(record("x" * 5000))["message"]) == MAX_MESSAGE_LENGTH


def test_an_exception_has_its_type_a_short_message_and_a_stack_trace_without_messages() -> None:
    found = fields(record("failed", error=raised(KeyError("x" * 5000), ValueError("secret"))))
    assert (found["error.type"], len(found["error.message"])) == ("KeyError", 200)
    trace = found["error.stack_trace"]
    assert trace.startswith("Traceback\n")
    assert f'File "{__file__}"' in trace
    assert trace.endswith("KeyError\ncaused by\nValueError")
    assert "xxx" not in trace
    assert "secret" not in trace


def test_a_record_that_cannot_be_formatted_fails_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", False)
    with (tmp_path / "log").open("wb") as output:
        handler = LineHandler(output.fileno())
        handler.setFormatter(EcsFormatter())
        handler.emit(record("%d", "not a number"))
        handler.emit(record("fine"))
    (line,) = (tmp_path / "log").read_text().splitlines()
    assert json.loads(line)["message"] == "fine"
