"""Open the engine that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from training.engines import Engine
from training.engines.local import local_engine
from training.errors import EngineMissing
from training.settings import Cluster


@contextmanager
def opened(cluster: Cluster | None, jobs: int) -> Iterator[Engine]:
    """The cluster's engine; where there is none, that of this machine, with so many processes.

    It is given back with the block. Raises EngineMissing, ClusterFailed.
    """
    if cluster is None:
        with local_engine(jobs) as local:
            yield local
        return
    try:
        from training.engines.spark import spark_engine
    except ModuleNotFoundError as error:
        raise EngineMissing(str(error.name)) from error
    with spark_engine(cluster) as spark:
        yield spark
