"""The engine of a cluster: the same functions and the same SQL on PySpark, which is imported here alone.

All machines see the work directory and the dump under the same paths, and have this program and its requirements: on
a shared file system, or as an archive that `spark.archives` unpacks (https://spark.apache.org/docs/latest/api/python/
user_guide/python_packaging.html). Tasks write their files whole and alike, however often they are tried: a lost
executor costs time and nothing else.
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
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Generic, cast

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from threadpoolctl import threadpool_limits

from linking.errors import PortableError
from training.corpus.aggregation import COUNTED, fill_table, sum_query
from training.corpus.extraction import Extracted, ExtractTask, extract, tasks, together
from training.dumps.wikitext_table import COLUMNS, WikitextTable, pages_of
from training.engines import Result, Task
from training.errors import ClusterFailed
from training.runtime.database import NULL, database
from training.runtime.worker_pool import run_task
from training.settings import Cluster

_FAILURES = (PySparkException, Py4JError)
_RAISED = re.compile(r"(?!org\.apache|py4j)[\w.]*(?:Error|Exception)\b")
_WAVE = 8
"""Tasks for each core that are handed over at once."""
_WAVES_AHEAD = 2
"""Waves that wait or run: while the last tasks of one finish, the next keeps the other cores busy."""
_CHUNKS_OF_PARTITION = 1_000
_PAGES_OF_PARTITION = 50_000


@dataclass(frozen=True, slots=True)
class _Outcome(Generic[Result]):
    """What a task returned, or an error that it raised and that the operator can mend."""

    result: Result | None = None
    error: PortableError | None = None


class SparkEngine:
    """A cluster's executors."""

    def __init__(self, session: SparkSession) -> None:
        self._session, self._context = session, session.sparkContext

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """As Engine.map; raises ClusterFailed."""
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
        return self._context.parallelize(wave, len(wave)).map(_caught(function)).collect()

    def sum_counts(self, counted: Path, sums: Path, memory_mb: int) -> None:
        """As Engine.sum_counts: summed up by the cluster, brought into the database by this process."""
        summed = sums.parent / "summed"
        try:
            for table in COUNTED:
                self._counted(counted, table).createOrReplaceTempView(f"counted_{table}")
                self._session.sql(sum_query(table, f"counted_{table}")).write.parquet(str(summed / table), "overwrite")
        except _FAILURES as error:
            raise ClusterFailed(_reason(error)) from error
        with database(sums, memory_mb=memory_mb, threads=1) as connection:
            for table in COUNTED:
                fill_table(connection, table, f"SELECT * FROM read_parquet('{_quoted(summed / table)}/*.parquet')")
        shutil.rmtree(summed)

    def _counted(self, counted: Path, table: str) -> DataFrame:
        kinds = {"VARCHAR": "STRING"}
        schema = ", ".join(f"{name} {kinds.get(kind, 'BIGINT')}" for name, kind in COUNTED[table][0].items())
        reader = self._session.read.option("pathGlobFilter", f"{table}-*.csv.gz")
        return reader.csv(str(counted), schema, quote='"', escape='"', nullValue=NULL, emptyValue="", multiLine=True)

    def extract_table(self, table: WikitextTable, into: ExtractTask, memory_mb: int) -> Extracted:  # noqa: ARG002
        """As Engine.extract_table, each executor its own part of the table. Raises ClusterFailed."""
        try:
            frame = self._read(table)
            partitions = 1 + frame.count() // _PAGES_OF_PARTITION
            ordered = frame.repartitionByRange(partitions, "page_id").sortWithinPartitions("page_id")
            found = ordered.rdd.mapPartitionsWithIndex(_extractor(into)).collect()
        except _FAILURES as error:
            raise ClusterFailed(_reason(error)) from error
        return together(found)

    def _read(self, table: WikitextTable) -> DataFrame:
        reader = self._session.read
        frame = reader.parquet(table.name) if table.is_path else reader.table(table.name)
        chosen = frame.where((frame.wiki_db == table.wiki) & (frame.page_namespace == 0))
        return chosen.select(*COLUMNS)


def _results(wave: Future[list[_Outcome[Result]]]) -> Iterator[Result]:
    try:
        outcomes = wave.result()
    except _FAILURES as error:
        raise ClusterFailed(_reason(error)) from error
    for outcome in outcomes:
        if outcome.error is not None:
            raise outcome.error
        yield cast(Result, outcome.result)


def _caught(function: Callable[[Task], Result]) -> Callable[[Task], _Outcome[Result]]:
    def call(task: Task) -> _Outcome[Result]:
        # one thread, as in the local engine's workers: sums in another order are other numbers
        with threadpool_limits(1):
            try:
                return _Outcome(run_task(function, task))
            except PortableError as error:
                return _Outcome(error=error)

    return call


def _extractor(into: ExtractTask) -> Callable[[int, Iterable[Sequence[Any]]], Iterator[Extracted]]:
    def run(partition: int, rows: Iterable[Sequence[Any]]) -> Iterator[Extracted]:
        for place, task in enumerate(tasks(pages_of(rows), into.site, into.directory)):
            if place >= _CHUNKS_OF_PARTITION:
                raise ValueError(f"more than {_CHUNKS_OF_PARTITION} chunks in one partition")
            number = partition * _CHUNKS_OF_PARTITION + place
            yield extract(ExtractTask(number, task.pages, task.site, task.directory))

    return run


def _reason(error: Exception) -> str:
    """What a task died of, where that is it; else the beginning of what Spark says, which is pages of stack traces."""
    lines = str(error).splitlines() or [type(error).__name__]
    raised = [line for line in lines if _RAISED.match(line)]
    return raised[0] if raised else lines[0]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


@contextmanager
def spark_engine(cluster: Cluster) -> Iterator[SparkEngine]:
    """The engine, on a session of its own. Raises ClusterFailed."""
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
        raise ClusterFailed(_reason(error)) from error
    try:
        yield SparkEngine(session)
    finally:
        session.stop()
