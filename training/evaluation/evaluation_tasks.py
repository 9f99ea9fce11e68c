"""Trials on validation articles, chunk by chunk in worker processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from linking.features.definitions import NAMES
from linking.recommender import Recommender
from linking.scoring import Model
from training.corpus.chunks import read_chunk
from training.corpus.splits import Split
from training.evaluation.baseline import ReferenceRule
from training.evaluation.metrics import PROTOCOLS, Trial, run_trial
from training.learning.examples import kept_reader, kept_titles, resolver
from training.runtime.worker_pool import worker_cache


@dataclass(frozen=True, slots=True)
class TrialTask:
    """A chunk's validation articles to try. model: a model file; None: the reference rule."""

    chunk: Path
    titles: Path
    lookups: Path
    model: Path | None
    split: Split
    seed: int


def try_articles(task: TrialTask) -> Sequence[Trial]:
    """One trial for each protocol, of the chunk's validation articles alone."""
    articles = list(read_chunk(task.chunk, task.split.is_validation))
    recommender, resolve = _recommender(task.lookups, task.model), resolver(kept_titles(task.titles))
    return [run_trial(protocol, articles, recommender, resolve, seed=task.seed) for protocol in PROTOCOLS]


@worker_cache
def _recommender(lookups: Path, model: Path | None) -> Recommender:
    judge = ReferenceRule() if model is None else Model.load(model, len(NAMES))
    return Recommender(kept_reader(lookups), judge)
