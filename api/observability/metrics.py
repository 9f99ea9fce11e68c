"""Metrics for Prometheus. Labels have few values: of wikis only those that there are, of the rest fixed sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from api.observability.metrics_multiprocess import reading
from api.observability.request_context import Record
from api.serving.bundle_cache import Events
from api.stores.catalog import Catalog
from linking.errors import LinkingError

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
STAGES = ("fetch", "parse", "mentions", "lookups", "features", "score", "choose", "explain")
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
LINK_BUCKETS = (0, 1, 2, 3, 5, 10, 15, 20, 50, 100, 1000)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
OTHER = "other"

_PREFIX = "linkrecommendation"


class Metrics(Events):
    """All metrics of one process. files: where processes share theirs; None where this one is alone."""

    def __init__(self, files: Path | None = None) -> None:
        self._files = files
        self._own = CollectorRegistry()
        self._requests = Counter(
            f"{_PREFIX}_requests",
            "Requests by route, method, status and wiki",
            ["route", "method", "status", "wiki"],
            registry=self._own,
        )
        self._duration = Histogram(
            f"{_PREFIX}_request_duration_seconds",
            "Time to answer a request",
            ["route"],
            buckets=BUCKETS,
            registry=self._own,
        )
        stages = Histogram(
            f"{_PREFIX}_stage_duration_seconds",
            "Time by stage of a recommendation",
            ["stage"],
            buckets=BUCKETS,
            registry=self._own,
        )
        self._stages = {stage: stages.labels(stage) for stage in (*STAGES, OTHER)}
        self._links = Histogram(
            f"{_PREFIX}_links_per_answer", "Recommendations per answer", buckets=LINK_BUCKETS, registry=self._own
        )
        self._truncated = Counter(f"{_PREFIX}_truncated_answers", "Answers cut by the deadline", registry=self._own)
        self._fetch_errors = Counter(
            f"{_PREFIX}_fetch_errors", "Failed requests to the wikis' API by kind", ["kind"], registry=self._own
        )
        self._loads = Counter(f"{_PREFIX}_bundle_loads", "Bundles opened", ["wiki"], registry=self._own)
        self._load_failures = Counter(
            f"{_PREFIX}_bundle_load_failures", "Bundles that could not be opened", ["wiki"], registry=self._own
        )
        self._load_seconds = Gauge(
            f"{_PREFIX}_bundle_load_seconds",
            "Time that opening the bundle took last, of the slowest worker",
            ["wiki"],
            registry=self._own,
            multiprocess_mode="livemax",
        )
        self._version = Gauge(
            f"{_PREFIX}_bundle_version_timestamp_seconds",
            "Version of the bundle in use as Unix time, the latest of all workers",
            ["wiki"],
            registry=self._own,
            multiprocess_mode="livemax",
        )

        self._rules = Gauge(
            f"{_PREFIX}_rules",
            "Rules that hold, by the wiki that made them; * for those for all wikis",
            ["wiki"],
            registry=self._own,
            multiprocess_mode="livemax",
        )
        self._rules_invalid = Gauge(
            f"{_PREFIX}_rules_invalid",
            "1 while the rules that lie there are wrong and older ones hold",
            ["wiki"],
            registry=self._own,
            multiprocess_mode="livemax",
        )

    def request(self, record: Record, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered. route: the rule that matched, not the path."""
        method = method if method in METHODS else OTHER
        self._requests.labels(route, method, str(status), record.wiki).inc()
        self._duration.labels(route).observe(seconds)

    def answer(self, links: int, truncated: bool, seconds: Mapping[str, float]) -> None:
        """Count an answer with recommendations. seconds: by stage."""
        for stage, value in seconds.items():
            self._stages.get(stage, self._stages[OTHER]).observe(value)
        self._links.observe(links)
        if truncated:
            self._truncated.inc()

    def fetch_failed(self, kind: str) -> None:
        """Count a failure of a wiki's API. kind: one of FetchError's."""
        self._fetch_errors.labels(kind).inc()

    def loaded(self, wiki: str, version: str, seconds: float) -> None:
        """Note a bundle that was opened."""
        self._loads.labels(wiki).inc()
        self._load_seconds.labels(wiki).set(seconds)
        self._version.labels(wiki).set(_timestamp(version))

    def failed(self, wiki: str) -> None:
        """Count a bundle that could not be opened."""
        self._load_failures.labels(wiki).inc()

    def rules_read(self, name: str, count: int) -> None:
        """Note rules that hold from now on."""
        self._rules.labels(name).set(count)
        self._rules_invalid.labels(name).set(0)

    def rules_refused(self, name: str) -> None:
        """Note rules that are wrong."""
        self._rules_invalid.labels(name).set(1)

    def render(self, *more: Collector) -> bytes:
        """All metrics of all processes in Prometheus's text format, and those of further collectors."""
        if self._files is None:
            shown = CollectorRegistry()
            shown.register(_Of(self._own))
            return _text(shown, more)
        shown = CollectorRegistry()
        MultiProcessCollector(shown, path=str(self._files))
        with reading(self._files):
            return _text(shown, more)


class _Of(Collector):
    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterable[Metric]:
        return self._registry.collect()


class Published(Collector):
    """What needs no counting: the build, and the published bundles."""

    def __init__(self, catalog: Catalog, application_version: str) -> None:
        self._catalog = catalog
        self._version = application_version

    def collect(self) -> Iterable[Metric]:
        """The metrics as of now; a bundle that cannot be read has none here."""
        build = GaugeMetricFamily(f"{_PREFIX}_build_info", "The program", labels=["version"])
        build.add_metric([self._version], 1)
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


def _text(registry: CollectorRegistry, more: Iterable[Collector]) -> bytes:
    for collector in more:
        registry.register(collector)
    return generate_latest(registry)


def _timestamp(version: str) -> float:
    try:
        return datetime.strptime(version, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return 0.0
