"""The processor cores and the memory of a fleet run, and how much of them a wiki needs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from training.runtime.memory_budget import default_memory, max_jobs

MIN_MEMORY = 384 << 20
"""Bytes of one process for a wiki of a few hundred articles (docs/decisions/fleet.md)."""
_BYTES_PER_XML_BYTE = 24
"""The growth of the memory of one process with the dump, until `--memory` bounds it."""
_MIN_XML_PER_PROCESS = 30 << 20
"""Bytes of XML from which another process saves more time than it takes to start."""
_XML_PER_STORED_BYTE = {".bz2": 5, ".gz": 4}


@dataclass(frozen=True, slots=True)
class Need:
    """What a wiki needs.

    Attributes:
        jobs: The number of processes.
        memory: Bytes for all of them.
    """

    jobs: int
    memory: int


@dataclass(slots=True)
class Budget:
    """What a fleet run may use at a time.

    Attributes:
        jobs: The number of processes.
        memory: Bytes for all of them.
    """

    jobs: int
    memory: int
    _taken: list[Need] = field(default_factory=list)

    def need(self, xml: int, total: int) -> Need:
        """Return what a wiki needs. A wiki that would take longer than the rest gets several processes.

        Args:
            xml: Bytes of the wiki's XML.
            total: Bytes of the XML of all wikis.
        """
        share = round(self.jobs * xml / total) if total else 1
        jobs = max(1, min(share, xml // _MIN_XML_PER_PROCESS, max_jobs(self.memory)))
        wanted = MIN_MEMORY + _BYTES_PER_XML_BYTE * xml if jobs == 1 else default_memory(jobs)
        return Need(jobs, min(wanted, default_memory(jobs), self.memory))

    def fits(self, need: Need) -> bool:
        """Return True if there is room for this need. There always is if nothing is taken."""
        jobs = sum(taken.jobs for taken in self._taken) + need.jobs
        memory = sum(taken.memory for taken in self._taken) + need.memory
        return not self._taken or (jobs <= self.jobs and memory <= self.memory)

    def take(self, need: Need) -> None:
        """Take what a wiki needs."""
        self._taken.append(need)

    def give_back(self, need: Need) -> None:
        """Return what a wiki has taken."""
        self._taken.remove(need)


def xml_bytes(files: Iterable[str]) -> int:
    """Estimate the size of a dump without compression. A file that does not exist counts as empty."""
    return sum(_size(file) * _XML_PER_STORED_BYTE.get(Path(file).suffix, 1) for file in files)


def _size(file: str) -> int:
    try:
        return os.stat(file).st_size  # noqa: PTH116 - "-" and pipes have no path
    except OSError:
        return 0
