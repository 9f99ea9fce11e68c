"""The engine of one machine: worker processes run the tasks, and DuckDB computes sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from linking.text.titles import Site
from training.corpus.aggregation import sum_counts
from training.corpus.extraction import ArticleCounts, add_up, extract_chunk, extraction_tasks
from training.dumps.wikitext_table import WikitextTable, ordered_rows, pages_of
from training.engines import Result, Task
from training.errors import UnreadableTableError
from training.runtime.database import database
from training.runtime.worker_pool import WorkerPool, worker_pool


class LocalEngine:
    """A pool of worker processes."""

    def __init__(self, pool: WorkerPool, jobs: int) -> None:
        self._pool, self._jobs = pool, jobs

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """As Engine.map.

        Raises:
            WorkerLostError: A worker process died.
        """
        return self._pool.map(function, tasks)

    def extract_table(self, table: WikitextTable, site: Site, directory: Path, memory_mb: int) -> ArticleCounts:
        """As Engine.extract_table. The table must be a directory with Parquet files.

        Raises:
            UnreadableTableError: It is not.
        """
        if not table.is_path:
            raise UnreadableTableError(table.name, "is not a path; only --engine spark reads tables by name")
        work = directory / "ordered.duckdb"
        with database(work, memory_mb=memory_mb, threads=self._jobs) as connection:
            rows = ordered_rows(connection, table)
            counts = list(self.map(extract_chunk, extraction_tasks(pages_of(rows), site, directory)))
        work.unlink()
        return add_up(counts)

    def sum_counts(self, counted: Path, sums: Path, memory_mb: int) -> None:
        """As Engine.sum_counts. No worker is busy at that time.

        Raises:
            duckdb.Error: The database cannot be written.
        """
        with database(sums, memory_mb=memory_mb, threads=self._jobs) as connection:
            sum_counts(connection, counted)


@contextmanager
def local_engine(jobs: int) -> Iterator[LocalEngine]:
    """Open the engine. Its processes end with the block."""
    with worker_pool(jobs) as pool:
        yield LocalEngine(pool, jobs)
