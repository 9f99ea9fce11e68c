"""Metrics of the service's processes: processor time, memory, open files.

prometheus_client has them for a single process only.

References:
    https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    https://man7.org/linux/man-pages/man5/proc_pid_smaps.5.html
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

_PREFIX = "linkrecommendation"
_PROC = Path("/proc")
_KIB = 1024
_SMAPS_LINE = re.compile(r"^(Rss|Private_Clean|Private_Dirty):\s+(\d+) kB", re.MULTILINE)
# Numbers of fields in /proc/PID/stat after the name, which is in parentheses and may contain anything.
_PARENT, _CPU_OF_PROCESS, _CPU_OF_DEAD_CHILDREN = 1, slice(11, 13), slice(13, 15)


@dataclass(frozen=True, slots=True)
class _Process:
    """A process.

    Attributes:
        number: Its id.
        parent: The id of its parent.
        cpu_seconds: Its processor time, in user and system mode.
        cpu_seconds_of_dead_children: That of its children that have ended.
    """

    number: int
    parent: int
    cpu_seconds: float
    cpu_seconds_of_dead_children: float


class ProcessMetrics(Collector):
    """Metrics of this process and its siblings, which share a parent, and of the parent itself.

    Args:
        shared: Whether other processes serve too, as gunicorn's workers do; else this process is measured alone.
        proc: Where the kernel shows its processes.
    """

    def __init__(self, *, shared: bool, proc: Path = _PROC) -> None:
        self._shared, self._proc = shared, proc

    def collect(self) -> Iterable[Metric]:
        """Yield the current metrics; none where the kernel does not show its processes as Linux does."""
        processes = list(self._processes())
        if not processes:
            return
        cpu = CounterMetricFamily(
            f"{_PREFIX}_process_cpu_seconds", "Processor time of all processes, of those that have ended too"
        )
        cpu.add_metric([], sum(one.cpu_seconds + one.cpu_seconds_of_dead_children for one in processes))
        yield cpu
        memory = GaugeMetricFamily(
            f"{_PREFIX}_process_memory_bytes",
            "Memory of all processes: what is private to one of them (private), and that with what they share, which "
            "counts for each (resident)",
            labels=["kind"],
        )
        resident, private = self._memory(processes)
        memory.add_metric(["resident"], resident)
        memory.add_metric(["private"], private)
        yield memory
        files = GaugeMetricFamily(f"{_PREFIX}_process_open_files", "Open files and connections of all processes")
        files.add_metric([], sum(self._open_files(one) for one in processes))
        yield files
        workers = GaugeMetricFamily(f"{_PREFIX}_workers", "Worker processes")
        workers.add_metric([], len(processes) - 1 if self._shared else 1)
        yield workers

    def _processes(self) -> Iterator[_Process]:
        own = self._read(os.getpid())
        if own is None:
            return
        if not self._shared:
            yield own
            return
        parent = self._read(own.parent)
        if parent is not None:
            yield parent
        for directory in self._proc.glob("[0-9]*"):
            process = self._read(int(directory.name))
            if process is not None and process.parent == own.parent:
                yield process

    def _read(self, number: int) -> _Process | None:
        """Return a process, or None if it has ended."""
        try:
            fields = (self._proc / str(number) / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        tick = os.sysconf("SC_CLK_TCK")
        own, dead_children = (sum(map(int, fields[some])) / tick for some in (_CPU_OF_PROCESS, _CPU_OF_DEAD_CHILDREN))
        return _Process(number, int(fields[_PARENT]), own, dead_children)

    def _memory(self, processes: Iterable[_Process]) -> tuple[int, int]:
        """Return the resident and the private memory of processes, in bytes."""
        resident = private = 0
        for process in processes:
            with suppress(OSError):
                text = (self._proc / str(process.number) / "smaps_rollup").read_text()
                for name, size in _SMAPS_LINE.findall(text):
                    if name == "Rss":
                        resident += int(size) * _KIB
                    else:
                        private += int(size) * _KIB
        return resident, private

    def _open_files(self, process: _Process) -> int:
        with suppress(OSError):
            return sum(1 for _ in (self._proc / str(process.number) / "fd").iterdir())
        return 0
