"""Engines, which run the tasks: on this machine (`local`) or on a cluster (`spark`). The steps are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

from linking.text.titles import Site
from training.corpus.extraction import ArticleCounts
from training.dumps.wikitext_table import WikitextTable

Task = TypeVar("Task")
Result = TypeVar("Result")


class Engine(Protocol):
    """What the steps need. Tasks and results are pickled, and all processes see the files that tasks name."""

    def map(self, function: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Yield the function's results in the order of the tasks. An error of a task is raised here."""
        ...

    def extract_table(self, table: WikitextTable, site: Site, directory: Path, memory_mb: int) -> ArticleCounts:
        """Extract the articles of a table, in order of page id.

        Args:
            table: The table.
            site: The wiki.
            directory: Where to write the chunks.
            memory_mb: Megabytes for a database of this process.
        """
        ...

    def sum_counts(self, counted: Path, sums: Path, memory_mb: int) -> None:
        """Create a database with the tables of corpus.aggregation.

        Args:
            counted: The directory with the output of corpus.counting.
            sums: The file of the database.
            memory_mb: Megabytes for a database of this process.
        """
        ...
