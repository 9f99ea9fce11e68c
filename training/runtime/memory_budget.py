"""How the memory that a run may take is shared between its processes and their databases."""

from __future__ import annotations

from dataclasses import dataclass

PROCESS = 200 << 20
"""Bytes of a process that only has its libraries, its model and small tables."""
_TABLES = 256 << 20
"""Bytes that a worker needs to be of use besides: what the parts of a step that are not in a database take."""
_LEAST_DATABASE = 64 << 20


def most_jobs(memory: int) -> int:
    """Worker processes that so much memory is enough for."""
    return max(1, (memory - PROCESS) // (PROCESS + _TABLES))


def default_memory(jobs: int) -> int:
    """What so many worker processes are comfortable with, in bytes."""
    return max(2 << 30, PROCESS + jobs * 2 * (PROCESS + _TABLES))


@dataclass(frozen=True, slots=True)
class Memory:
    """total: bytes that all processes of a run may take; jobs: how many workers there are besides the main process."""

    total: int
    jobs: int

    def of_database(self, processes: int = 1) -> int:
        """Megabytes for the database of each of so many processes that have one at the same time.

        The half, or where several processes have tables of their own beside it, the third of what the programs leave.
        """
        free = self.total - (self.jobs + 1) * PROCESS
        return max(_LEAST_DATABASE, free // (2 if processes == 1 else 3 * processes)) >> 20
