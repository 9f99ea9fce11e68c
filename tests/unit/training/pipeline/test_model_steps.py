"""Lookups, examples and models are made step by step, and a finished step is not repeated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.helpers.training.tiny_dumps import write_dump
from training.engines.local import LocalEngine
from training.learning import default_model
from training.learning.examples import Examples, take_examples
from training.pipeline.corpus_steps import Corpus
from training.pipeline.model_steps import EVALUATION, FINAL, Models
from training.runtime.checkpoints import Checkpoints
from training.runtime.worker_pool import WorkerPool
from training.settings import RunSettings


class CountingEngine(LocalEngine):
    """Counts how often examples are taken from the wiki."""

    taken = 0

    def map(self, function, tasks):
        self.taken += function is take_examples
        return super().map(function, tasks)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    write_dump(tmp_path / "dump.xml")
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def models_of(work: Path) -> tuple[Models, CountingEngine]:
    settings = RunSettings("kwwiki", (str(work.parent / "dump.xml"),), work, jobs=1)
    engine, checkpoints = CountingEngine(WorkerPool([], None), 1), Checkpoints(work)
    return Models(settings, checkpoints, engine, Corpus(settings, checkpoints, engine)), engine


def test_one_pass_over_the_articles_takes_the_examples_of_both_models(work, monkeypatch):
    monkeypatch.setattr(default_model, "MIN_ARTICLES", 10)
    models, engine = models_of(work)
    first, second = models.model(EVALUATION), models.model(FINAL)
    assert engine.taken == 1
    assert first.read_bytes() != second.read_bytes()
    for stage in (EVALUATION, FINAL):
        (alone,) = models.examples(stage)
        saved = Examples.load(work / "examples" / stage.name)
        np.testing.assert_array_equal(saved.features, alone.features)
        np.testing.assert_array_equal(saved.labels, alone.labels)


def test_a_later_run_fits_a_model_to_the_examples_of_an_interrupted_one(work, monkeypatch):
    monkeypatch.setattr(default_model, "MIN_ARTICLES", 10)
    before = models_of(work)[0].model(EVALUATION).read_bytes()
    (work / "model-evaluation").rename(work / "model-evaluation.unfinished")
    models, engine = models_of(work)
    assert models.model(EVALUATION).read_bytes() == before
    assert engine.taken == 0


def test_a_small_wiki_takes_no_examples(work):
    models, engine = models_of(work)
    assert models.use_default_model
    assert models.model(FINAL).read_bytes() == default_model.PATH.read_bytes()
    assert engine.taken == 0
    assert [path.name for path in models.lookups(FINAL).iterdir()] == ["all"]
    assert len(list(models.lookups_by_fold.iterdir())) == 6
