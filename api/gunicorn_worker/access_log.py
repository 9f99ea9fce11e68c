"""gunicorn's loggers, with one JSON line per request instead of gunicorn's own access log."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.instrument.statsd import Statsd

from api.observability.log_setup import MAX_MESSAGE_LENGTH, SERVICE
from api.observability.request_context import ENVIRON_KEY, RequestContext, current_log_ids


def access_fields(resp: Any, environ: Mapping[str, Any], request_time: timedelta) -> dict[str, Any]:
    """Return the ECS fields of a request's log line: those of HTTP, and those of the request's context."""
    fields = {
        "event.dataset": f"{SERVICE}.access",
        "http.request.method": environ.get("REQUEST_METHOD", ""),
        "http.response.status_code": int(str(resp.status).split(None, 1)[0]),
        "http.response.body.bytes": getattr(resp, "sent", None),
        "url.path": environ.get("RAW_URI", "").partition("?")[0][:MAX_MESSAGE_LENGTH],
        "event.duration": request_time // timedelta(microseconds=1) * 1000,  # nanoseconds
        "client.address": environ.get("REMOTE_ADDR", ""),
        "user_agent.original": environ.get("HTTP_USER_AGENT", "")[:MAX_MESSAGE_LENGTH],
    }
    context = environ.get(ENVIRON_KEY)
    if isinstance(context, RequestContext):  # missing if the request failed before it reached the application
        fields.update(context.log_ids)
        fields.update(context.log_fields)
    return fields


class JsonLogMixin:
    """Routes gunicorn's messages to the root logger, which writes JSON. Both of gunicorn's loggers need this."""

    error_log: logging.Logger
    access_log: logging.Logger
    access_log_enabled = False  # suppresses gunicorn's own access line

    def setup(self, cfg: Config) -> None:
        """Remove gunicorn's handlers. gunicorn calls this at start and whenever it reloads its configuration."""
        self.cfg = cfg
        self.loglevel = logging.root.level
        for logger in (self.error_log, self.access_log):
            logger.handlers.clear()
            logger.propagate = True

    def access(self, resp: Any, req: Any, environ: Mapping[str, Any], request_time: timedelta) -> None:
        """Log one request, then let gunicorn count it."""
        context = environ.get(ENVIRON_KEY)
        is_logged = not isinstance(context, RequestContext) or context.is_logged
        if is_logged and self.access_log.isEnabledFor(logging.INFO):
            self.access_log.info("request", extra=access_fields(resp, environ, request_time))
        current_log_ids.set({})
        super().access(resp, req, environ, request_time)  # type: ignore[misc]


class JsonLogger(JsonLogMixin, Logger):
    """gunicorn's default logger, in JSON."""


class JsonStatsdLogger(JsonLogMixin, Statsd):
    """gunicorn's logger that also sends statistics to statsd, in JSON."""
