"""Metrics for Prometheus.

Clients cannot create label values: a label is the name of an existing wiki or has a fixed set of values.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from api.observability.request_context import RequestContext
from api.serving.events import ServingEvents
from api.stores.catalog import Catalog
from linking import acceleration
from linking.bundle.locks import locked
from linking.errors import LinkingError

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
STAGES = ("fetch", "parse", "mentions", "lookups", "features", "score", "choose", "explain", "verify")
DURATION_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
LINK_BUCKETS = (0, 1, 2, 3, 5, 10, 15, 20, 50, 100, 1000)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
OTHER = "other"

_PREFIX = "linkrecommendation"


class Metrics(ServingEvents):
    """All metrics of one process, and of the processes that share a directory with it.

    Args:
        files: Directory in which processes share their metrics; None if this process shares with no other.
    """

    def __init__(self, files: Path | None = None) -> None:
        self._files = files
        self._own = CollectorRegistry()
        self._requests = self._counter(
            "requests", "Requests by route, method, status and wiki", "route", "method", "status", "wiki"
        )
        self._duration = self._histogram("request_duration_seconds", "Time to answer a request", "route")
        stages = self._histogram("stage_duration_seconds", "Time by stage of a recommendation", "stage")
        self._stages = {stage: stages.labels(stage) for stage in (*STAGES, OTHER)}
        self._links = self._histogram("links_per_answer", "Recommendations per answer", buckets=LINK_BUCKETS)
        self._truncated = self._counter("truncated_answers", "Articles that were not processed completely in time")
        self._fetch_errors = self._counter("fetch_errors", "Failed requests to the wikis' API by kind", "kind")
        self._errors = self._counter("errors", "Requests that ended with a problem, by its kind", "kind")
        self._store_errors = self._counter("store_errors", "Lookups that failed, by what made them fail", "kind")
        self._in_flight = Gauge(
            f"{_PREFIX}_requests_in_flight",
            "Requests that have arrived and are not answered yet",
            registry=self._own,
            multiprocess_mode="livesum",
        )
        self._slots = Gauge(
            f"{_PREFIX}_request_slots",
            "Requests that all workers accept at once: those that bring their text (text), need it fetched (fetch), or "
            "are batches (batch)",
            ["kind"],
            registry=self._own,
            multiprocess_mode="livesum",
        )
        self._worker_exits = self._counter("worker_exits", "Worker processes that have ended, for whatever reason")
        self._unread = self._counter(
            "unread_requests", "Connections closed because their request did not arrive completely, by reason", "reason"
        )
        self._batch_articles = self._counter(
            "batch_articles",
            "Articles of batches by wiki and by the status that a single request would have",
            "wiki",
            "status",
        )
        self._loads = self._counter("bundle_loads", "Bundles opened", "wiki")
        self._load_failures = self._counter("bundle_load_failures", "Bundles that could not be opened", "wiki")
        self._fallbacks = self._counter(
            "bundle_fallbacks", "Older bundles opened because the current one could not be used", "wiki"
        )
        self._load_seconds = self._gauge(
            "bundle_load_seconds", "Time that the last opening of the bundle took, in the slowest worker"
        )
        self._version = self._gauge(
            "bundle_version_timestamp_seconds", "Version of the bundle in use as Unix time, the latest of all workers"
        )
        self._rules = self._gauge("rules", "Rules in force, by the wiki that made them; * for those for all wikis")
        self._rules_invalid = self._gauge(
            "rules_invalid", "1 while the current rules are invalid and earlier ones are in force"
        )

    @property
    def shared(self) -> bool:
        """Whether processes share their metrics."""
        return self._files is not None

    def _counter(self, name: str, documentation: str, *labels: str) -> Counter:
        return Counter(f"{_PREFIX}_{name}", documentation, labels, registry=self._own)

    def _histogram(
        self, name: str, documentation: str, *labels: str, buckets: Sequence[float] = DURATION_BUCKETS
    ) -> Histogram:
        return Histogram(f"{_PREFIX}_{name}", documentation, labels, buckets=buckets, registry=self._own)

    def _gauge(self, name: str, documentation: str) -> Gauge:
        """Declare a gauge by wiki whose value is the maximum over all live processes."""
        return Gauge(f"{_PREFIX}_{name}", documentation, ["wiki"], registry=self._own, multiprocess_mode="livemax")

    def count_request(
        self, context: RequestContext, route: str, method: str, status: int, seconds: float | None
    ) -> None:
        """Count a request that was answered.

        Args:
            context: The request's context.
            route: Pattern of the route that matched the path.
            method: HTTP method.
            status: HTTP status of the answer.
            seconds: Time from the request's arrival to its answer; None if the answer was sent in pieces, until now.
        """
        method = method if method in METHODS else OTHER
        seconds = time.perf_counter() - context.start if seconds is None else seconds
        self._requests.labels(route, method, str(status), context.wiki).inc()
        self._duration.labels(route).observe(seconds)

    def count_answer(self, links: int, truncated: bool, seconds: Mapping[str, float]) -> None:
        """Count an answer with recommendations.

        Args:
            links: How many links it recommends.
            truncated: Whether the time did not suffice for the whole article.
            seconds: Time by stage.
        """
        for stage, value in seconds.items():
            self._stages.get(stage, self._stages[OTHER]).observe(value)
        self._links.observe(links)
        if truncated:
            self.count_truncated()

    def count_truncated(self) -> None:
        """Count an article that was not processed completely in time, whether the answer has links or is an error."""
        self._truncated.inc()

    def count_fetch_error(self, kind: str) -> None:
        """Count a failed request to a wiki's API; `kind` is that of the FetchError."""
        self._fetch_errors.labels(kind).inc()

    def count_batch_article(self, wiki: str, status: int) -> None:
        """Count an article of a batch; `status` is the HTTP status that a single request would have."""
        self._batch_articles.labels(wiki, str(status)).inc()

    def count_error(self, kind: str) -> None:
        """Count a request that ended with a problem; `kind` is the last part of the problem's type."""
        self._errors.labels(kind).inc()

    def count_store_error(self, kind: str) -> None:
        """Count a lookup that failed; `kind` is that of the StoreError."""
        self._store_errors.labels(kind).inc()

    def request_in_flight(self) -> AbstractContextManager[None]:
        """Return a context in which a request counts as in flight."""
        return self._in_flight.track_inprogress()

    def set_slots(self, slots: Mapping[str, int]) -> None:
        """Set how many requests of each kind this process accepts at once."""
        for kind, count in slots.items():
            self._slots.labels(kind).set(count)

    def count_worker_exit(self) -> None:
        """Count a worker process that has ended. The process that started it calls this."""
        self._worker_exits.inc()

    def count_unread_request(self, reason: str) -> None:
        """Count a connection that was closed because its request had not arrived completely."""
        self._unread.labels(reason).inc()

    def bundle_loaded(self, wiki: str, version: str, seconds: float) -> None:
        """Count a bundle that was opened."""
        self._loads.labels(wiki).inc()
        self._load_seconds.labels(wiki).set(seconds)
        self._version.labels(wiki).set(_timestamp(version))

    def bundle_failed(self, wiki: str) -> None:
        """Count a bundle that could not be opened."""
        self._load_failures.labels(wiki).inc()

    def fell_back(self, wiki: str) -> None:
        """Count an older version that was opened instead of the current one."""
        self._fallbacks.labels(wiki).inc()

    def rules_loaded(self, name: str, count: int) -> None:
        """Set the number of rules in force."""
        self._rules.labels(name).set(count)
        self._rules_invalid.labels(name).set(0)

    def rules_rejected(self, name: str) -> None:
        """Mark the current rules as invalid."""
        self._rules_invalid.labels(name).set(1)

    def render(self, *more: Collector) -> bytes:
        """Return the metrics of all processes, and those of further collectors, in Prometheus's text format."""
        collected = CollectorRegistry()
        if self._files is None:
            collected.register(_OwnMetrics(self._own))
        else:
            MultiProcessCollector(collected, path=str(self._files))
        for collector in more:
            collected.register(collector)
        if self._files is None:
            return generate_latest(collected)
        with locked(self._files, timeout=None, shared=True):  # the files of dead workers must not be merged meanwhile
            return generate_latest(collected)


class _OwnMetrics(Collector):
    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterable[Metric]:
        return self._registry.collect()


class Published(Collector):
    """Metrics that are read rather than counted: the program's version, and the published bundles."""

    def __init__(self, catalog: Catalog, application_version: str) -> None:
        self._catalog = catalog
        self._version = application_version

    def collect(self) -> Iterable[Metric]:
        """Yield the current metrics. A bundle that cannot be read has none."""
        build = GaugeMetricFamily(
            f"{_PREFIX}_build_info",
            "The program, and whether its compiled modules run (on, off)",
            labels=["version", "accelerator"],
        )
        build.add_metric([self._version, "off" if acceleration.OBSTACLE else "on"], 1)
        yield build
        bundles = GaugeMetricFamily(f"{_PREFIX}_bundle_info", "The published bundle", labels=["wiki", "version"])
        try:
            wikis = self._catalog.wikis()
        except LinkingError:
            wikis = ()
        for wiki in wikis:
            try:
                bundles.add_metric([wiki, self._catalog.manifest(wiki).version], 1)
            except LinkingError:
                continue
        yield bundles


def _timestamp(version: str) -> float:
    """Return the Unix time of a bundle's version, 0 if the version is not a time."""
    try:
        return datetime.strptime(version, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0
