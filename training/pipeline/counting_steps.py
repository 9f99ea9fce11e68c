"""The step that counts texts: in all articles, or in those that have changed since the run before."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from linking.text.titles import Site
from training.corpus.aggregation import continue_counts
from training.corpus.chunks import BUCKETS, chunk_number
from training.corpus.counting import CountTask, count_chunks
from training.corpus.kept_run import KeptRun, has_index
from training.corpus.recount import (
    Lines,
    NotComparableError,
    Recount,
    check_distinct_titles,
    find_affected,
    find_changes,
    plan_recount,
    search_tasks,
)
from training.corpus.splits import Split
from training.engines import Engine
from training.knowledge.lookup_builder import SUMS
from training.runtime.database import database
from training.runtime.progress import Progress
from training.settings import RunSettings

logger = logging.getLogger(__name__)

TOKEN_ARTICLES = 60_000
"""The number of articles whose words next to links are counted. More would not change the statistics."""
TASK_ARTICLES = 150
"""The number of articles that a worker counts at once if few articles of each chunk are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """The articles to count, and what counts them.

    Attributes:
        engine: Runs the tasks.
        settings: The settings of the run.
        site: The wiki.
        articles: The number of articles.
        extracted: The directory with the extraction.
        titles: The directory with the title index and the dictionary.
    """

    engine: Engine
    settings: RunSettings
    site: Site
    articles: int
    extracted: Path
    titles: Path

    @property
    def _split(self) -> Split:
        return Split.for_wiki(self.articles)

    def run(self, directory: Path, kept: KeptRun | None) -> None:
        """Write the database SUMS with the counts of all articles.

        Args:
            directory: The directory for it.
            kept: The work of the run before, if its counts can be continued.
        """
        if kept is not None and has_index(self.extracted) and self._continue(directory, kept):
            return
        counted = self._count_chunks(directory / "counted", self.extracted, self.titles, None)
        self.engine.sum_counts(counted, directory / SUMS, self.settings.memory_budget.database_mb())
        shutil.rmtree(counted)

    def _count_chunks(self, counted: Path, extracted: Path, titles: Path, lines: Lines | None) -> Path:
        """Count the articles of an extraction, or some of them, and return the directory with the counts."""
        counted.mkdir()
        chunks = sorted(extracted.glob("chunk-*"))
        tasks = [
            CountTask(
                chunks=some,
                titles=titles,
                output=counted,
                language=self.site.language,
                split=self._split,
                token_buckets=_token_buckets(self.articles),
            )
            for some in ([{chunk: None} for chunk in chunks] if lines is None else _together(chunks, lines))
        ]
        total = self.articles if lines is None else sum(map(len, lines.values()))
        with Progress("count texts", total, unit="articles") as progress:
            for articles in self.engine.map(count_chunks, tasks):
                progress.advance(articles)
        return counted

    def _continue(self, directory: Path, kept: KeptRun) -> bool:
        """Count what has changed since the run before, and return False if all articles have to be counted."""
        try:
            recount = self._plan_recount(kept)
        except NotComparableError as error:
            logger.warning("all articles are counted again: %s", error)
            return False
        removed = self._count_chunks(directory / "removed", kept.extracted, kept.titles, recount.removed)
        added = self._count_chunks(directory / "added", self.extracted, self.titles, recount.added)
        numbers = recount.numbers
        memory_mb = self.settings.memory_budget.database_mb()
        with database(directory / SUMS, memory_mb=memory_mb, threads=self.settings.jobs) as connection:
            is_right = continue_counts(
                connection, kept.sums, removed=removed, added=added, texts=numbers.texts, titles=numbers.titles
            )
        for counted in (removed, added):
            shutil.rmtree(counted)
        if not is_right:
            logger.warning("all articles are counted again: the kept counts do not fit the kept articles")
            (directory / SUMS).unlink()
        return is_right

    def _plan_recount(self, kept: KeptRun) -> Recount:
        language = self.site.language
        if (Split.for_wiki(kept.articles), _token_buckets(kept.articles)) != (
            self._split,
            _token_buckets(self.articles),
        ):
            raise NotComparableError("the number of articles puts them into other groups")
        check_distinct_titles(kept.titles, kept.articles)
        check_distinct_titles(self.titles, self.articles)
        changes = find_changes(kept.titles, self.titles, language)

        def affected(unchanged: Lines) -> Iterator[Lines]:
            tasks = list(search_tasks(self.extracted, unchanged, changes, language, self.titles))
            with Progress("find affected articles", len(tasks)) as progress:
                for found in self.engine.map(find_affected, tasks):
                    progress.advance()
                    yield found

        return plan_recount(kept.extracted, self.extracted, changes, affected)


def _together(chunks: Sequence[Path], lines: Lines) -> Iterator[Mapping[Path, frozenset[int]]]:
    """Yield chunks with their lines, enough for TASK_ARTICLES at a time, because each task writes some files."""
    some: dict[Path, frozenset[int]] = {}
    for chunk in chunks:
        if found := lines.get(chunk_number(chunk)):
            some[chunk] = found
        if sum(map(len, some.values())) >= TASK_ARTICLES:
            yield some
            some = {}
    if some:
        yield some


def _token_buckets(articles: int) -> int:
    return min(BUCKETS, 1 + BUCKETS * TOKEN_ARTICLES // articles)
