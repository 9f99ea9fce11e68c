"""Tracing with OpenTelemetry: an extra that is off by default. Its packages are imported only if it is on.

References:
    https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

from api.settings.config_error import ConfigError
from api.settings.definitions import Config

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from opentelemetry.sdk.trace import SpanProcessor

    from api.observability.request_spans import RequestSpans

REQUIREMENTS = "requirements-tracing.txt"
FLUSH_SECONDS = 2.0
"""How long a worker that ends waits for the collector to take its last spans."""

_log = logging.getLogger("linkrecommendation.tracing")


def check_packages(config: Config) -> None:
    """Check that tracing is off or its packages are installed.

    Raises:
        ConfigError: If tracing is on and a package is missing.
    """
    if not config.traces_url:
        return
    try:
        import api.observability.span_export  # noqa: F401 - only if tracing is on
    except ModuleNotFoundError as error:
        variable = "OTEL_EXPORTER_OTLP_" + ("TRACES_ENDPOINT" if config.otel_traces_endpoint else "ENDPOINT")
        raise ConfigError(
            variable,
            config.otel_traces_endpoint or config.otel_endpoint,
            f"tracing needs the packages of {REQUIREMENTS}, and {error.name} is not installed: "
            f"pip install --require-hashes -r {REQUIREMENTS}",
        ) from error


class Tracing:
    """Makes spans of the requests that this process serves, and sends them to a collector.

    It makes none until it is started: each worker starts its own after the fork, because the thread that sends spans
    would not survive it.

    Args:
        config: The settings.

    Raises:
        ConfigError: If tracing is on and a package is missing.
    """

    def __init__(self, config: Config) -> None:
        check_packages(config)  # imports them before the fork, so that workers share their memory
        self._config = config
        self._provider: Any = None
        self._tracer: Any = None

    def start(self, processor: SpanProcessor | None = None) -> None:
        """Start to make spans, if tracing is on.

        Args:
            processor: Receives the spans; by default one that sends them to the collector of the settings.
        """
        if not self._config.traces_url:
            return
        from api.observability import span_export

        self._provider = span_export.new_provider(self._config, processor or span_export.new_processor(self._config))
        self._tracer = self._provider.get_tracer("linkrecommendation", self._config.application_version)

    def begin(self, environ: WSGIEnvironment) -> RequestSpans | None:
        """Start the spans of a request; None if the process makes no spans."""
        if self._tracer is None:
            return None
        from api.observability.request_spans import RequestSpans

        return RequestSpans(self._tracer, environ)

    def stop(self, seconds: float = FLUSH_SECONDS) -> None:
        """Send the last spans, and give up after some seconds: the process is to end, whatever the collector does."""
        if self._provider is None:
            return
        flush = threading.Thread(target=self._provider.shutdown, name="flush-spans", daemon=True)
        flush.start()
        flush.join(seconds)
        if flush.is_alive():
            _log.warning("the collector did not take the last spans in %g s; they are lost", seconds)
        self._provider = self._tracer = None
