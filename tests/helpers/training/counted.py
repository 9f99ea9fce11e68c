"""What a few pages add up to, counted by the steps of a run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import duckdb

from linking.analysis import Reader
from linking.recommender import open_reader
from linking.store.lookups import Lookups, open_sqlite
from tests.helpers.training.exports import HEADER, export, page
from training.corpus.title_index import open_dictionary, open_titles
from training.engines.local import LocalEngine
from training.knowledge import lookup_builder as lookups
from training.knowledge.lookup_builder import SUMS, LookupTask
from training.pipeline.corpus_steps import Statistics
from training.runtime.checkpoints import Steps
from training.runtime.worker_pool import WorkerPool
from training.settings import RunSettings

Edges = set[tuple[str, str]]


class Counted:
    """pages: title -> wikitext; a text that begins with #REDIRECT is a redirect."""

    def __init__(self, directory: Path, pages: Mapping[str, str], header: str = HEADER) -> None:
        dump = directory / "dump.xml"
        dump.write_bytes(
            export(
                *(
                    page(escape(title), escape(text), number=number + 1)
                    for number, (title, text) in enumerate(pages.items())
                ),
                header=header,
            )
        )
        self._directory = directory
        settings = RunSettings("kwwiki", (str(dump),), directory, jobs=1)
        (directory / "steps").mkdir()
        self.statistics = Statistics(settings, Steps(directory / "steps"), LocalEngine(WorkerPool([], None), 1))
        self.titles = open_titles(self.statistics.titles)
        self.texts = open_dictionary(self.statistics.titles)[0]

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the sums."""
        with duckdb.connect(str(self.statistics.sums / SUMS), read_only=True) as connection:
            return connection.execute(query, values).fetchall()

    def uses(self, text: str) -> tuple[int, int, int, int]:
        """Articles with the text as a link, articles with it, uses as a link, uses."""
        columns = "sum(linked_anyhow), sum(articles_anyhow), sum(link_uses), sum(uses)"
        rows = self.rows(f"SELECT {columns} FROM uses WHERE text = {self.texts.get(text, -1)}")
        a, b, c, d = (int(value or 0) for value in rows[0])
        return a, b, c, d

    def targets(self, text: str) -> Mapping[str, int]:
        """Articles that link the text, by target."""
        rows = self.rows(
            f"SELECT target, sum(articles) FROM pairs WHERE text = {self.texts.get(text, -1)} GROUP BY target"
        )
        return {self.title(target): int(articles) for target, articles in rows}

    def title(self, key: int) -> str:
        """Of a page's key."""
        return str(self.titles.trie.restore_key(key))

    @property
    def edges(self) -> Edges:
        """Links between articles."""
        return {
            (self.title(source), self.title(target)) for source, target in self.rows("SELECT source, target FROM edges")
        }

    def word(self, word: str) -> tuple[int, int, int]:
        """Uses of a word, and those that stand before a link and behind one."""
        found = self.rows("SELECT sum(uses), sum(before), sum(behind) FROM words WHERE word = ?", word)
        a, b, c = (int(value or 0) for value in found[0])
        return a, b, c

    @property
    def affixes(self) -> Mapping[tuple[str, str], int]:
        """Letters behind (s) and before (p) links."""
        rows = self.rows("SELECT kind, letters, sum(uses) FROM affixes GROUP BY kind, letters")
        return {(kind, letters): int(uses) for kind, letters, uses in rows}

    @cached_property
    def built(self) -> Path:
        """The look-ups of all articles."""
        output = self._directory / "built"
        output.mkdir()
        known = self.statistics
        groups = known.split.groups_without(None, validation=True)
        return lookups.build(LookupTask(known.sums, known.titles, output, known.site, groups, 0, 256))

    def open(self) -> Lookups:
        """The look-ups, opened."""
        return open_sqlite(self.built)

    def reader(self, longest: int = 100) -> Reader:
        """What serving would read articles with."""
        return open_reader(self.built, longest)
