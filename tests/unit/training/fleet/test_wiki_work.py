"""The work on a wiki ends with a result, whatever happens."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from linking.bundle.errors import BundleMissingError
from training.errors import NoArticlesError, NotADumpError, NotPublishableError
from training.evaluation.report.verdicts import Verdict
from training.fleet import wiki_work
from training.fleet.results import Outcome
from training.fleet.wiki_work import TrainWork, failure, measured
from training.pipeline.publication import Assessment, Change, RunResult
from training.settings import RunSettings

FIT = Verdict(publishable=True, reasons=())
UNFIT = Verdict(publishable=False, reasons=("precision is low",))
BUNDLE = SimpleNamespace(manifest=SimpleNamespace(version="20260101T000000Z"), directory=Path("data/kwwiki/2026"))


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> TrainWork:
    removed = ["20250101T000000Z"]
    monkeypatch.setattr(wiki_work, "prune", lambda data_dir, wiki, keep: removed[: 10 // keep])
    return TrainWork(RunSettings("kwwiki", ("dumps/kwwiki.xml",), Path("data")), keep=2)


def ending(monkeypatch: pytest.MonkeyPatch, end: object) -> None:
    def run(_: RunSettings) -> object:
        if isinstance(end, Exception):
            raise end
        return end

    monkeypatch.setattr(wiki_work, "run", run)


@pytest.mark.parametrize(
    ("verdict", "is_current", "outcome", "words"),
    [
        (FIT, True, Outcome.PUBLISHED, "fit to publish"),
        (FIT, False, Outcome.WRITTEN, "fit to publish"),
        (UNFIT, False, Outcome.WITHHELD, "do not publish: precision is low"),
        (UNFIT, True, Outcome.PUBLISHED, "do not publish: precision is low"),
    ],
)
def test_a_bundle_has_a_verdict(work, monkeypatch, verdict, is_current, outcome, words) -> None:
    change = Change("articles", 90, 100)
    found = Assessment(verdict, {"articles": 100}, "20251201T000000Z", [change])
    ending(monkeypatch, RunResult(BUNDLE, is_current, found))
    result = work.run()
    assert (result.outcome, result.verdict, result.dump) == (outcome, words, "kwwiki.xml")
    assert (result.version, result.previous, result.changes) == ("20260101T000000Z", "20251201T000000Z", (change,))
    assert result.pruned == ("20250101T000000Z",)
    assert replace(work, keep=None).run().pruned == ()


def test_a_strict_run_without_a_bundle_is_withheld(work, monkeypatch) -> None:
    ending(monkeypatch, NotPublishableError("kwwiki", ["precision is low"]))
    assert work.run().outcome is Outcome.WITHHELD


def test_an_empty_wiki_is_no_failure_unless_it_had_a_bundle(work, monkeypatch) -> None:
    ending(monkeypatch, NoArticlesError("kwwiki.xml", 3))
    monkeypatch.setattr(
        wiki_work, "open_bundle", lambda *_: (_ for _ in ()).throw(BundleMissingError("kwwiki", Path()))
    )
    result = work.run()
    assert (result.outcome, result.verdict) == (
        Outcome.EMPTY,
        "nothing to learn from: none of its 3 articles has a link",
    )
    monkeypatch.setattr(wiki_work, "open_bundle", lambda *_: BUNDLE)
    result = work.run()
    assert result.outcome is Outcome.WITHHELD
    assert result.verdict.endswith("version 20260101T000000Z stays current")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NotADumpError("a.xml", "is empty"), "a.xml: is empty"),
        (OSError(28, "No space left on device", "a"), "a: No space left on device; make space there, and run the same"),
        (duckdb.IOException("IO Error: full\nmore"), "the work directory cannot be used: IO Error: full"),
        (ZeroDivisionError("by zero"), "unexpected error, see the log: ZeroDivisionError: by zero"),
    ],
)
def test_an_error_is_put_into_words(error: Exception, words: str) -> None:
    result = failure("kwwiki", error)
    assert (result.outcome, result.wiki) == (Outcome.FAILED, "kwwiki")
    assert result.verdict.startswith(words)


def test_what_the_work_took_is_measured() -> None:
    result = measured(failure("kwwiki", OSError("x")), time.monotonic() - 5, Path("a.log"))
    assert result.seconds >= 5
    assert result.peak_mb > 0
    assert (result.log, result.ended[-1]) == ("a.log", "Z")
