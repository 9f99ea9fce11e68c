"""The engine of one machine: worker processes, and the embedded database for sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from training.corpus.aggregation import sum_counts
from training.corpus.extraction import Extracted, ExtractTask, extract, tasks, together
from training.dumps.wikitext_table import WikitextTable, ordered_rows, pages_of
from training.engines import Result, Task
from training.errors import UnreadableTable
from training.runtime.database import database
from training.runtime.worker_pool import WorkerPool, worker_pool


class LocalEngine:
    """So many processes of this machine."""

    def __init__(self, pool: WorkerPool, jobs: int) -> None:
        self._pool, self._jobs = pool, jobs

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """As Engine.map; raises WorkerLost."""
        return self._pool.map(function, tasks)

    def extract_table(self, table: WikitextTable, into: ExtractTask, memory_mb: int) -> Extracted:
        """As Engine.extract_table, of tables in files. Raises UnreadableTable."""
        if not table.is_path:
            raise UnreadableTable(table.name, "is not a path, and only a cluster has tables with names")
        work = into.directory / "ordered.duckdb"
        with database(work, memory_mb=memory_mb, threads=self._jobs) as connection:
            rows = ordered_rows(connection, table)
            found = list(self.map(extract, tasks(pages_of(rows), into.site, into.directory)))
        work.unlink()
        return together(found)

    def sum_counts(self, counted: Path, sums: Path, memory_mb: int) -> None:
        """As Engine.sum_counts; no worker is busy meanwhile. Raises duckdb.Error."""
        with database(sums, memory_mb=memory_mb, threads=self._jobs) as connection:
            sum_counts(connection, counted)


@contextmanager
def local_engine(jobs: int) -> Iterator[LocalEngine]:
    """The engine; its processes end with the block."""
    with worker_pool(jobs) as pool:
        yield LocalEngine(pool, jobs)
