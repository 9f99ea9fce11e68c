"""The steps that turn a dump into sums: parsed articles, titles, the dictionary, and what was counted."""

from __future__ import annotations

import json
import shutil
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from linking.text.titles import Site
from training.corpus import counting
from training.corpus import extraction as extract
from training.corpus import title_index as titles
from training.corpus.chunks import BUCKETS
from training.corpus.exclusion_rules import load_rules
from training.corpus.extraction import Extracted, ExtractTask
from training.corpus.page_exclusion import exclude_pages
from training.corpus.splits import Split
from training.corpus.title_index import Titles
from training.dumps.dump import Dump
from training.dumps.page_props import load_page_props
from training.dumps.wikidata_instance_of import load_instance_of
from training.dumps.wikitext_table import WikitextTable
from training.engines import Engine
from training.errors import NoArticles
from training.knowledge import lookup_builder as lookups
from training.knowledge import page_classes as classes
from training.runtime.checkpoints import Steps
from training.runtime.database import database
from training.runtime.progress import Progress
from training.settings import RunSettings

WORD_ARTICLES = 60_000
"""Articles that are enough to know the words beside links."""
FACTS = "facts.json"


class Statistics:
    """What a run knows of its wiki; each step is done when it is first asked for, or was done before."""

    def __init__(self, settings: RunSettings, steps: Steps, engine: Engine) -> None:
        self._settings, self._steps, self._engine = settings, steps, engine

    @cached_property
    def extracted(self) -> Path:
        """Chunks of parsed articles, tables of titles and link texts. Raises NoArticles, DumpError."""
        return self._steps.run("extracted", self._extract)

    def _extract(self, directory: Path) -> None:
        extraction = self._extract_table if self._settings.table else self._extract_dump
        site, found, newest = extraction(directory)
        if not found.linked:
            raise NoArticles(self._settings.source, found.articles)
        facts = {"site": site.to_json(), "articles": found.articles, "linked": found.linked, "newest": newest}
        (directory / FACTS).write_text(json.dumps(facts), encoding="utf-8")

    def _extract_dump(self, directory: Path) -> tuple[Site, Extracted, str]:
        settings = self._settings
        with Dump(settings.dumps, namespaces=[0], allow_truncated=settings.allow_truncated) as dump:
            site = self._site(dump)
            parts = []
            with Progress("parse the dump", dump.size, unit="bytes") as progress:
                for part in self._engine.map(extract.extract, extract.tasks(dump, site, directory)):
                    parts.append(part)
                    progress.move_to(dump.consumed)
            return site, extract.together(parts), dump.newest

    def _extract_table(self, directory: Path) -> tuple[Site, Extracted, str]:
        settings = self._settings
        assert settings.table is not None
        with Dump(settings.dumps) as header:
            site = self._site(header)
        into = ExtractTask(0, (), site, directory)
        table = WikitextTable(settings.table, settings.wiki)
        return site, self._engine.extract_table(table, into, settings.shares.of_database()), ""

    def _site(self, dump: Dump) -> Site:
        found = dump.header.site
        return Site(self._settings.wiki, found.language, found.case, found.namespaces)

    @cached_property
    def _facts(self) -> dict[str, object]:
        facts: dict[str, object] = json.loads((self.extracted / FACTS).read_text(encoding="utf-8"))
        return facts

    @cached_property
    def site(self) -> Site:
        """The wiki, as its dump describes it."""
        return Site.from_json(self._facts["site"])  # type: ignore[arg-type]

    @property
    def dump_date(self) -> str:
        """The day of the newest revision, "YYYY-MM-DD"; "" where the dump has no times."""
        return str(self._facts["newest"])[:10]

    @property
    def articles(self) -> int:
        """Number of articles, redirects left out."""
        return int(str(self._facts["articles"]))

    @property
    def linked_articles(self) -> int:
        """Number of articles with a link in their running text: what can be learned from."""
        return int(str(self._facts["linked"]))

    @cached_property
    def split(self) -> Split:
        """Which articles are examples, and which are for validation."""
        return Split.of(self.articles)

    @cached_property
    def chunks(self) -> list[Path]:
        """Files of parsed articles, in the order of the dump."""
        return sorted(self.extracted.glob("chunk-*"))

    @cached_property
    def titles(self) -> Path:
        """Tries of titles and texts, the pages that are not worth linking, and classes of the others."""
        return self._steps.run("titles", self._build_titles)

    def _build_titles(self, directory: Path) -> None:
        with self.database(directory / "titles.duckdb") as connection:
            titles.load_titles(connection, self.extracted)
            built = titles.build_titles(connection, directory)
            titles.build_dictionary(connection, self.extracted, built, self.site.language, directory)
            unwanted = self._exclude_pages(connection, built, directory)
            classes.write_classes(connection, self.extracted, built, unwanted, directory)

    def _exclude_pages(
        self, connection: duckdb.DuckDBPyConnection, built: Titles, directory: Path
    ) -> NDArray[np.bool_]:
        settings = self._settings
        if settings.page_props:
            load_page_props(connection, str(settings.page_props))
        if settings.instance_of:
            load_instance_of(connection, str(settings.instance_of))
        counts = exclude_pages(connection, load_rules(settings.wiki, self.site.language))
        unwanted = titles.unwanted_keys(connection, built)
        np.save(directory / lookups.UNWANTED, unwanted)
        (directory / "unwanted.json").write_text(json.dumps(counts, ensure_ascii=False), encoding="utf-8")
        return unwanted

    @cached_property
    def sums(self) -> Path:
        """The database of everything counted, by group of articles."""
        return self._steps.run("sums", self._count)

    def _count(self, directory: Path) -> None:
        counted = directory / "counted"
        counted.mkdir()
        below = min(BUCKETS, 1 + BUCKETS * WORD_ARTICLES // self.articles)
        tasks = [
            counting.CountTask(chunk, self.titles, counted, self.site.language, self.split, below)
            for chunk in self.chunks
        ]
        with Progress("count texts", self.articles, unit="articles") as progress:
            for articles in self._engine.map(counting.count, tasks):
                progress.advance(articles)
        self._engine.sum_counts(counted, directory / lookups.SUMS, self._settings.shares.of_database())
        shutil.rmtree(counted)

    def database(self, path: Path) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """A database that keeps to the run's memory while no worker is busy."""
        return database(path, memory_mb=self._settings.shares.of_database(), threads=self._settings.jobs)
