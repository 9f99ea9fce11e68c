"""Where spans go: sampling, batching, and a collector that speaks OTLP over HTTP. Needs requirements-tracing.txt."""

from __future__ import annotations

import logging
import time

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import SpanLimits, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON, ParentBased, Sampler, TraceIdRatioBased
from opentelemetry.util.re import parse_env_headers

from api.observability.log_setup import MAX_MESSAGE_LENGTH, SERVICE
from api.settings.definitions import Config

PAUSE_SECONDS = 60.0
"""Shortest time between two lines of a worker about the export of spans."""

_PARENT_BASED = "parentbased_"
_UNKNOWN_SERVICE = "unknown_service"  # what the SDK calls a service without a name


def new_provider(config: Config, processor: SpanProcessor) -> TracerProvider:
    """Return the provider that creates spans. The caller shuts it down when the worker ends."""
    provider = TracerProvider(
        sampler=_sampler(config),
        resource=_resource(config),
        span_limits=SpanLimits(max_attribute_length=MAX_MESSAGE_LENGTH),
        shutdown_on_exit=False,
    )
    provider.add_span_processor(processor)
    return provider


def new_processor(config: Config) -> SpanProcessor:
    """Return what sends spans to the collector of the settings, in batches, from a thread of its own.

    It drops spans that its queue has no room for. What it logs is passed on once in a while.
    """
    logger = logging.getLogger("opentelemetry")
    logger.propagate = False
    logger.handlers[:] = [RareMessages(PAUSE_SECONDS)]
    headers = parse_env_headers(config.otel_headers, liberal=True)
    return BatchSpanProcessor(OTLPSpanExporter(endpoint=config.traces_url, headers=headers))


def _sampler(config: Config) -> Sampler:
    name = config.otel_traces_sampler
    root: Sampler = {"always_on": ALWAYS_ON, "always_off": ALWAYS_OFF}.get(
        name.removeprefix(_PARENT_BASED)
    ) or TraceIdRatioBased(config.otel_traces_sampler_arg)
    return ParentBased(root) if name.startswith(_PARENT_BASED) else root


def _resource(config: Config) -> Resource:
    """Describe the service. OTEL_RESOURCE_ATTRIBUTES precedes what the service says about itself."""
    found = Resource.create()
    own = {SERVICE_VERSION: config.application_version}
    name = config.otel_service_name
    if not name and str(found.attributes[SERVICE_NAME]).startswith(_UNKNOWN_SERVICE):
        name = SERVICE
    own = {key: value for key, value in own.items() if key not in found.attributes}
    return found.merge(Resource(own | ({SERVICE_NAME: name} if name else {})))


class RareMessages(logging.Handler):
    """Passes a record on to the root logger's handlers, and drops those that follow soon after it.

    Args:
        pause: Shortest time between two records that are passed on, in seconds.
    """

    def __init__(self, pause: float) -> None:
        super().__init__(logging.WARNING)
        self._pause = pause
        self._next = 0.0
        self._dropped = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Pass the record on with the number of those that were dropped before it, or drop it."""
        now = time.monotonic()
        if now < self._next:
            self._dropped += 1
            return
        self._next = now + self._pause
        record.__dict__["tracing.dropped_messages"] = self._dropped
        self._dropped = 0
        logging.root.handle(record)
