"""Opens the engine that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from training.engines import Engine
from training.engines.local import local_engine
from training.errors import EngineMissingError
from training.settings import Cluster


@contextmanager
def open_engine(cluster: Cluster | None, jobs: int) -> Iterator[Engine]:
    """Open an engine for the time of the block.

    Args:
        cluster: The Spark cluster, or None for this machine.
        jobs: The number of worker processes on this machine.

    Raises:
        EngineMissingError: PySpark is not installed.
        ClusterFailedError: The cluster cannot be reached.
    """
    if cluster is None:
        with local_engine(jobs) as local:
            yield local
        return
    try:
        from training.engines.spark import spark_engine
    except ModuleNotFoundError as error:
        raise EngineMissingError(str(error.name)) from error
    with spark_engine(cluster) as spark:
        yield spark
