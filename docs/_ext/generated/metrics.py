"""The metrics of the service, from the objects that count them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from api.observability.metrics import STAGES, Metrics, Published
from api.observability.process_metrics import ProcessMetrics
from generated.markup import code, definitions, prose

SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}


class _NoBundles:
    """A catalog without bundles."""

    def wikis(self) -> tuple[str, ...]:
        return ()


def markdown() -> str:
    """A list of all metrics (names, type, labels, meaning), and the values of the label `stage`."""
    return f"{definitions(sorted(_entries()))}\nThe stages are {', '.join(map(code, STAGES))}.\n"


def _entries() -> Iterator[tuple[str, str]]:
    for metric in Metrics()._own._collector_to_names:
        for family in metric.describe():  # type: ignore[attr-defined]
            yield _entry(family, metric._labelnames)  # type: ignore[attr-defined]
    catalog: Any = _NoBundles()
    for family in (*Published(catalog, "").collect(), *ProcessMetrics(shared=False).collect()):
        yield _entry(family, getattr(family, "_labelnames", ()))


def _entry(family: Any, labels: tuple[str, ...]) -> tuple[str, str]:
    names = ", ".join(code(family.name + suffix) for suffix in SUFFIXES.get(family.type, ("",)))
    facts = ", ".join([family.type, *(f"label {code(label)}" for label in labels)])
    return names, f"{prose(family.documentation)} ({facts})"
