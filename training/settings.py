"""The settings of a training run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from training.corpus import exclusion_rules
from training.learning import default_acceptance, default_model, name_part_model
from training.runtime.memory_budget import MemoryBudget, default_memory

STEPS_VERSION = 7
"""Increased whenever the output of a step changes, so that checkpoints of older programs are not used."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Spark cluster.

    Attributes:
        master: The address of its master.
        properties: Spark properties of this run.
    """

    master: str
    properties: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunSettings:
    """What to train from, and how.

    Attributes:
        wiki: The wiki's database name.
        dumps: The files of the dump, or "-" for standard input.
        data_dir: The directory with all bundles.
        table: A table to read the articles from, as in dumps.wikitext_table. `dumps` then only provides the namespaces.
        cluster: The Spark cluster to run on, or None for this machine.
        work_dir: The directory for the checkpoints of all wikis. The default is `.work` in the data directory.
        page_props: The dump of the table page_props.
        instance_of: The table of Wikidata classes.
        changes: The files of adds-changes dumps to apply to the dump.
        decisions: Files with decisions of the wiki's reviewers, or "-" for standard input.
        decisions_half_life: The age in days at which a decision counts half, or None to let all count the same.
        allow_truncated: Whether to accept a dump that is cut off.
        allow_other_dbname: Whether to accept files of another wiki.
        strict: Whether to write no bundle unless the evaluation shows that it is fit to publish.
        publish: Whether to make the bundle current if nothing speaks against it.
        publish_anyway: Whether to make it current whatever speaks against it.
        since: The directory with what earlier runs kept of each wiki, to read only what has changed, or None.
        keep_work: Whether to keep the checkpoints of a finished run.
        seed: The seed of all random choices.
        jobs: The number of worker processes.
        memory: Bytes for all processes together. Steps whose memory grows with the wiki spill to disk to stay below.
    """

    wiki: str
    dumps: tuple[str, ...]
    data_dir: Path
    table: str | None = None
    cluster: Cluster | None = None
    work_dir: Path | None = None
    page_props: Path | None = None
    instance_of: Path | None = None
    changes: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    decisions_half_life: float | None = None
    allow_truncated: bool = False
    allow_other_dbname: bool = False
    strict: bool = False
    publish: bool = True
    publish_anyway: bool = False
    since: Path | None = None
    keep_work: bool = False
    seed: int = 0
    jobs: int = os.cpu_count() or 1
    memory: int = default_memory(os.cpu_count() or 1)

    @property
    def work(self) -> Path:
        """The directory with the checkpoints of this run."""
        return (self.work_dir or self.data_dir / ".work") / self.wiki

    @property
    def kept_run(self) -> Path | None:
        """The directory with what the run before has kept of this wiki."""
        return self.since / self.wiki if self.since else None

    @property
    def source(self) -> str:
        """The name of the dump or table, for the manifest."""
        return self.table or ", ".join(Path(dump).name for dump in (*self.dumps, *self.changes))

    def fingerprint(self) -> dict[str, object]:
        """Return what all steps depend on. A run may use the checkpoints of one with the same.

        Decisions are no part of it: the names of the steps that use them have a digest of what was decided.
        """
        tables = [self.table] if self.table else []
        others = (str(path) for path in (self.page_props, self.instance_of) if path is not None)
        files = [*self.dumps, *self.changes, *tables, *others]
        own_files = (exclusion_rules.DEFAULT_FILE, default_model.PATH, default_acceptance.PATH, name_part_model.PATH)
        return {
            "steps": STEPS_VERSION,
            "wiki": self.wiki,
            "files": [file_identity(file) for file in files],
            "own files": [file_identity(str(path)) for path in own_files],
            "allow_truncated": self.allow_truncated,
            "seed": self.seed,
            "since": self.since is not None,
        }

    @property
    def memory_budget(self) -> MemoryBudget:
        """The memory, to be divided among processes."""
        return MemoryBudget(self.memory, self.jobs)

    @property
    def resumable(self) -> bool:
        """False for standard input, which cannot be read again or compared."""
        return "-" not in self.dumps


def file_identity(file: str) -> list[object]:
    """Return path, size and modification time of a file, by which a later run recognises it, or only its name."""
    try:
        status = Path(file).stat()
    except OSError:
        return [file]
    return [str(Path(file).absolute()), status.st_size, status.st_mtime_ns]
