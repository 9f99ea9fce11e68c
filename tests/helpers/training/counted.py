"""The corpus counts and lookups of a few pages, made by the steps of a training run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import duckdb
import numpy as np

from linking.analysis import ArticleAnalyzer, open_analyzer
from linking.store.lookups import Lookups, open_sqlite
from linking.store.record_layout import decode_anchors
from tests.helpers.training.exports import HEADER, export, page
from training.corpus.title_index import open_dictionary, open_titles
from training.engines.local import LocalEngine
from training.knowledge import lookup_builder
from training.knowledge.lookup_builder import SUMS, LookupTask
from training.pipeline.corpus_steps import Corpus
from training.runtime.checkpoints import Checkpoints
from training.runtime.worker_pool import WorkerPool
from training.settings import RunSettings


class CountedWiki:
    """A wiki of a few pages, and what the steps of a training run make of it.

    Args:
        directory: An empty directory.
        pages: Wikitext by title. A text that starts with #REDIRECT makes a redirect.
        header: Start of the export.
    """

    def __init__(self, directory: Path, pages: Mapping[str, str], header: str = HEADER) -> None:
        dump = directory / "dump.xml"
        exported = [
            page(escape(title), escape(text), number=number) for number, (title, text) in enumerate(pages.items(), 1)
        ]
        dump.write_bytes(export(*exported, header=header))
        self._directory = directory
        settings = RunSettings("kwwiki", (str(dump),), directory, jobs=1)
        (directory / "steps").mkdir()
        self.corpus = Corpus(settings, Checkpoints(directory / "steps"), LocalEngine(WorkerPool([], None), 1))
        self.titles = open_titles(self.corpus.titles)
        self.texts = open_dictionary(self.corpus.titles)[0]

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Query the database of corpus counts."""
        with duckdb.connect(str(self.corpus.sums / SUMS), read_only=True) as connection:
            return connection.execute(query, values).fetchall()

    def text_counts(self, text: str) -> tuple[int, int, int, int]:
        """Return the numbers of articles that link the text, articles that contain it, links and occurrences."""
        columns = "sum(linking_articles_any_case), sum(articles_any_case), sum(links), sum(occurrences)"
        rows = self.rows(f"SELECT {columns} FROM text_counts WHERE text = {self.texts.get(text, -1)}")
        a, b, c, d = (int(value or 0) for value in rows[0])
        return a, b, c, d

    def targets(self, text: str) -> Mapping[str, int]:
        """Return the number of articles that link the text, by target."""
        rows = self.rows(
            f"SELECT target, sum(articles) FROM link_targets WHERE text = {self.texts.get(text, -1)} GROUP BY target"
        )
        return {self.title(target): int(articles) for target, articles in rows}

    def title(self, key: int) -> str:
        """Return the title with this key."""
        return str(self.titles.trie.restore_key(key))

    @property
    def page_links(self) -> set[tuple[str, str]]:
        """The (source, target) pairs of the links between articles."""
        rows = self.rows("SELECT source, target FROM page_links")
        return {(self.title(source), self.title(target)) for source, target in rows}

    def token_counts(self, token: str) -> tuple[int, int, int]:
        """Return the numbers of occurrences of a token, of those before a link, and of those after a link."""
        columns = "sum(occurrences), sum(before_link), sum(after_link)"
        found = self.rows(f"SELECT {columns} FROM token_counts WHERE token = ?", token)
        a, b, c = (int(value or 0) for value in found[0])
        return a, b, c

    @property
    def affixes(self) -> Mapping[tuple[str, str], int]:
        """The number of occurrences by (kind, letters): "s" for letters after a link, "p" for letters before one."""
        rows = self.rows("SELECT kind, letters, sum(occurrences) FROM affixes GROUP BY kind, letters")
        return {(kind, letters): int(occurrences) for kind, letters, occurrences in rows}

    @cached_property
    def built(self) -> Path:
        """The directory of the lookups built from all articles."""
        return self.build(self.corpus.split.groups_excluding(None, include_validation=True), "built")

    def build(self, groups: Sequence[int], name: str) -> Path:
        """Build lookups from some groups of articles in a directory of this name."""
        output = self._directory / name
        output.mkdir()
        task = LookupTask(
            sums=self.corpus.sums,
            titles=self.corpus.titles,
            output=output,
            site=self.corpus.site,
            groups=groups,
            seed=0,
            memory_mb=256,
        )
        return lookup_builder.build(task)

    def open(self) -> Lookups:
        """Open the lookups built from all articles."""
        return open_sqlite(self.built)

    def reader(self, longest: int = 100) -> ArticleAnalyzer:
        """Return what serving analyzes articles with."""
        return open_analyzer(self.built, longest)


def anchor_of(opened: Lookups, text: str) -> tuple[np.void, Mapping[str, tuple[int, int]]]:
    """Return an anchor's record, and the (articles, flags) of its candidates in order, by title."""
    key = opened.tries.anchors[text]
    rows = decode_anchors([opened.anchors.get_many([key])[key]])
    title = opened.tries.titles.restore_key
    candidates = {title(int(row["page"])): (int(row["articles"]), int(row["flags"])) for row in rows.candidates}
    return rows.anchors[0], candidates
