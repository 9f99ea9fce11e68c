"""Logs of the command line on standard error: plain lines on a terminal, else JSON lines with the fields of ECS.

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
    """One JSON object a line; what a message was given as `extra` stands beside it under its own name."""

    def __init__(self) -> None:
        super().__init__(
            ["levelname", "message", "name"],
            timestamp="@timestamp",
            rename_fields={"levelname": "log.level", "name": "log.logger", "exc_info": "error.stack_trace"},
            static_fields={"ecs.version": ECS_VERSION, "service.name": SERVICE},
        )

    def process_log_record(self, log_data: LogData) -> LogData:
        """Levels in lower case, as the API writes them."""
        return {**log_data, "log.level": str(log_data["log.level"]).lower()}


class TerminalHandler(logging.Handler):
    """Lines on a terminal, above a progress bar where there is one."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record."""
        tqdm.write(self.format(record), file=self._stream)


def configure(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send all logs to `stream`, standard error by default."""
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
        "root": {"level": level.upper(), "handlers": ["output"]},
    }
    logging.config.dictConfig(settings)
    logging.captureWarnings(True)
