"""The steps from counts to link models: lookups are built, examples taken from articles, and models fitted.

A first model is trained without the validation articles, and a second one from all articles.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from linking.recommender import MODEL
from training.engines import Engine
from training.knowledge import lookup_builder
from training.knowledge.lookup_builder import LookupTask
from training.learning import default_model, name_part_examples
from training.learning.examples import Examples, ExampleTask, TrainingSet, concatenate, sampling_rate, take_examples
from training.learning.name_part_examples import NamePartExamples, take_name_part_examples
from training.learning.xgboost_model import MAX_PAIRS, fit, subsample
from training.pipeline.corpus_steps import Corpus
from training.runtime.checkpoints import Checkpoints
from training.runtime.output_files import copy, write_bytes, write_text
from training.runtime.progress import Progress
from training.settings import RunSettings

EXAMPLE_COUNTS = "examples.json"


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the two times that lookups and model are built.

    Attributes:
        name: Part of the names of the steps.
        include_validation: Whether validation articles are used.
    """

    name: str
    include_validation: bool


EVALUATION, FINAL = Stage("evaluation", include_validation=False), Stage("final", include_validation=True)


class Models:
    """The link models of a run, and what they are trained with.

    A method that returns a path runs its step if the step has no checkpoint.
    """

    def __init__(self, settings: RunSettings, checkpoints: Checkpoints, engine: Engine, corpus: Corpus) -> None:
        self._settings, self._checkpoints, self._engine, self._corpus = settings, checkpoints, engine, corpus

    @property
    def use_default_model(self) -> bool:
        """Whether the wiki is too small to train a model."""
        return self._corpus.linked_articles < default_model.MIN_ARTICLES

    def lookups(self, stage: Stage) -> Path:
        """Return a directory with the lookups in `all`, and those without each cross-validation fold in `0`, `1`..."""
        build = partial(self._build_lookups, stage=stage, by_fold=not self.use_default_model)
        return self._checkpoints.run(f"lookups-{stage.name}", build)

    def _build_lookups(self, directory: Path, *, stage: Stage, by_fold: bool) -> None:
        corpus = self._corpus
        folds = [*(range(corpus.split.cv_folds) if by_fold else []), None]
        memory_mb = self._settings.memory_budget.database_mb(min(self._settings.jobs, len(folds)))
        tasks = []
        for fold in folds:
            output = directory / ("all" if fold is None else str(fold))
            output.mkdir()
            task = LookupTask(
                sums=corpus.sums,
                titles=corpus.titles,
                output=output,
                site=corpus.site,
                groups=corpus.split.groups_excluding(fold, include_validation=stage.include_validation),
                seed=self._settings.seed,
                memory_mb=memory_mb,
            )
            tasks.append(task)
        with Progress(f"build lookups ({stage.name})", len(tasks)) as progress:
            for _ in self._engine.map(lookup_builder.build, tasks):
                progress.advance()

    def model(self, stage: Stage) -> Path:
        """Return the file of the model. EXAMPLE_COUNTS is in the same directory."""
        return self._checkpoints.run(f"model-{stage.name}", lambda directory: self._fit(directory, stage)) / MODEL

    def _fit(self, directory: Path, stage: Stage) -> None:
        counts = {"examples": 0, "positives": 0}
        if self.use_default_model:
            copy(default_model.PATH, directory / MODEL)
        else:
            examples = Examples.load(self._examples / stage.name)
            booster = fit(examples, seed=self._settings.seed, threads=self._settings.jobs)
            # Booster.save_model reports errors as XGBoostError, and may miss a partial write.
            write_bytes(directory / MODEL, booster.save_raw("ubj"))
            counts = {"examples": len(examples.labels), "positives": int(examples.labels.sum())}
        write_text(directory / EXAMPLE_COUNTS, json.dumps(counts))

    @property
    def _examples(self) -> Path:
        """The directory with the examples to learn from, in a directory for each stage."""
        return self._checkpoints.run("examples", self._take_examples)

    def _take_examples(self, directory: Path) -> None:
        stages = (EVALUATION, FINAL)
        for stage, found in zip(stages, self.examples(*stages), strict=True):
            output = directory / stage.name
            output.mkdir()
            subsample(found, self._settings.seed).save(output)

    def examples(self, *stages: Stage) -> list[Examples]:
        """Return the labelled pairs of a sample of the wiki's articles for each stage."""
        parts = []
        tasks = self._example_tasks(stages)
        with Progress("take examples", len(tasks), unit="chunks") as progress:
            for part in self._engine.map(take_examples, tasks):
                parts.append(part)
                progress.advance()
        return [concatenate([part[number] for part in parts]) for number in range(len(stages))]

    def name_part_examples(self) -> NamePartExamples:
        """Return the texts inside labels, and the labels, of all articles."""
        tasks = self._example_tasks([FINAL])
        with Progress("take labels", len(tasks), unit="chunks") as progress:
            parts = []
            for part in self._engine.map(take_name_part_examples, tasks):
                parts.append(part)
                progress.advance()
        return name_part_examples.concatenate(parts)

    def _example_tasks(self, stages: Sequence[Stage]) -> list[ExampleTask]:
        """Return the tasks that make examples, one for each chunk."""
        corpus = self._corpus
        training_sets = [
            TrainingSet(
                [self.lookups(stage) / str(fold) for fold in range(corpus.split.cv_folds)], stage.include_validation
            )
            for stage in stages
        ]
        rate = sampling_rate(corpus.titles, corpus.split, MAX_PAIRS)
        return [
            ExampleTask(
                chunk=chunk,
                titles=corpus.titles,
                training_sets=training_sets,
                split=corpus.split,
                sampling_rate=rate,
                seed=self._settings.seed,
            )
            for chunk in corpus.chunks
        ]

    @property
    def lookups_by_fold(self) -> Path:
        """The lookups of the evaluation, which lack those without each fold if the model is not trained."""
        if not self.use_default_model:
            return self.lookups(EVALUATION)
        build = partial(self._build_lookups, stage=EVALUATION, by_fold=True)
        return self._checkpoints.run("lookups-decisions", build)
