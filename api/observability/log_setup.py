"""Logs as one JSON object per line on standard output, with the field names of the Elastic Common Schema (ECS).

A line never contains the text of an article: the text is somebody else's and may be of any length.

References:
    https://www.elastic.co/docs/reference/ecs
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

from pythonjsonlogger.core import RESERVED_ATTRS, LogData
from pythonjsonlogger.json import JsonEncoder, JsonFormatter

from api.observability.request_context import current_log_ids

ECS_VERSION = "8.17.0"
SERVICE = "linkrecommendation"
MAX_MESSAGE_LENGTH = 2000
MAX_ERROR_LENGTH = 200
"""Maximum length of an exception's message, which may quote the text that the program was processing."""

_RESERVED = frozenset(RESERVED_ATTRS) | {"taskName"}

_ENCODER = JsonEncoder()  # `json.dumps` would make one for each line

_log = logging.getLogger(SERVICE)


class EcsFormatter(JsonFormatter):
    """Formats a log record as one line of JSON with dotted ECS names; `extra` fields keep their own names."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record. Long messages are cut."""
        return self.serialize_log_record(_ecs_fields(record))

    def jsonify_log_record(self, log_data: LogData) -> str:
        """Serialize the fields. The base class calls this."""
        return _ENCODER.encode(log_data)


def _ecs_fields(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "@timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "log.level": record.levelname.lower(),
        "message": record.getMessage()[:MAX_MESSAGE_LENGTH],
        "ecs.version": ECS_VERSION,
        "service.name": SERVICE,
        "log.logger": record.name,
        "process.pid": record.process,
    }
    fields.update(current_log_ids.get())
    if record.exc_info and record.exc_info[0]:
        fields["error.type"] = record.exc_info[0].__name__
        fields["error.message"] = str(record.exc_info[1])[:MAX_ERROR_LENGTH]
        fields["error.stack_trace"] = _stack_trace(record.exc_info[1])
    fields.update({name: value for name, value in record.__dict__.items() if name not in _RESERVED})
    return fields


def _stack_trace(error: BaseException | None) -> str:
    """Format the stack traces of an exception and its causes, without their messages."""
    parts = []
    while error is not None:
        parts.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__name__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "Traceback\n" + "\ncaused by\n".join(parts)


class LineHandler(logging.Handler):
    """Writes each line with a single system call: processes share the output, and mixed lines would be invalid."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._output = io.FileIO(descriptor, "w", closefd=False)

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record; drop it if the output is closed or the record cannot be formatted."""
        try:
            self._output.write(f"{self.format(record)}\n".encode())
        except Exception:  # noqa: BLE001 - a log line must not fail a request
            self.handleError(record)


def configure(level: str) -> None:
    """Send all log records, warnings and uncaught exceptions to standard output.

    Args:
        level: Lowest level that is logged, as the setting LOG_LEVEL names it.
    """
    handler = LineHandler(sys.__stdout__.fileno() if sys.__stdout__ else 1)
    handler.setFormatter(EcsFormatter())
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level.upper())
    logging.captureWarnings(True)
    logging.raiseExceptions = False
    _omit_unused_facts()
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def _omit_unused_facts() -> None:
    """Spare each record what no line contains: who called, and in which thread and task.

    References:
        https://docs.python.org/3/howto/logging.html#optimization
    """
    logging._srcfile = None
    logging.logThreads = logging.logMultiprocessing = False
    if sys.version_info >= (3, 12):
        logging.logAsyncioTasks = False


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _log.critical("uncaught exception", exc_info=(kind, error, trace))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        _log_uncaught(args.exc_type, args.exc_value, args.exc_traceback)
