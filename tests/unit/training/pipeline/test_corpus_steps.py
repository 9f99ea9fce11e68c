"""The corpus of a run runs each step when its output is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.training.exports import export, page
from tests.helpers.training.tiny_dumps import RIVERS, TOWNS, write_dump
from training.engines.local import LocalEngine
from training.errors import NoArticlesError
from training.pipeline.corpus_steps import Corpus
from training.runtime.checkpoints import Checkpoints
from training.runtime.progress import Progress
from training.runtime.worker_pool import WorkerPool
from training.settings import RunSettings


def corpus_of(dump: Path, work: Path) -> Corpus:
    work.mkdir(exist_ok=True)
    settings = RunSettings("kwwiki", (str(dump),), work, jobs=1)
    return Corpus(settings, Checkpoints(work), LocalEngine(WorkerPool([], None), 1))


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return corpus_of(write_dump(tmp_path / "dump.xml"), tmp_path / "work")


def test_the_facts_of_the_wiki_come_from_its_dump(corpus):
    assert corpus.articles == len(RIVERS) + len(TOWNS) + 1
    assert corpus.linked_articles == corpus.articles
    assert (corpus.site.wiki, corpus.site.language, corpus.site.case) == ("kwwiki", "kw", "first-letter")
    assert corpus.dump_date == "2024-01-01"
    assert corpus.split.cv_folds == 5
    assert len(corpus.chunks) == 1


def test_the_dump_is_parsed_when_the_last_task_is_finished(tmp_path, monkeypatch):
    """All tasks are created before the first is finished."""
    shown = []

    class ReadingAhead(LocalEngine):
        def map(self, function, tasks):
            for task in list(tasks):
                yield function(task)
                shown.append(task.number)

    dump = tmp_path / "dump.xml"
    dump.write_bytes(export(*(page(f"A {n}", "[[Rome]] " + "z" * 50_000, number=n + 1) for n in range(20))))
    monkeypatch.setattr("training.corpus.extraction.CHUNK_PAGES", 5)
    monkeypatch.setattr(Progress, "advance", lambda progress, amount: shown.append(amount / progress.total))
    (tmp_path / "work").mkdir()
    settings = RunSettings("kwwiki", (str(dump),), tmp_path / "work", jobs=1)
    corpus = Corpus(settings, Checkpoints(tmp_path / "work"), ReadingAhead(WorkerPool([], None), 1))
    assert corpus.extracted.is_dir()
    assert [entry for entry in shown if type(entry) is int] == [0, 1, 2, 3]
    assert shown[-2:] == [3, 1.0]
    assert [entry for entry in shown if entry == 1.0 and type(entry) is float] == [1.0]
    assert 0 < shown[0] < 0.5


def test_a_step_runs_when_its_output_is_needed(corpus, tmp_path):
    work = tmp_path / "work"
    assert list(work.iterdir()) == []
    assert corpus.titles.is_dir()
    assert sorted(path.name for path in work.iterdir()) == ["extracted", "titles"]
    assert corpus.sums.is_dir()
    assert sorted(path.name for path in work.iterdir()) == ["extracted", "sums", "titles"]
    assert not list(corpus.sums.glob("counted"))


def test_a_second_corpus_uses_the_checkpoints_of_the_first(corpus, tmp_path):
    titles = corpus.titles
    before = titles.stat().st_mtime_ns
    again = corpus_of(tmp_path / "missing.xml", tmp_path / "work")
    assert again.titles.stat().st_mtime_ns == before
    assert again.articles == corpus.articles


def test_excluded_pages_are_counted_by_kind_and_reason(tmp_path):
    pages = [page(f"{year}", "[[Kernow]]", number=year) for year in range(1900, 1903)]
    dump = tmp_path / "dump.xml"
    dump.write_bytes(export(page("Kernow", "[[1900]]"), page("Ceres", "[[Kernow]] __DISAMBIG__", number=2), *pages))
    corpus = corpus_of(dump, tmp_path / "work")

    assert [(row["kind"], row["pages"]) for row in corpus.excluded_counts] == [("disambiguation", 1), ("series", 3)]
    assert set(corpus.excluded_kinds) >= {"disambiguation", "series", "list", "calendar"}


def test_a_dump_without_links_is_an_error(tmp_path):
    dump = tmp_path / "dump.xml"
    dump.write_bytes(export(page("Kernow", "A county.")))
    with pytest.raises(NoArticlesError, match="none of its 1 articles has a link"):
        _ = corpus_of(dump, tmp_path / "work").extracted
