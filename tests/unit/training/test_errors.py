"""Errors say what is wrong and what to do, and keep their data when they are sent between processes."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from linking.rules.model import Problem
from training import errors
from training.errors import TrainingError

ERRORS = [
    errors.UnreadableDumpError("dump.xml", "No such file"),
    errors.NotADumpError("dump.xml", "is empty"),
    errors.DamagedDumpError("dump.xml", "has invalid XML"),
    errors.TruncatedDumpError("dump.xml", 17),
    errors.MixedDumpsError("dump.xml", "kwwiki", "brwiki"),
    errors.OtherWikiError("dump.xml", "brwiki", "kwwiki"),
    errors.RepeatedPagesError("dump.xml", "is given twice"),
    errors.NoDumpFoundError("dumps", "kwwiki", ["only of brwiki"]),
    errors.UnreadableTableError("table.tsv", "has no Wikidata classes"),
    errors.FetchError("http://example.org/", "HTTP status 500"),
    errors.NoCompleteDumpError("http://example.org/", ["20260101"]),
    errors.ChecksumMismatchError("http://example.org/", "a" * 40, "b" * 40),
    errors.NoArticlesError("dump.xml", 5),
    errors.ConflictingOptionsError(["--since", "--table"], "a table has no pages to compare"),
    errors.WikisFileError(Path("wikis.yaml"), [Problem("wikis.kwwiki", "has no dump", 3)]),
    errors.UnknownWikisError(Path("wikis.yaml"), ["kwwiki"]),
    errors.NotPublishableError("kwwiki", ["bad", "worse"]),
    errors.WorkerLostError(),
    errors.WorkFailedError("model", "ValueError: x", "model.py:1"),
    errors.OutputMismatchError(Path("out.jsonl")),
    errors.PageNotInDumpError(5),
    errors.ArticleNotInDumpError("Kernow"),
    errors.NoArticlesToCompareError("kwwiki"),
    errors.ClusterFailedError("refused"),
    errors.EngineMissingError("pyspark"),
    errors.NothingToReviewError("kwwiki", 5, 0.9),
    errors.StrataError(0.4, 0.5),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_errors_keep_their_data_between_processes(error: TrainingError) -> None:
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_messages_are_one_line_and_exit_codes_are_failures(error: TrainingError) -> None:
    assert "\n" not in str(error)
    assert 0 < error.exit_code < 128


def test_every_error_is_tested_and_named_as_one() -> None:
    defined = {value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, TrainingError)}
    assert all(error.__name__.endswith("Error") for error in defined)
    assert defined - {type(error) for error in ERRORS} == {TrainingError, errors.DumpError}


def test_a_dump_without_articles_and_one_without_links_differ() -> None:
    assert "no articles" in str(errors.NoArticlesError("dump.xml"))
    assert "none of its 5 articles has a link" in str(errors.NoArticlesError("dump.xml", 5))


def test_a_wiki_without_dumps_and_one_without_complete_dumps_differ() -> None:
    assert "no dumps" in str(errors.NoCompleteDumpError("http://example.org/", []))
    assert "20260101, 20251201" in str(errors.NoCompleteDumpError("http://example.org/", ["20260101", "20251201"]))
