"""Trials on validation articles, chunk by chunk in worker processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from linking.features import NAMES
from linking.recommend import Recommender
from linking.scoring import Model
from training.chunks import read_chunk
from training.evaluation import PROTOCOLS, Trial, run_trial
from training.examples import kept_reader, kept_titles, resolver
from training.parallel import worker_cache
from training.reference import ReferenceRule
from training.splits import Split


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
