"""`recommend` turns its arguments into settings."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from linking.recommender import DEFAULT_RECOMMENDATIONS, DEFAULT_THRESHOLD, MAX_RECOMMENDATIONS
from tests.helpers.training.commands import run_command
from training.cli import arguments, recommend
from training.pipeline.bulk_answers import BulkResult
from training.pipeline.bulk_settings import BulkSettings, RecommendationOptions

WORDS = ("recommend", "--wiki", "kwwiki", "--dump", "1.xml", "--data-dir", "data", "--out", "out", "--jobs", "1")


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> list[BulkSettings]:
    """The settings with which the pipeline is called. One article fails."""
    called: list[BulkSettings] = []
    result = BulkResult(articles=3, links=5, failed=1)
    monkeypatch.setattr(recommend, "recommend_dump", lambda given: called.append(given) or result)
    return called


def test_defaults_are_those_of_the_service(settings: list[BulkSettings]) -> None:
    run_command(*WORDS)
    options = RecommendationOptions(
        threshold=DEFAULT_THRESHOLD,
        max_recommendations=DEFAULT_RECOMMENDATIONS,
        sections_to_exclude=(),
        application_version="dev",
    )
    assert settings == [
        BulkSettings(wiki="kwwiki", dumps=("1.xml",), data_dir=Path("data"), out=Path("out"), options=options, jobs=1)
    ]


def test_the_exit_code_says_that_an_article_failed(
    settings: list[BulkSettings], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(*WORDS) == 1
    assert capsys.readouterr().out == "kwwiki: 3 articles with 5 links written to out, 1 article failed\n"


@pytest.mark.parametrize("text", ["0", str(MAX_RECOMMENDATIONS + 1), "many"])
def test_the_number_of_links_is_bounded(text: str) -> None:
    assert arguments.links(str(MAX_RECOMMENDATIONS)) == MAX_RECOMMENDATIONS
    with pytest.raises(argparse.ArgumentTypeError):
        arguments.links(text)
