"""Open the engine that a run's settings ask for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from training.config import RunSettings
from training.engines import Engine
from training.engines.local import local_engine
from training.errors import EngineMissing


@contextmanager
def opened(settings: RunSettings) -> Iterator[Engine]:
    """The engine; it is given back with the block. Raises EngineMissing, ClusterFailed."""
    if settings.cluster is None:
        with local_engine(settings.jobs) as local:
            yield local
        return
    try:
        from training.engines.spark import spark_engine
    except ModuleNotFoundError as error:
        raise EngineMissing(str(error.name)) from error
    with spark_engine(settings.cluster) as spark:
        yield spark
