"""`training run`: from a dump to a published bundle, in steps that can be interrupted.

The model is judged on validation articles that neither its statistics nor its examples have seen; then statistics and
model are made again from all articles, and that bundle is published.
"""

from __future__ import annotations

import json
import logging
import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import numpy as np

from linking.bundle import Bundle
from linking.features import NAMES
from linking.manifest import DumpName, Limits
from linking.recommend import MODEL
from linking.text import FOLDING_VERSION
from linking.titles import Site
from training import counting, extract, lookups, model, sums, titles
from training.chunks import BUCKETS
from training.config import RunSettings
from training.database import database
from training.dump import Dump
from training.errors import NoArticles, NotPublishable
from training.evaluation import PROTOCOLS, Trial, merge
from training.examples import Examples, ExampleTask, concatenate, take_examples
from training.lookups import CANDIDATES_PER_ANCHOR, COUNTS, LookupTask
from training.parallel import Workers, workers
from training.progress import Progress
from training.publish import Draft, publish, write_bundle
from training.report import verdict
from training.splits import Split
from training.steps import Steps
from training.trials import TrialTask, try_articles

logger = logging.getLogger(__name__)

MOST_PAIRS = 120_000
"""Example pairs to train on; about 40,000 are enough (RESEARCH: examples)."""
SMALL_WIKI = 300
"""Articles with links below which the default model is used: too few to learn habits from."""
WORD_ARTICLES = 60_000
"""Articles that are enough to know the words beside links."""


@dataclass(frozen=True, slots=True)
class Stage:
    """validation: whether the validation articles are learned from, as for the bundle that is published."""

    name: str
    validation: bool


JUDGED, FINAL = Stage("judged", validation=False), Stage("final", validation=True)


def run(settings: RunSettings) -> Bundle:
    """Train, judge and publish. Raises TrainingError, LinkingError, OSError, duckdb.Error, sqlite3.Error."""
    steps = Steps.begin(settings.work, settings.fingerprint(), resumable=settings.resumable)
    with workers(settings.jobs) as pool:
        bundle = _Run(settings, steps, pool).run()
    if not settings.keep_work:
        steps.finish()
    return bundle


class _Run:
    """One run: what its steps share."""

    def __init__(self, settings: RunSettings, steps: Steps, pool: Workers) -> None:
        self._settings, self._steps, self._pool = settings, steps, pool

    def run(self) -> Bundle:
        self._extracted, self._titles, self._sums  # noqa: B018 - in the order in which they log
        judged = self._lookups(JUDGED)
        trained = self._model(JUDGED)
        trials = self._trials(judged[-1], trained)
        judgement = verdict(trials)
        for reason in judgement.reasons:
            logger.warning("this bundle should not be published: %s", reason)
        if self._settings.strict and not judgement.publishable:
            raise NotPublishable(self._settings.wiki, judgement.reasons)
        return self._publish(self._lookups(FINAL)[-1], self._model(FINAL), trials)

    # statistics

    @cached_property
    def _extracted(self) -> Path:
        return self._steps.run("extracted", self._extract)

    def _extract(self, directory: Path) -> None:
        settings = self._settings
        with Dump(settings.dumps, namespaces=[0], allow_truncated=settings.allow_truncated) as dump:
            header = dump.header
            site = Site(settings.wiki, header.site.language, header.site.case, header.site.namespaces)
            with Progress("parse the dump", dump.size, unit="bytes") as progress:
                articles = 0
                for number in self._pool.map(extract.extract, extract.tasks(dump, site, directory)):
                    articles += number
                    progress.move_to(dump.consumed)
        if not articles:
            raise NoArticles(", ".join(settings.dumps))
        (directory / "site.json").write_text(json.dumps(site.to_json()))
        (directory / "extracted.json").write_text(json.dumps({"articles": articles, "dump": header.dbname}))

    @cached_property
    def _site(self) -> Site:
        return Site.from_json(json.loads((self._extracted / "site.json").read_text()))

    @cached_property
    def _articles(self) -> int:
        return int(json.loads((self._extracted / "extracted.json").read_text())["articles"])

    @cached_property
    def _split(self) -> Split:
        return Split.of(self._articles)

    @cached_property
    def _chunks(self) -> list[Path]:
        return sorted(self._extracted.glob("chunk-*"))

    @cached_property
    def _titles(self) -> Path:
        return self._steps.run("titles", self._build_titles)

    def _build_titles(self, directory: Path) -> None:
        with self._database(directory / "titles.duckdb") as connection:
            titles.load_titles(connection, self._extracted)
            built = titles.build_titles(connection, directory)
            titles.build_dictionary(connection, self._extracted, built, self._site.language, directory)

    @cached_property
    def _sums(self) -> Path:
        return self._steps.run("sums", self._count)

    def _count(self, directory: Path) -> None:
        counted = directory / "counted"
        counted.mkdir()
        below = min(BUCKETS, 1 + BUCKETS * WORD_ARTICLES // self._articles)
        tasks = [
            counting.CountTask(chunk, self._titles, counted, self._site.language, self._split, below)
            for chunk in self._chunks
        ]
        with Progress("count texts", self._articles, unit="articles") as progress:
            for articles in self._pool.map(counting.count, tasks):
                progress.advance(articles)
        with self._database(directory / lookups.SUMS) as connection:
            sums.sum_counts(connection, counted)
        shutil.rmtree(counted)

    def _database(self, path: Path):
        return database(path, memory_mb=self._settings.memory // 2 >> 20, threads=self._settings.jobs)

    @cached_property
    def _unwanted(self) -> frozenset[int]:
        return frozenset()

    # look-ups, examples and model, without and with the validation articles

    def _lookups(self, stage: Stage) -> list[Path]:
        """Directories of look-ups: one without each fold, and last one with all articles of the stage."""
        folds = [*range(self._split.folds), None]
        names = [f"lookups-{stage.name}-{'all' if fold is None else fold}" for fold in folds]
        return [
            self._steps.run(name, lambda directory, fold=fold: self._build(directory, fold, stage))  # type: ignore[misc]
            for name, fold in zip(names, folds, strict=True)
        ]

    def _build(self, directory: Path, fold: int | None, stage: Stage) -> None:
        groups = self._split.groups_without(fold, validation=stage.validation)
        memory_mb = self._settings.memory // 2 >> 20
        task = LookupTask(
            self._sums, self._titles, directory, self._site, self._unwanted, groups, self._settings.seed, memory_mb
        )
        list(self._pool.map(lookups.build, [task]))

    def _model(self, stage: Stage) -> Path:
        directory = self._steps.run(f"model-{stage.name}", lambda directory: self._fit(directory, stage))
        return directory / MODEL

    def _fit(self, directory: Path, stage: Stage) -> None:
        examples = self._examples(stage)
        booster = model.fit(examples, seed=self._settings.seed, threads=self._settings.jobs)
        booster.save_model(directory / MODEL)
        figures = {"pairs": len(examples.labels), "links": int(examples.labels.sum())}
        (directory / "examples.json").write_text(json.dumps(figures))

    def _examples(self, stage: Stage) -> Examples:
        folds, split = self._lookups(stage)[:-1], self._split
        tasks = [
            ExampleTask(chunk, self._titles, folds, split, stage.validation, self._share, self._settings.seed)
            for chunk in self._chunks
        ]
        parts = []
        with Progress("take examples", len(tasks), unit="chunks") as progress:
            for part in self._pool.map(take_examples, tasks):
                parts.append(part)
                progress.advance()
        return _at_most(concatenate(parts), MOST_PAIRS, self._settings.seed)

    @cached_property
    def _share(self) -> float:
        """Which share of the views to take: as many pairs as wanted, by the articles' mean length."""
        opened = titles.open_titles(self._titles)
        length = float(np.mean(opened.length[opened.is_article]))
        views = 4 * self._articles * self._split.examples / BUCKETS
        return min(1.0, MOST_PAIRS / (views * (5 + length / 150)))

    # judgement and bundle

    def _trials(self, judged: Path, trained: Path) -> list[Trial]:
        tasks = [TrialTask(chunk, self._titles, judged, trained, self._split) for chunk in self._chunks]
        with Progress("judge the model", len(tasks), unit="chunks") as progress:
            parts = []
            for part in self._pool.map(try_articles, tasks):
                parts.append(part)
                progress.advance()
        return [merge(protocol, [part[number] for part in parts]) for number, protocol in enumerate(PROTOCOLS)]

    def _publish(self, built: Path, trained: Path, trials: list[Trial]) -> Bundle:
        settings = self._settings
        counts = json.loads((built / COUNTS).read_text())
        directory = self._steps.run("bundle", lambda directory: _gather(directory, built, trained))
        draft = Draft(
            wiki=settings.wiki,
            language=self._site.language,
            features=NAMES,
            folding=FOLDING_VERSION,
            limits=Limits(counts["longest_anchor"], CANDIDATES_PER_ANCHOR),
            counts=counts,
            dump=DumpName(", ".join(Path(dump).name for dump in settings.dumps), ""),
            training={},
        )
        bundle = write_bundle(settings.data_dir, draft, directory)
        return publish(settings.data_dir, settings.wiki, bundle.manifest.version) if settings.publish else bundle


def _gather(directory: Path, built: Path, trained: Path) -> None:
    for path in built.iterdir():
        if path.name != COUNTS:
            shutil.copyfile(path, directory / path.name)
    shutil.copyfile(trained, directory / MODEL)


def _at_most(examples: Examples, most: int, seed: int) -> Examples:
    size = len(examples.labels)
    if size <= most:
        return examples
    chosen = np.sort(np.random.default_rng(seed).choice(size, most, replace=False))
    return Examples(examples.features[chosen], examples.labels[chosen])
