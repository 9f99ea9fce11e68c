"""The engine of a Spark cluster. It runs the same functions and the same SQL as the local engine.

No other module imports PySpark. All machines must see the work directory and the dump under the same paths, and have
this program and its requirements, either on a shared file system or in an archive for `spark.archives`. Spark repeats
the tasks of a lost executor: a task that is repeated writes the same files again.

References:
    https://spark.apache.org/docs/latest/api/python/user_guide/python_packaging.html
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Generic, cast

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from threadpoolctl import threadpool_limits

from linking.errors import PortableError
from linking.text.titles import Site
from training.corpus.aggregation import COUNT_TABLES, fill_table, sum_query
from training.corpus.extraction import ArticleCounts, add_up, extract_chunk, extraction_tasks
from training.dumps.wikitext_table import COLUMNS, WikitextTable, pages_of
from training.engines import Result, Task
from training.errors import ClusterFailedError
from training.runtime.database import NULL, database, quoted
from training.runtime.worker_pool import run_task
from training.settings import Cluster

_FAILURES = (PySparkException, Py4JError)
_RAISED = re.compile(r"(?!org\.apache|py4j)[\w.]*(?:Error|Exception)\b")
_WAVE = 8
"""The number of tasks per core that are submitted together, as one wave."""
_WAVES_AHEAD = 2
"""Waves submitted at a time. The next wave keeps cores busy while the last tasks of one finish."""
_MAX_CHUNKS_PER_PARTITION = 1_000
_PAGES_PER_PARTITION = 50_000


@dataclass(frozen=True, slots=True)
class _Outcome(Generic[Result]):
    """The result of a task, or an error that an operator can fix."""

    result: Result | None = None
    error: PortableError | None = None


class SparkEngine:
    """A Spark session."""

    def __init__(self, session: SparkSession) -> None:
        self._session, self._context = session, session.sparkContext

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """As Engine.map.

        Raises:
            ClusterFailedError: A task failed on the cluster.
        """
        remaining = iter(tasks)
        width = _WAVE * self._context.defaultParallelism
        waiting: deque[Future[list[_Outcome[Result]]]] = deque()
        with ThreadPoolExecutor(_WAVES_AHEAD) as threads:
            while wave := list(islice(remaining, width)):
                waiting.append(threads.submit(self._run, function, wave))
                if len(waiting) > _WAVES_AHEAD:
                    yield from _results(waiting.popleft())
            while waiting:
                yield from _results(waiting.popleft())

    def _run(self, function: Callable[[Task], Result], wave: list[Task]) -> list[_Outcome[Result]]:
        return self._context.parallelize(wave, len(wave)).map(_catching(function)).collect()

    def sum_counts(self, counted: Path, sums: Path, memory_mb: int) -> None:
        """As Engine.sum_counts. The cluster computes the sums, and this process loads them into the database.

        Raises:
            ClusterFailedError: A task failed on the cluster.
        """
        summed = sums.parent / "summed"
        try:
            for table in COUNT_TABLES:
                self._counted(counted, table).createOrReplaceTempView(f"counted_{table}")
                self._session.sql(sum_query(table, f"counted_{table}")).write.parquet(str(summed / table), "overwrite")
        except _FAILURES as error:
            raise ClusterFailedError(_reason(error)) from error
        with database(sums, memory_mb=memory_mb, threads=1) as connection:
            for table in COUNT_TABLES:
                fill_table(connection, table, f"SELECT * FROM read_parquet('{quoted(summed / table)}/*.parquet')")
        shutil.rmtree(summed)

    def _counted(self, counted: Path, table: str) -> DataFrame:
        kinds = {"VARCHAR": "STRING"}
        schema = ", ".join(f"{name} {kinds.get(kind, 'BIGINT')}" for name, kind in COUNT_TABLES[table].columns.items())
        reader = self._session.read.option("pathGlobFilter", f"{table}-*.csv.gz")
        return reader.csv(str(counted), schema, quote='"', escape='"', nullValue=NULL, emptyValue="", multiLine=True)

    def extract_table(
        self,
        table: WikitextTable,
        site: Site,
        directory: Path,
        memory_mb: int,  # noqa: ARG002
    ) -> ArticleCounts:
        """As Engine.extract_table. Each executor extracts a part of the table.

        Raises:
            ClusterFailedError: A task failed on the cluster.
        """
        try:
            frame = self._read(table)
            partitions = 1 + frame.count() // _PAGES_PER_PARTITION
            ordered = frame.repartitionByRange(partitions, "page_id").sortWithinPartitions("page_id")
            counts = ordered.rdd.mapPartitionsWithIndex(_partition_extractor(site, directory)).collect()
        except _FAILURES as error:
            raise ClusterFailedError(_reason(error)) from error
        return add_up(counts)

    def _read(self, table: WikitextTable) -> DataFrame:
        reader = self._session.read
        frame = reader.parquet(table.name) if table.is_path else reader.table(table.name)
        chosen = frame.where((frame.wiki_db == table.wiki) & (frame.page_namespace == 0))
        return chosen.select(*COLUMNS)


def _results(wave: Future[list[_Outcome[Result]]]) -> Iterator[Result]:
    try:
        outcomes = wave.result()
    except _FAILURES as error:
        raise ClusterFailedError(_reason(error)) from error
    for outcome in outcomes:
        if outcome.error is not None:
            raise outcome.error
        yield cast(Result, outcome.result)


def _catching(function: Callable[[Task], Result]) -> Callable[[Task], _Outcome[Result]]:
    def call(task: Task) -> _Outcome[Result]:
        # One thread, as in the local engine's workers: floats summed in another order give other results.
        with threadpool_limits(1):
            try:
                return _Outcome(run_task(function, task))
            except PortableError as error:
                return _Outcome(error=error)

    return call


def _partition_extractor(
    site: Site, directory: Path
) -> Callable[[int, Iterable[Sequence[Any]]], Iterator[ArticleCounts]]:
    def extract(partition: int, rows: Iterable[Sequence[Any]]) -> Iterator[ArticleCounts]:
        for place, task in enumerate(extraction_tasks(pages_of(rows), site, directory)):
            if place >= _MAX_CHUNKS_PER_PARTITION:
                raise ValueError(f"more than {_MAX_CHUNKS_PER_PARTITION} chunks in one partition")
            yield extract_chunk(replace(task, number=partition * _MAX_CHUNKS_PER_PARTITION + place))

    return extract


def _reason(error: Exception) -> str:
    """Return the line with the task's error, or the first line of Spark's message, which has pages of stack traces."""
    lines = str(error).splitlines() or [type(error).__name__]
    raised = [line for line in lines if _RAISED.match(line)]
    return raised[0] if raised else lines[0]


@contextmanager
def spark_engine(cluster: Cluster) -> Iterator[SparkEngine]:
    """Open the engine with a new session.

    Raises:
        ClusterFailedError: The cluster cannot be reached.
    """
    root = str(Path(__file__).resolve().parents[2])
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    logging.getLogger("py4j").setLevel(logging.WARNING)
    given: dict[str, Any] = {
        "spark.executorEnv.PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH")))),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        **cluster.properties,
    }
    builder = SparkSession.builder.master(cluster.master).appName("link recommendation training")
    for name, value in given.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (*_FAILURES, RuntimeError) as error:
        raise ClusterFailedError(_reason(error)) from error
    try:
        yield SparkEngine(session)
    finally:
        session.stop()
