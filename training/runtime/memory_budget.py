"""Divides the memory of a run among its processes and their databases."""

from __future__ import annotations

from dataclasses import dataclass

PROCESS_BYTES = 200 << 20
"""Memory of a process with its libraries, its model and small tables."""
_WORKER_BYTES = 256 << 20
"""Additional memory of a worker, for the parts of a step that do not use a database."""
_MIN_DATABASE_BYTES = 128 << 20
"""DuckDB reads CSV files in blocks of 30.5 MB, of which it needs several. With 64 MB even a tiny wiki fails."""


def max_jobs(memory: int) -> int:
    """Return how many worker processes this many bytes of memory are enough for."""
    return max(1, (memory - PROCESS_BYTES) // (PROCESS_BYTES + _WORKER_BYTES))


def default_memory(jobs: int) -> int:
    """Return how many bytes of memory this number of worker processes can use well."""
    return max(2 << 30, PROCESS_BYTES + jobs * 2 * (PROCESS_BYTES + _WORKER_BYTES))


@dataclass(frozen=True, slots=True)
class MemoryBudget:
    """The memory of a run.

    Attributes:
        total: Bytes for all processes together.
        jobs: The number of worker processes, not counting the main process.
    """

    total: int
    jobs: int

    def database_mb(self, processes: int = 1) -> int:
        """Return the megabytes for each database, if this number of processes use one at the same time.

        Of the memory that the processes themselves leave free, a single database gets half. Several databases get a
        third, because their processes have tables of their own as well.
        """
        free = self.total - (self.jobs + 1) * PROCESS_BYTES
        return max(_MIN_DATABASE_BYTES, free // (2 if processes == 1 else 3 * processes)) >> 20
