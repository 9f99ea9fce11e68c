"""Logs as one JSON object a line on standard output, with the field names of the Elastic Common Schema.

https://www.elastic.co/docs/reference/ecs. Never an article's text: it is not ours, and there is no bound to it.
"""

from __future__ import annotations

import io
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from api.observability.request_context import trace_id

ECS_VERSION = "8.17.0"
SERVICE = "linkrecommendation"
LONGEST_MESSAGE = 2000
LONGEST_ERROR = 200  # a message may quote what the program was looking at

_RESERVED = frozenset(RESERVED_ATTRS) | {"taskName"}
_log = logging.getLogger(SERVICE)


def ecs_fields(record: logging.LogRecord) -> dict[str, Any]:
    """A log record under ECS's names, what was passed as `extra` under its own."""
    fields: dict[str, Any] = {
        "@timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "log.level": record.levelname.lower(),
        "message": record.getMessage()[:LONGEST_MESSAGE],
        "ecs.version": ECS_VERSION,
        "service.name": SERVICE,
        "log.logger": record.name,
        "process.pid": record.process,
    }
    trace = trace_id.get()
    if trace:
        fields["trace.id"] = trace
    if record.exc_info and record.exc_info[0]:
        fields["error.type"] = record.exc_info[0].__name__
        fields["error.message"] = str(record.exc_info[1])[:LONGEST_ERROR]
        fields["error.stack_trace"] = _stack_trace(record.exc_info[1])
    fields.update({name: value for name, value in record.__dict__.items() if name not in _RESERVED})
    return fields


def _stack_trace(error: BaseException | None) -> str:
    """The places where the error and its causes arose, without their messages."""
    parts = []
    while error is not None:
        parts.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__name__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "Traceback\n" + "\ncaused by\n".join(parts)


class EcsFormatter(JsonFormatter):
    """python-json-logger's formatter with the fields of ECS."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        return self.serialize_log_record(ecs_fields(record))


class LineHandler(logging.Handler):
    """Writes each line at once, in one piece: several processes share the output, and a torn line is no JSON."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._output = io.FileIO(descriptor, "w", closefd=False)

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record; where nobody reads any more, let it go."""
        try:
            self._output.write(f"{self.format(record)}\n".encode())
        except OSError:
            self.handleError(record)


def configure(level: str) -> None:
    """Send all that is logged, and what nobody caught, to standard output. level: as `log_level` of the settings."""
    handler = LineHandler(sys.__stdout__.fileno() if sys.__stdout__ else 1)
    handler.setFormatter(EcsFormatter())
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level.upper())
    logging.captureWarnings(True)
    logging.raiseExceptions = False
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _log.critical("uncaught exception", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        _uncaught(args.exc_type, args.exc_value, args.exc_traceback)
