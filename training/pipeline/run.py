"""`training run`: from a dump to a published bundle, in checkpointed steps.

A first model is trained without the validation articles and evaluated on them. Then lookups and model are built again
from all articles, and that bundle is published.
"""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from pathlib import Path

from linking.acceptance import ACCEPTANCE
from linking.bundle.manifest import DumpName, Limits
from linking.features.definitions import NAMES
from linking.text.folding import FOLDING_VERSION
from training.dumps.wiki_identity import check_dumps, check_instance_of, check_table
from training.engines import Engine
from training.engines.factory import open_engine
from training.errors import NotPublishableError
from training.evaluation.evaluation_tasks import EvaluationTask, evaluate_chunk
from training.evaluation.report import ReportInput, gains, verdict, write_report
from training.evaluation.results import Evaluation, merge_evaluations
from training.knowledge.anchors import CANDIDATES_PER_ANCHOR
from training.knowledge.excluded_candidates import count_excluded
from training.knowledge.lookup_builder import COUNTS
from training.learning.decision_learning import DecisionsOutcome
from training.pipeline.acceptance_step import AcceptanceStep, OwnDecisions
from training.pipeline.bundle_contents import copy_bundle_files, load_booster, summarize, train_sentence_splitter
from training.pipeline.bundle_versions import Draft, publish, write_bundle
from training.pipeline.corpus_steps import Corpus
from training.pipeline.model_steps import EVALUATION, EXAMPLE_COUNTS, FINAL, Models
from training.pipeline.publication import OBJECTIONS, VERDICT, WITHHELD, RunResult, assess, figures_of
from training.runtime.checkpoints import Checkpoints
from training.runtime.progress import Progress
from training.settings import RunSettings

logger = logging.getLogger(__name__)


def run(settings: RunSettings) -> RunResult:
    """Train, evaluate and publish. A bundle that something speaks against is written, but not made current.

    Raises:
        TrainingError: The input cannot be used, or a step failed.
        LinkingError: The bundle cannot be published.
        OSError: A file cannot be read or written.
        duckdb.Error: A database of the work directory cannot be read or written.
        sqlite3.Error: A table of the bundle cannot be written.
    """
    _check_wiki(settings)
    own_decisions = OwnDecisions.read(settings)
    with Checkpoints.begin(settings.work, settings.fingerprint(), resumable=settings.resumable) as checkpoints:
        with open_engine(settings.cluster, settings.jobs) as engine:
            training = TrainingRun(settings, checkpoints, engine, own_decisions)
            result = training.run()
            training.keep()
        if not settings.keep_work:
            checkpoints.clear()
        return result


def _check_wiki(settings: RunSettings) -> None:
    """Check that all files belong to the wiki, before the first step and before checkpoints are used."""
    allow_other = settings.allow_other_dbname
    check_dumps(settings.dumps, settings.wiki, allow_other=allow_other)
    if settings.changes:
        check_dumps(settings.changes, settings.wiki, allow_other=allow_other)
    if settings.page_props:
        check_table(settings.page_props, settings.wiki, allow_other=allow_other)
    if settings.instance_of:
        check_instance_of(settings.instance_of, settings.wiki, allow_other=allow_other)


class TrainingRun:
    """One run. Its methods return what a step made, and run the step first if it has no checkpoint."""

    def __init__(
        self,
        settings: RunSettings,
        checkpoints: Checkpoints,
        engine: Engine,
        own_decisions: OwnDecisions | None = None,
    ) -> None:
        self._settings, self._checkpoints, self._engine = settings, checkpoints, engine
        self._own_decisions = own_decisions
        # Other decisions repeat only the steps that depend on them.
        self._suffix = own_decisions.suffix if own_decisions else ""
        self._corpus = Corpus(settings, checkpoints, engine)
        self._models = Models(settings, checkpoints, engine, self._corpus)

    def run(self) -> RunResult:
        """Run all steps and return the bundle, with what was found out about it."""
        evaluation = self._evaluate()
        self._check(evaluation)
        return self._publish(evaluation)

    def keep(self) -> None:
        """Keep what the next run can use, if that was asked for."""
        self._corpus.keep()

    def _check(self, evaluation: Evaluation) -> None:
        """Log warnings. Raise NotPublishableError if the run is strict and the model is not known to be good."""
        if self._models.use_default_model:
            logger.warning(
                "only %d articles contain links, which is too few to train a model; using the default model",
                self._corpus.linked_articles,
            )
        found = verdict(evaluation)
        for doubt in found.doubts:
            logger.warning("%s", doubt)
        if self._settings.strict and (found.reasons or found.doubts):
            raise NotPublishableError(self._settings.wiki, [*found.reasons, *found.doubts])

    def _acceptance(self) -> Path:
        """Return the directory of the acceptance model, with the scales of this wiki, and of what its decisions did."""
        return self._checkpoints.run(f"acceptance{self._suffix}", self._fit_acceptance)

    def _fit_acceptance(self, directory: Path) -> None:
        step = AcceptanceStep(
            corpus=self._corpus,
            engine=self._engine,
            lookups=self._models.lookups_by_fold if self._own_decisions else self._models.lookups(EVALUATION),
            model=self._models.model(EVALUATION),
            own=self._own_decisions,
        )
        step.write(directory)

    def _evaluate(self) -> Evaluation:
        evaluation = Evaluation.load(self._checkpoints.run(f"evaluation{self._suffix}", self._evaluate_chunks))
        decisions = DecisionsOutcome.load(self._acceptance())
        return replace(evaluation, threshold=decisions.moved(evaluation.threshold)) if decisions else evaluation

    def _evaluate_chunks(self, directory: Path) -> None:
        corpus = self._corpus
        lookups, model = self._models.lookups(EVALUATION) / "all", self._models.model(EVALUATION)
        acceptance = self._acceptance() / ACCEPTANCE
        tasks = [
            EvaluationTask(
                chunk=chunk,
                titles=corpus.titles,
                lookups=lookups,
                model=model,
                acceptance=acceptance,
                split=corpus.split,
                seed=self._settings.seed,
            )
            for chunk in corpus.chunks
        ]
        parts = []
        with Progress("evaluate", len(tasks), unit="chunks") as progress:
            for part in self._engine.map(evaluate_chunk, tasks):
                parts.append(part)
                progress.advance()
        merge_evaluations(parts).save(directory)

    def _publish(self, evaluation: Evaluation) -> RunResult:
        settings, corpus = self._settings, self._corpus
        lookups, model = self._models.lookups(FINAL) / "all", self._models.model(FINAL)
        acceptance = self._acceptance()
        decisions = DecisionsOutcome.load(acceptance)
        counts = json.loads((lookups / COUNTS).read_text())
        example_counts = json.loads((model.parent / EXAMPLE_COUNTS).read_text())
        dump = DumpName(settings.source, corpus.dump_date)

        def gather(directory: Path) -> None:
            copy_bundle_files(
                directory, lookups=lookups, model=model, acceptance=acceptance / ACCEPTANCE, titles=corpus.titles
            )
            report = ReportInput(
                site=corpus.site,
                dump=dump,
                counts={**counts, **example_counts},
                evaluation=evaluation,
                gain=gains(load_booster(model)),
                excluded=count_excluded(
                    corpus.excluded_counts, corpus.excluded_kinds, sums=corpus.sums, titles=corpus.titles
                ),
                boundaries=train_sentence_splitter(corpus.chunks),
                default_model=self._models.use_default_model,
                decisions=decisions,
            )
            write_report(directory, report)

        training: dict[str, object] = {
            "seed": settings.seed,
            "default_model": self._models.use_default_model,
            **example_counts,
            **({"decisions": decisions.figures} if decisions else {}),
            "trials": [summarize(result, evaluation.threshold) for result in evaluation.model],
        }
        found = verdict(evaluation)
        assessment = assess(settings.data_dir, settings.wiki, found, figures_of(counts, training))
        for objection in assessment.objections:
            logger.warning("THIS BUNDLE SHOULD NOT BE PUBLISHED: %s", objection)
        withheld = bool(assessment.objections) and not settings.publish_anyway
        draft = Draft(
            wiki=settings.wiki,
            language=corpus.site.language,
            features=NAMES,
            folding=FOLDING_VERSION,
            limits=Limits(max(1, counts["longest_anchor"]), CANDIDATES_PER_ANCHOR),
            counts=counts,
            dump=dump,
            training={
                **training,
                VERDICT: {"publishable": found.publishable, "reasons": [*found.reasons, *found.doubts]},
                OBJECTIONS: assessment.objections,
                WITHHELD: withheld,
            },
        )
        bundle = write_bundle(settings.data_dir, draft, self._checkpoints.run(f"bundle{self._suffix}", gather))
        is_current = settings.publish and not withheld
        if is_current:
            bundle = publish(settings.data_dir, settings.wiki, bundle.manifest.version)
        return RunResult(bundle, is_current, assessment, decisions)
