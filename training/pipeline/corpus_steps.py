"""The steps from a dump to counts: articles are parsed, titles resolved, pages excluded and texts counted."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

from linking.text.titles import Site
from training.corpus.calendar_pages import exclude_calendar
from training.corpus.exclusion_rules import load_rules
from training.corpus.extraction import ArticleCounts, add_up, extract_chunk, extraction_tasks
from training.corpus.joined_parts import write_part_counts
from training.corpus.kept_pages import PageIndex, UnchangedPage, write_index
from training.corpus.kept_run import KeptRun, keep_run
from training.corpus.link_parameters import write_link_parameters
from training.corpus.marker_templates import NAMESPACES, MarkerTemplates
from training.corpus.page_exclusion import exclude_pages
from training.corpus.splits import Split
from training.corpus.title_index import TitleIndex, build_dictionary, build_titles, excluded_kinds, load_titles
from training.dumps.changes import open_changes
from training.dumps.dump import Dump
from training.dumps.page_props import load_page_props
from training.dumps.wiki_identity import check_stream
from training.dumps.wikidata_instance_of import load_instance_of
from training.dumps.wikitext_table import WikitextTable
from training.engines import Engine
from training.errors import NoArticlesError
from training.knowledge.lookup_builder import EXCLUDED, SUMS
from training.knowledge.page_classes import write_classes
from training.pipeline.counting_steps import Counting
from training.runtime.checkpoints import Checkpoints
from training.runtime.database import database
from training.runtime.output_files import write_array, write_text
from training.runtime.progress import Progress
from training.settings import RunSettings

FACTS, EXCLUDED_COUNTS = "facts.json", "excluded.json"


class Corpus:
    """The articles of a run, and what is computed from them.

    A property that is a path runs its step if the step has no checkpoint.
    """

    def __init__(self, settings: RunSettings, checkpoints: Checkpoints, engine: Engine) -> None:
        self._settings, self._checkpoints, self._engine = settings, checkpoints, engine

    @cached_property
    def extracted(self) -> Path:
        """The directory with chunks of parsed articles and with tables of titles, link texts and categories.

        Raises:
            NoArticlesError: No article contains a link.
            DumpError: The dump cannot be read.
        """
        return self._checkpoints.run("extracted", self._extract)

    def _extract(self, directory: Path) -> None:
        extraction = self._extract_table if self._settings.table else self._extract_dump
        site, counts, newest = extraction(directory)
        if not counts.linked:
            raise NoArticlesError(self._settings.source, counts.articles)
        facts = {"site": site.to_json(), "articles": counts.articles, "linked": counts.linked, "newest": newest}
        write_text(directory / FACTS, json.dumps(facts))

    def _extract_dump(self, directory: Path) -> tuple[Site, ArticleCounts, str]:
        settings = self._settings
        with (
            Dump(
                settings.dumps,
                namespaces=NAMESPACES,
                allow_truncated=settings.allow_truncated,
                threads=settings.jobs,
            ) as dump,
            open_changes(directory) as changes,
        ):
            if settings.changes:
                changes.read(settings.changes, NAMESPACES)
            site = self._read_site(dump)
            templates = MarkerTemplates(load_rules(settings.wiki, site.language).markers, site)
            kept = self._kept_run(site)
            previous = kept.extracted if kept else None
            index = PageIndex(previous) if previous else None
            keep = settings.since is not None
            pages = dump.new_and_known(index.find_xml if index else lambda _: None) if keep else dump
            changed = changes.apply(pages) if settings.changes else pages
            relevant = (page for page in changed if isinstance(page, UnchangedPage) or templates.is_relevant(page))
            tasks = extraction_tasks(relevant, site, directory, keep=keep, previous=previous, index=index)
            extract = partial(self._engine.map, extract_chunk)
            with Progress("parse the dump", dump.size, unit="bytes") as progress:
                counts = add_up(progress.follow(extract, tasks, lambda: dump.consumed))
            if keep:
                write_index(directory)
            return site, counts, max(dump.newest, changes.newest)

    def _extract_table(self, directory: Path) -> tuple[Site, ArticleCounts, str]:
        settings = self._settings
        assert settings.table is not None
        with Dump(settings.dumps) as dump:
            site = self._read_site(dump)
        table = WikitextTable(settings.table, settings.wiki)
        return site, self._engine.extract_table(table, site, directory, settings.memory_budget.database_mb()), ""

    def _kept_run(self, site: Site) -> KeptRun | None:
        """Return the work of the run before, if there is some that can be used."""
        directory = self._settings.kept_run
        return KeptRun.find(directory, site) if directory else None

    def keep(self) -> None:
        """Replace what the run before has kept, if that was asked for."""
        directory = self._settings.kept_run
        if directory:
            sums = self.sums / SUMS
            keep_run(
                directory, self.site, articles=self.articles, extracted=self.extracted, titles=self.titles, sums=sums
            )

    def _read_site(self, dump: Dump) -> Site:
        settings = self._settings
        check_stream(settings.dumps, dump.header, settings.wiki, allow_other=settings.allow_other_dbname)
        return replace(dump.header.site, wiki=settings.wiki)

    @cached_property
    def _facts(self) -> dict[str, object]:
        facts: dict[str, object] = json.loads((self.extracted / FACTS).read_text(encoding="utf-8"))
        return facts

    @cached_property
    def site(self) -> Site:
        """The wiki as its dump describes it."""
        return Site.from_json(self._facts["site"])  # type: ignore[arg-type]

    @property
    def dump_date(self) -> str:
        """The day of the newest revision as "YYYY-MM-DD", or "" if the dump has no times."""
        return str(self._facts["newest"])[:10]

    @property
    def articles(self) -> int:
        """The number of articles, not counting redirects."""
        return int(str(self._facts["articles"]))

    @property
    def linked_articles(self) -> int:
        """The number of articles with a link in running text. Only these are useful for training."""
        return int(str(self._facts["linked"]))

    @cached_property
    def split(self) -> Split:
        """Assigns articles to cross-validation folds and to the validation set."""
        return Split.for_wiki(self.articles)

    @cached_property
    def chunks(self) -> list[Path]:
        """The files of parsed articles, in the order of the dump."""
        return sorted(self.extracted.glob("chunk-*"))

    @cached_property
    def titles(self) -> Path:
        """The directory with the tries of titles and texts, the excluded pages and the classes of the others."""
        return self._checkpoints.run("titles", self._build_titles)

    def _build_titles(self, directory: Path) -> None:
        with self._database(directory / "titles.duckdb") as connection:
            load_titles(connection, self.extracted)
            titles = build_titles(connection, directory)
            build_dictionary(connection, self.extracted, titles, self.site.language, directory)
            write_part_counts(connection, self.extracted, self.site.language, directory)
            write_link_parameters(connection, self.extracted, directory)
            excluded = self._exclude_pages(connection, titles, directory)
            write_classes(connection, self.extracted, titles, excluded > 0, directory)

    def _exclude_pages(
        self, connection: duckdb.DuckDBPyConnection, titles: TitleIndex, directory: Path
    ) -> NDArray[np.uint8]:
        settings = self._settings
        if settings.page_props:
            load_page_props(connection, str(settings.page_props))
        if settings.instance_of:
            load_instance_of(connection, str(settings.instance_of))
        rules = load_rules(settings.wiki, self.site.language)
        exclude_calendar(connection, self.extracted, self.site.language, rules.calendar)
        connection.execute("CREATE OR REPLACE TEMP VIEW article AS SELECT * FROM title WHERE target = ''")
        counts = exclude_pages(connection, rules, pages="article")
        excluded = excluded_kinds(connection, titles, rules.kinds)
        write_array(directory / EXCLUDED, excluded)
        content = [
            {"kind": exclusion.kind, "reason": exclusion.reason, "pages": pages} for exclusion, pages in counts.items()
        ]
        write_text(directory / EXCLUDED_COUNTS, json.dumps(content, ensure_ascii=False))
        return excluded

    @property
    def excluded_kinds(self) -> tuple[str, ...]:
        """The kinds of excluded pages, in the order of their numbers in the array EXCLUDED, from 1."""
        return load_rules(self._settings.wiki, self.site.language).kinds

    @cached_property
    def excluded_counts(self) -> list[dict[str, object]]:
        """The excluded pages: kind, reason and number of pages."""
        counts: list[dict[str, object]] = json.loads((self.titles / EXCLUDED_COUNTS).read_text(encoding="utf-8"))
        return counts

    @cached_property
    def sums(self) -> Path:
        """The directory with the database of all counts, by group of articles."""
        return self._checkpoints.run("sums", self._count)

    def _count(self, directory: Path) -> None:
        counting = Counting(
            engine=self._engine,
            settings=self._settings,
            site=self.site,
            articles=self.articles,
            extracted=self.extracted,
            titles=self.titles,
        )
        counting.run(directory, self._kept_run(self.site))

    def _database(self, path: Path) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """Open a database with the memory that is available while no worker is busy."""
        return database(path, memory_mb=self._settings.memory_budget.database_mb(), threads=self._settings.jobs)
