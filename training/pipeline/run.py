"""`training run`: from a dump to a published bundle, in steps that can be interrupted.

The model is judged on validation articles that neither its statistics nor its examples have seen; then statistics and
model are made again from all articles, and that bundle is published.
"""

from __future__ import annotations

import json
import logging
import shutil
from dataclasses import dataclass
from pathlib import Path

import xgboost

from linking.bundle.bundle import Bundle
from linking.bundle.manifest import DumpName, Limits
from linking.features.definitions import NAMES
from linking.recommender import MODEL
from linking.text.folding import FOLDING_VERSION
from training.engines import Engine
from training.engines.factory import opened
from training.errors import NotPublishable
from training.evaluation.evaluation_tasks import TrialTask, try_articles
from training.evaluation.metrics import PROTOCOLS, Trial, merge
from training.evaluation.report import ReportInput, gains, verdict, write_report
from training.evaluation.report.verdicts import THRESHOLD
from training.evaluation.results import Judgement
from training.knowledge import lookup_builder as lookups
from training.knowledge import page_classes as classes
from training.knowledge.anchors import CANDIDATES_PER_ANCHOR
from training.knowledge.lookup_builder import COUNTS, LookupTask
from training.learning import default_model
from training.learning import xgboost_model as model
from training.learning.examples import ExampleTask, share_of_views, take_examples
from training.pipeline.bundle_versions import Draft, publish, write_bundle
from training.pipeline.corpus_steps import Statistics
from training.runtime.checkpoints import Steps
from training.runtime.progress import Progress
from training.settings import RunSettings

logger = logging.getLogger(__name__)

EXAMPLES = "examples.json"


@dataclass(frozen=True, slots=True)
class Stage:
    """validation: whether the validation articles are learned from, as for the bundle that is published."""

    name: str
    validation: bool


JUDGED, FINAL = Stage("judged", validation=False), Stage("final", validation=True)


def run(settings: RunSettings) -> Bundle:
    """Train, judge and publish. Raises TrainingError, LinkingError, OSError, duckdb.Error, sqlite3.Error."""
    with Steps.begin(settings.work, settings.fingerprint(), resumable=settings.resumable) as steps:
        with opened(settings.cluster, settings.jobs) as engine:
            bundle = Run(settings, steps, engine).run()
        if not settings.keep_work:
            steps.finish()
        return bundle


class Run:
    """One run: what its steps share."""

    def __init__(self, settings: RunSettings, steps: Steps, engine: Engine) -> None:
        self._settings, self._steps, self._engine = settings, steps, engine
        self._statistics = Statistics(settings, steps, engine)

    def run(self) -> Bundle:
        judgement = self._judge()
        self._warn(judgement)
        return self._publish(self._lookups(FINAL) / "all", self._model(FINAL), judgement)

    @property
    def _uses_default(self) -> bool:
        return self._statistics.linked_articles < default_model.FEWEST_ARTICLES

    def _warn(self, judgement: Judgement) -> None:
        if self._uses_default:
            logger.warning(
                "only %d articles with links: too few to train on; using the default model with this wiki's statistics",
                self._statistics.linked_articles,
            )
        found = verdict(judgement.trials)
        for reason in found.reasons:
            logger.warning("THIS BUNDLE SHOULD NOT BE PUBLISHED: %s", reason)
        if self._settings.strict and not found.publishable:
            raise NotPublishable(self._settings.wiki, found.reasons)

    # look-ups, examples and model, without and with the validation articles

    def _lookups(self, stage: Stage) -> Path:
        """Look-ups without each fold, in directories named by number, and with all articles of the stage, in `all`."""
        return self._steps.run(f"lookups-{stage.name}", lambda directory: self._build(directory, stage))

    def _build(self, directory: Path, stage: Stage) -> None:
        known = self._statistics
        tasks = []
        folds = [*([] if self._uses_default else range(known.split.folds)), None]
        memory_mb = self._settings.shares.of_database(min(self._settings.jobs, len(folds)))
        for fold in folds:
            output = directory / ("all" if fold is None else str(fold))
            output.mkdir()
            groups = known.split.groups_without(fold, validation=stage.validation)
            tasks.append(
                LookupTask(known.sums, known.titles, output, known.site, groups, self._settings.seed, memory_mb)
            )
        with Progress(f"build look-ups ({stage.name})", len(tasks)) as progress:
            for _ in self._engine.map(lookups.build, tasks):
                progress.advance()

    def _model(self, stage: Stage) -> Path:
        directory = self._steps.run(f"model-{stage.name}", lambda directory: self._fit(directory, stage))
        return directory / MODEL

    def _fit(self, directory: Path, stage: Stage) -> None:
        if self._uses_default:
            shutil.copyfile(default_model.PATH, directory / MODEL)
            figures = {"examples": 0, "positives": 0}
        else:
            examples = model.at_most(self.examples(stage), self._settings.seed)
            booster = model.fit(examples, seed=self._settings.seed, threads=self._settings.jobs)
            # not save_model: its errors are not the system's, and a part that is not written may go unseen
            (directory / MODEL).write_bytes(booster.save_raw("ubj"))
            figures = {"examples": len(examples.labels), "positives": int(examples.labels.sum())}
        (directory / EXAMPLES).write_text(json.dumps(figures))

    def examples(self, stage: Stage) -> model.Examples:
        """Pairs of a sample of the wiki's articles, labelled."""
        known, built = self._statistics, self._lookups(stage)
        folds = [built / str(fold) for fold in range(known.split.folds)]
        share = share_of_views(known.titles, known.split, model.MOST_PAIRS)
        tasks = [
            ExampleTask(chunk, known.titles, folds, known.split, stage.validation, share, self._settings.seed)
            for chunk in known.chunks
        ]
        parts = []
        with Progress(f"take examples ({stage.name})", len(tasks), unit="chunks") as progress:
            for part in self._engine.map(take_examples, tasks):
                parts.append(part)
                progress.advance()
        return model.concatenate(parts)

    # judgement and bundle

    def _judge(self) -> Judgement:
        def work(directory: Path) -> None:
            built, trained = self._lookups(JUDGED) / "all", self._model(JUDGED)
            Judgement(self._trials(built, trained), self._trials(built, None)).save(directory)

        return Judgement.load(self._steps.run("judgement", work))

    def _trials(self, built: Path, trained: Path | None) -> list[Trial]:
        """Trials of a model, or of the reference rule."""
        known = self._statistics
        tasks = [
            TrialTask(chunk, known.titles, built, trained, known.split, self._settings.seed) for chunk in known.chunks
        ]
        parts = []
        with Progress("judge the model" if trained else "judge the rule", len(tasks), unit="chunks") as progress:
            for part in self._engine.map(try_articles, tasks):
                parts.append(part)
                progress.advance()
        return [merge(protocol, [part[number] for part in parts]) for number, protocol in enumerate(PROTOCOLS)]

    def _publish(self, built: Path, trained: Path, judgement: Judgement) -> Bundle:
        settings, known = self._settings, self._statistics
        counts = json.loads((built / COUNTS).read_text())
        dump = DumpName(settings.source, known.dump_date)
        examples = json.loads((trained.parent / EXAMPLES).read_text())
        figures = ReportInput(
            known.site,
            dump,
            {**counts, **examples},
            judgement.trials,
            judgement.reference,
            gains(_booster(trained)),
            default_model=self._uses_default,
        )

        def gather(directory: Path) -> None:
            _gather(directory, built, trained)
            for path in classes.class_files(known.titles):
                shutil.copyfile(path, directory / path.name)
            write_report(directory, figures)

        draft = Draft(
            wiki=settings.wiki,
            language=known.site.language,
            features=NAMES,
            folding=FOLDING_VERSION,
            limits=Limits(max(1, counts["longest_anchor"]), CANDIDATES_PER_ANCHOR),
            counts=counts,
            dump=dump,
            training={
                "seed": settings.seed,
                "default_model": self._uses_default,
                **examples,
                "trials": [_summary(trial) for trial in judgement.trials],
            },
        )
        bundle = write_bundle(settings.data_dir, draft, self._steps.run("bundle", gather))
        return publish(settings.data_dir, settings.wiki, bundle.manifest.version) if settings.publish else bundle


def _gather(directory: Path, built: Path, trained: Path) -> None:
    for path in built.iterdir():
        if path.name != COUNTS:
            shutil.copyfile(path, directory / path.name)
    shutil.copyfile(trained, directory / MODEL)


def _booster(path: Path) -> xgboost.Booster:
    booster = xgboost.Booster()
    booster.load_model(path)
    return booster


def _summary(trial: Trial) -> dict[str, object]:
    figures = trial.at(THRESHOLD)
    return {
        "protocol": trial.protocol.value,
        "articles": trial.articles,
        "links": trial.gold,
        "threshold": THRESHOLD,
        "precision": round(figures.precision, 4),
        "recall": round(figures.recall, 4),
    }
