"""Settings of a training run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from training.corpus import exclusion_rules as filter_rules
from training.learning import default_model
from training.runtime.memory_budget import Memory, default_memory


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Spark cluster: the address of its master, and Spark's properties for this run."""

    master: str
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What to train from and how. memory: bytes that all processes together may take, for the steps that grow.

    work_dir: where unfinished work lies; default: `<data dir>/.work/<wiki>`. table: of dumps.wikitext_table, to read
    articles from; `dumps` then only says what wiki it is. cluster: where to work; None: on this machine.
    """

    wiki: str
    dumps: tuple[str, ...]
    data_dir: Path
    table: str | None = None
    cluster: Cluster | None = None
    work_dir: Path | None = None
    page_props: Path | None = None
    instance_of: Path | None = None
    allow_truncated: bool = False
    strict: bool = False
    publish: bool = True
    keep_work: bool = False
    seed: int = 0
    jobs: int = os.cpu_count() or 1
    memory: int = default_memory(os.cpu_count() or 1)

    @property
    def work(self) -> Path:
        """The directory of this run's unfinished work."""
        return (self.work_dir or self.data_dir / ".work") / self.wiki

    @property
    def source(self) -> str:
        """Name of what is trained from."""
        return self.table or ", ".join(Path(dump).name for dump in self.dumps)

    def fingerprint(self) -> dict[str, object]:
        """What decides the result: a run with the same may go on where another was interrupted."""
        tables = [self.table] if self.table else []
        files = [*self.dumps, *tables, *(str(path) for path in (self.page_props, self.instance_of) if path is not None)]
        return {
            "steps": STEPS_VERSION,
            "wiki": self.wiki,
            "files": [identity(file) for file in files],
            "own files": [identity(str(path)) for path in (filter_rules.DEFAULT_FILE, default_model.PATH)],
            "allow_truncated": self.allow_truncated,
            "seed": self.seed,
        }

    @property
    def shares(self) -> Memory:
        """How the memory is shared."""
        return Memory(self.memory, self.jobs)

    @property
    def resumable(self) -> bool:
        """Standard input cannot be read twice, nor compared."""
        return "-" not in self.dumps


STEPS_VERSION = 4
"""Counted up when a step changes what it leaves: unfinished work of older programs is not gone on with."""


def identity(file: str) -> list[object]:
    """What tells whether it is the same file as before: path, size and time of the last change, where it is there."""
    try:
        status = Path(file).stat()
    except OSError:
        return [file]
    return [str(Path(file).absolute()), status.st_size, status.st_mtime_ns]
