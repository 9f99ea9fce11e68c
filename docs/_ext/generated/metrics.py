"""The metrics of the service, from the objects that count them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from prometheus_client.metrics import MetricWrapperBase

from api.metrics import Metrics, Published
from generated.markup import code, prose, table

SUFFIXES = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}


class _NoBundles:
    """A catalog without bundles."""

    def wikis(self) -> tuple[str, ...]:
        return ()


def markdown() -> str:
    """A table of all metrics."""
    return table(("Metric", "Type", "Labels", "Meaning"), sorted(_rows()))


def _rows() -> Iterator[tuple[str, str, str, str]]:
    for attribute in vars(Metrics()).values():
        if isinstance(attribute, MetricWrapperBase):
            (family,) = attribute.describe()
            yield _row(family, attribute._labelnames)
    catalog: Any = _NoBundles()
    for family in Published(catalog, "").collect():
        yield _row(family, getattr(family, "_labelnames", ()))


def _row(family: Any, labels: tuple[str, ...]) -> tuple[str, str, str, str]:
    names = ", ".join(code(family.name + suffix) for suffix in SUFFIXES.get(family.type, ("",)))
    return names, family.type, ", ".join(map(code, labels)), prose(family.documentation) + "."
