"""Writes the Grafana dashboard chart/dashboards/linkrecommendation.json: `python -m tools.dashboard`.

A dashboard of Grafana is long and repetitive, so the panels are declared here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DASHBOARD = Path(__file__).resolve().parents[1] / "chart" / "dashboards" / "linkrecommendation.json"
_SOURCE = {"type": "prometheus", "uid": "${datasource}"}
_WIDTH, _HEIGHT, _COLUMNS = 8, 8, 3
_WIKI = 'wiki=~"$wiki"'
_API = 'route=~"/v1/.*"'


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel.

    Attributes:
        title: Its title.
        meaning: What it shows, and when to worry.
        queries: Query -> legend.
        unit: Grafana's name of the unit.
        kind: Grafana's type of panel.
        stacked: Whether the series are stacked.
    """

    title: str
    meaning: str
    queries: dict[str, str]
    unit: str = "short"
    kind: str = "timeseries"
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of panels under a heading."""

    title: str
    panels: Sequence[Panel]


def _sum(function: str, metric: str, by: str = "", selector: str = "", over: str = "$__rate_interval") -> str:
    """Return the sum of a function of a counter, over all instances."""
    grouping = f" by ({by})" if by else ""
    chosen = f"{{{selector}}}" if selector else ""
    return f"sum{grouping} ({function}(linkrecommendation_{metric}{chosen}[{over}]))"


def _rate(metric: str, by: str = "", selector: str = "") -> str:
    return _sum("rate", metric, by, selector)


def _quantile(share: float) -> str:
    return (
        f"histogram_quantile({share}, sum by (le) "
        f"(rate(linkrecommendation_request_duration_seconds_bucket{{{_API}}}[$__rate_interval])))"
    )


ROWS = (
    Row(
        "Objectives",
        (
            Panel(
                "Errors of the service",
                "Share of recommendations with status 500 or 503. The objective allows 0.1 % over 30 days.",
                {
                    _rate("requests_total", selector=f'{_API},status=~"500|503",{_WIKI}')
                    + f" / {_rate('requests_total', selector=f'{_API},{_WIKI}')}": "errors"
                },
                "percentunit",
            ),
            Panel(
                "Time to answer",
                "From the arrival of a request to its answer. The objective: 99 % within a second.",
                {_quantile(0.5): "median", _quantile(0.95): "95 %", _quantile(0.99): "99 %"},
                "s",
            ),
            Panel(
                "Requests",
                "By status. 4xx are errors of callers; 502 and 504 of the wikis' API.",
                {_rate("requests_total", "status", _WIKI): "{{status}}"},
                "reqps",
                stacked=True,
            ),
        ),
    ),
    Row(
        "Load",
        (
            Panel(
                "Requests in flight and slots",
                "Saturated where requests reach the slots.",
                {
                    "sum(linkrecommendation_requests_in_flight)": "in flight",
                    "sum by (kind) (linkrecommendation_request_slots)": "slots: {{kind}}",
                },
            ),
            Panel(
                "Time by stage",
                "Seconds of each stage for one answer, in the mean.",
                {
                    _rate("stage_duration_seconds_sum", "stage")
                    + f" / ignoring(stage) group_left {_rate('links_per_answer_count')}": "{{stage}}"
                },
                "s",
                stacked=True,
            ),
            Panel(
                "Links per answer",
                "In the mean. A fall after a new bundle or new rules deserves a look.",
                {
                    f"{_rate('links_per_answer_sum')} / {_rate('links_per_answer_count')}": "links",
                },
            ),
            Panel(
                "Processor",
                "Cores in use by all processes, and answers that were not finished in time.",
                {
                    _rate("process_cpu_seconds_total"): "cores",
                    _rate("truncated_answers_total"): "unfinished answers a second",
                },
            ),
            Panel(
                "Memory",
                "Of all processes. Shared pages count for each process in what is resident.",
                {"sum by (kind) (linkrecommendation_process_memory_bytes)": "{{kind}}"},
                "bytes",
            ),
            Panel(
                "Processes",
                "Workers, and how many ended in ten minutes.",
                {
                    "sum(linkrecommendation_workers)": "workers",
                    _sum("increase", "worker_exits_total", over="10m"): "ended",
                    "sum(linkrecommendation_process_open_files)": "open files",
                },
            ),
        ),
    ),
    Row(
        "Problems",
        (
            Panel(
                "Problems by kind",
                "What requests ended with.",
                {_rate("errors_total", "kind"): "{{kind}}"},
                "reqps",
                stacked=True,
            ),
            Panel(
                "Failed lookups and requests to wikis",
                "By what made them fail.",
                {
                    _rate("store_errors_total", "kind"): "lookup: {{kind}}",
                    _rate("fetch_errors_total", "kind"): "wiki: {{kind}}",
                },
                "reqps",
            ),
            Panel(
                "Requests that did not arrive",
                "Connections closed because their request was not complete in time, or not valid.",
                {_rate("unread_requests_total", "reason"): "{{reason}}"},
                "reqps",
            ),
        ),
    ),
    Row(
        "Data",
        (
            Panel(
                "Age of the bundles",
                "Since the bundle in use was made.",
                {
                    "time() - max by (wiki) "
                    f"(linkrecommendation_bundle_version_timestamp_seconds{{{_WIKI}}} > 0)": "{{wiki}}"
                },
                "s",
            ),
            Panel(
                "Bundles opened, failed and replaced by older ones",
                "By wiki. Failures and older versions are reasons for a ticket.",
                {
                    _sum("increase", "bundle_loads_total", "wiki", _WIKI, "10m"): "{{wiki}}: opened",
                    _sum("increase", "bundle_load_failures_total", "wiki", _WIKI, "10m"): "{{wiki}}: failed",
                    _sum("increase", "bundle_fallbacks_total", "wiki", _WIKI, "10m"): "{{wiki}}: older",
                    f"max by (wiki) (linkrecommendation_bundle_load_seconds{{{_WIKI}}})": "{{wiki}}: seconds to open",
                },
            ),
            Panel(
                "Rules",
                "Rules in force, and 1 where the current ones are invalid.",
                {
                    "max by (wiki) (linkrecommendation_rules)": "{{wiki}}",
                    "max by (wiki) (linkrecommendation_rules_invalid) > 0": "{{wiki}}: invalid",
                },
            ),
            Panel(
                "Articles in batches",
                "By the status that a single request would have.",
                {_rate("batch_articles_total", "status", _WIKI): "{{status}}"},
                "reqps",
                stacked=True,
            ),
            Panel(
                "Jobs: time since the last success",
                "Of sync, training and fleet runs.",
                {
                    "time() - max by (command, wiki) "
                    "(linkrecommendation_job_last_success_timestamp_seconds)": "{{command}} {{wiki}}"
                },
                "s",
            ),
            Panel(
                "Versions",
                "Of the program and of the published bundles.",
                {
                    "count by (version, accelerator) "
                    "(linkrecommendation_build_info)": "program {{version}}, compiled modules {{accelerator}}",
                    f"max by (wiki, version) (linkrecommendation_bundle_info{{{_WIKI}}})": "{{wiki}} {{version}}",
                },
                kind="table",
            ),
        ),
    ),
)


def dashboard() -> dict[str, Any]:
    """Return the dashboard as Grafana's JSON model."""
    panels: list[dict[str, Any]] = []
    top = 0
    for row in ROWS:
        panels.append({"type": "row", "title": row.title, "gridPos": _position(0, top, _WIDTH * _COLUMNS, 1)})
        for index, panel in enumerate(row.panels):
            left, line = index % _COLUMNS * _WIDTH, index // _COLUMNS
            panels.append(_panel(panel, _position(left, top + 1 + line * _HEIGHT, _WIDTH, _HEIGHT)))
        top += 1 + -(-len(row.panels) // _COLUMNS) * _HEIGHT
    return {
        "title": "Link recommendation",
        "uid": "linkrecommendation",
        "tags": ["linkrecommendation"],
        "schemaVersion": 39,
        "refresh": "1m",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [_datasource_variable(), _wiki_variable()]},
        "panels": [{"id": number, **panel} for number, panel in enumerate(panels, 1)],
    }


def _position(x: int, y: int, w: int, h: int) -> dict[str, int]:
    return {"x": x, "y": y, "w": w, "h": h}


def _panel(panel: Panel, position: dict[str, int]) -> dict[str, Any]:
    stacking = {"mode": "normal" if panel.stacked else "none"}
    return {
        "type": panel.kind,
        "title": panel.title,
        "description": panel.meaning,
        "datasource": _SOURCE,
        "gridPos": position,
        "fieldConfig": {
            "defaults": {"unit": panel.unit, "min": 0, "custom": {"stacking": stacking} if panel.stacked else {}},
            "overrides": [],
        },
        "targets": [
            {"refId": chr(ord("A") + index), "datasource": _SOURCE, "expr": query, "legendFormat": legend}
            for index, (query, legend) in enumerate(panel.queries.items())
        ],
    }


def _datasource_variable() -> dict[str, Any]:
    return {"type": "datasource", "name": "datasource", "label": "Data source", "query": "prometheus"}


def _wiki_variable() -> dict[str, Any]:
    query = "label_values(linkrecommendation_bundle_info, wiki)"
    return {
        "type": "query",
        "name": "wiki",
        "label": "Wiki",
        "datasource": _SOURCE,
        "query": query,
        "definition": query,
        "refresh": 2,
        "includeAll": True,
        "multi": True,
        "allValue": ".*",
        "current": {"text": "All", "value": "$__all"},
    }


def text() -> str:
    """Return the content of the file."""
    return json.dumps(dashboard(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    DASHBOARD.write_text(text(), encoding="utf-8")
