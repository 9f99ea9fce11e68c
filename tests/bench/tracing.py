"""Measures what tracing costs: `python -m tests.bench.tracing --data-dir DIR --file WIKI=FILE`.

Workers of one process each serve side by side, without tracing and with it, and are asked in turn, so that the load of
the machine concerns all of them. Prints the CPU time and the median time of a request.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp

from tests.bench.articles import Article, of_file
from tests.bench.posting import Connection
from tests.bench.speed import APP, cpu_seconds
from tests.helpers.api.otlp_collector import otlp_collector
from tests.helpers.programs.running import free_port
from tests.helpers.programs.service import running_service

_ROUNDS = 5


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.tracing", description="Measures what tracing costs.")
    parser.add_argument("--data-dir", type=Path, required=True, help="directory with bundles")
    parser.add_argument("--file", required=True, metavar="WIKI=FILE", help="articles, for the bundle of WIKI")
    parser.add_argument("--limit", type=int, default=200, help="maximum number of articles")
    options = parser.parse_args()
    articles = of_file(options.file, options.limit).articles
    with otlp_collector() as collector:
        endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT"
        sampled = {"OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.01"}
        variants = {
            "off": {},
            "all requests": {endpoint: collector.url},
            "one request in a hundred": {endpoint: collector.url, **sampled},
            "all requests, collector down": {endpoint: f"http://127.0.0.1:{free_port()}"},
        }
        _measure(options.data_dir.resolve(), articles, variants)


def _measure(data_dir: Path, articles: Sequence[Article], variants: Mapping[str, Mapping[str, str]]) -> None:
    with ExitStack() as stack:
        running = {}
        for name, settings in variants.items():
            work = Path(mkdtemp())
            service = stack.enter_context(running_service(data_dir, work, APP, {"WEB_CONCURRENCY": "1", **settings}))
            connection = stack.enter_context(Connection(service))
            connection.post(articles[0])
            running[name] = service.workers()[0], connection
        seconds: dict[str, list[float]] = {name: [] for name in running}
        before = {name: cpu_seconds(pid) for name, (pid, _) in running.items()}
        for _ in range(_ROUNDS):
            for article in articles:
                for name, (_, connection) in running.items():
                    seconds[name].append(connection.post(article))
        for name, (pid, _) in running.items():
            cpu = 1000 * (cpu_seconds(pid) - before[name]) / len(seconds[name])
            median = 1000 * statistics.median(seconds[name])
            sys.stdout.write(f"{name}: {cpu:.3f} ms CPU, {median:.3f} ms median\n")


if __name__ == "__main__":
    main()
