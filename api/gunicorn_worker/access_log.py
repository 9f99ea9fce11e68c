"""gunicorn's loggers, in JSON: one line a request, with what the application noted of it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.instrument.statsd import Statsd

from api.observability.log_setup import LONGEST_MESSAGE, SERVICE
from api.observability.request_context import ENVIRON_KEY, Record, trace_id


def access_fields(resp: Any, environ: Mapping[str, Any], request_time: timedelta) -> dict[str, Any]:
    """What is said of a request: its HTTP side, and what the application noted of it."""
    fields = {
        "event.dataset": f"{SERVICE}.access",
        "http.request.method": environ.get("REQUEST_METHOD", ""),
        "http.response.status_code": int(str(resp.status).split(None, 1)[0]),
        "http.response.body.bytes": getattr(resp, "sent", None),
        "url.path": environ.get("RAW_URI", "").partition("?")[0][:LONGEST_MESSAGE],
        "event.duration": request_time // timedelta(microseconds=1) * 1000,
        "client.address": environ.get("REMOTE_ADDR", ""),
        "user_agent.original": environ.get("HTTP_USER_AGENT", "")[:LONGEST_MESSAGE],
    }
    record = environ.get(ENVIRON_KEY)
    if isinstance(record, Record):
        fields["trace.id"] = record.trace
        fields.update(record.fields)
    return fields


class JsonLog:
    """Speaks through the root logger instead of gunicorn's handlers; mixed into both of its loggers below."""

    error_log: logging.Logger
    access_log: logging.Logger
    access_log_enabled = False  # gunicorn's own access line is not wanted

    def setup(self, cfg: Config) -> None:
        """Called by gunicorn at start and at each reload of its configuration."""
        self.cfg = cfg
        self.loglevel = logging.root.level
        for logger in (self.error_log, self.access_log):
            logger.handlers.clear()
            logger.propagate = True

    def access(self, resp: Any, req: Any, environ: Mapping[str, Any], request_time: timedelta) -> None:
        """Log one request, then let gunicorn count it."""
        if self.access_log.isEnabledFor(logging.INFO):
            self.access_log.info("request", extra=access_fields(resp, environ, request_time))
        trace_id.set("")
        super().access(resp, req, environ, request_time)  # type: ignore[misc]


class JsonLogger(JsonLog, Logger):
    """gunicorn's logger, in JSON."""


class JsonStatsdLogger(JsonLog, Statsd):
    """gunicorn's logger that sends statistics as statsd, in JSON."""
