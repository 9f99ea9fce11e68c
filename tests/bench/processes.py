"""Measures CPU time and memory of a command and its child processes, by phase, with samples from /proc."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_SAMPLE_SECONDS = 0.1


@dataclass(slots=True)
class Phase:
    """The usage of all processes together.

    Attributes:
        cpu: CPU seconds.
        wall: Elapsed seconds.
        rss: Maximum of resident bytes.
        anonymous: The same without mapped files, which processes share and the system can reclaim.
    """

    cpu: float = 0.0
    wall: float = 0.0
    rss: int = 0
    anonymous: int = 0


@dataclass(slots=True)
class Usage:
    """The usage of a command, in total and by phase in order of appearance."""

    total: Phase = field(default_factory=Phase)
    phases: dict[str, Phase] = field(default_factory=dict)
    returncode: int = 0


def measure(
    command: Sequence[str], phase: Callable[[], str], *, env: Mapping[str, str] | None = None, log: Path | None = None
) -> Usage:
    """Run a command and return its usage.

    Args:
        command: The command.
        phase: Returns the name of the current phase.
        env: The environment.
        log: A file for standard error.
    """
    usage, began = Usage(), time.monotonic()
    with (log or Path(os.devnull)).open("wb") as stderr:
        process = subprocess.Popen(command, env=env, stderr=stderr)
        done = threading.Event()
        sampler = threading.Thread(target=_sample, args=(process.pid, phase, usage, done))
        sampler.start()
        usage.returncode = process.wait()
        done.set()
        sampler.join()
    # getrusage would miss workers: a fork server starts them, and the kernel adds their time to none of our processes.
    usage.total.cpu = sum(phase.cpu for phase in usage.phases.values())
    usage.total.wall = time.monotonic() - began
    return usage


def _sample(root: int, phase: Callable[[], str], usage: Usage, done: threading.Event) -> None:
    cpu, clock = 0.0, time.monotonic()
    while not done.wait(_SAMPLE_SECONDS):
        current = usage.phases.setdefault(phase(), Phase())
        now = time.monotonic()
        used, rss, anonymous = _tree(root)
        current.cpu += max(0.0, used - cpu)
        current.wall += now - clock
        cpu, clock = max(cpu, used), now
        for found in (current, usage.total):
            found.rss, found.anonymous = max(found.rss, rss), max(found.anonymous, anonymous)


def _tree(root: int) -> tuple[float, int, int]:
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                words = Path(entry.path, "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            pid = int(entry.name)
            parents[pid], ticks[pid] = int(words[1]), sum(map(int, words[11:15]))
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    memory = [_memory(pid) for pid in found]
    cpu = sum(ticks.get(pid, 0) for pid in found) / _TICKS
    return cpu, sum(rss for rss, _ in memory), sum(anonymous for _, anonymous in memory)


def _memory(pid: int) -> tuple[int, int]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0, 0
    fields = dict(line.partition(":")[::2] for line in lines)
    rss, anonymous = (int(fields.get(name, "0 kB").split()[0]) << 10 for name in ("VmRSS", "RssAnon"))
    return rss, anonymous
