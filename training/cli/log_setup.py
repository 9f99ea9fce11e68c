"""Logs of the command line on standard error: plain lines on a terminal, otherwise JSON lines with ECS fields.

References:
    https://www.elastic.co/docs/reference/ecs
"""

from __future__ import annotations

import logging
import logging.config
import sys
from typing import Any, TextIO

from pythonjsonlogger.core import LogData
from pythonjsonlogger.json import JsonFormatter
from tqdm import tqdm

ECS_VERSION = "8.17.0"
SERVICE = "linkrecommendation-training"


class EcsFormatter(JsonFormatter):
    """Formats a record as one JSON object with dotted ECS names; `extra` fields keep their own names."""

    def __init__(self) -> None:
        super().__init__(
            ["levelname", "message", "name"],
            timestamp="@timestamp",
            rename_fields={"levelname": "log.level", "name": "log.logger", "exc_info": "error.stack_trace"},
            static_fields={"ecs.version": ECS_VERSION, "service.name": SERVICE},
        )

    def process_log_record(self, log_data: LogData) -> LogData:
        """Write the level in lower case, as the service does."""
        return {**log_data, "log.level": str(log_data["log.level"]).lower()}


class TerminalHandler(logging.Handler):
    """Writes lines to a terminal, above the progress bar if there is one."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        tqdm.write(self.format(record), file=self._stream)


def configure(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send all log records to a stream.

    Args:
        level: The lowest level that is logged.
        stream: The stream. The default is standard error.
    """
    stream = stream or sys.stderr
    lines = {"class": "training.cli.log_setup.TerminalHandler", "stream": stream, "formatter": "lines"}
    objects = {"class": "logging.StreamHandler", "stream": stream, "formatter": "json"}
    settings: dict[str, Any] = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {"format": "%(asctime)s %(message)s", "datefmt": "%H:%M:%S"},
            "json": {"()": EcsFormatter},
        },
        "handlers": {"output": lines if stream.isatty() else objects},
        "loggers": {"sqlitedict": {"level": "WARNING"}},  # it logs the opening of every file
        "root": {"level": level.upper(), "handlers": ["output"]},
    }
    logging.config.dictConfig(settings)
    logging.captureWarnings(True)
