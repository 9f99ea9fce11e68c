"""Where a run's work is done: on this machine's cores (`local`), or on a cluster (`spark`). The steps are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

from training.corpus.extraction import Extracted, ExtractTask
from training.dumps.wikitext_table import WikitextTable

Task = TypeVar("Task")
Result = TypeVar("Result")


class Engine(Protocol):
    """What the steps need. Tasks and what they return cross processes; the files that they name are seen by all."""

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """The function's results, in the order of the tasks; what a task raises is raised here."""
        ...

    def extract_table(self, table: WikitextTable, into: ExtractTask, memory_mb: int) -> Extracted:
        """Extract a table's articles, by page id. into: a task without pages, which says where to and how.

        memory_mb: for a database of this process, as in sum_counts.
        """
        ...

    def sum_counts(self, counted: Path, sums: Path, memory_mb: int) -> None:
        """Make the database `sums` of what corpus.counting wrote into a directory: the tables of corpus.aggregation."""
        ...
