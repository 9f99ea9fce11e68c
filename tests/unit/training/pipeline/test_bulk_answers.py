"""The answers of one task."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from linking.recommender import Recommender
from linking.rules.model import Rule
from tests.helpers.linking.complete_bundle import write_complete_bundle
from tests.helpers.training.bulk_runs import WIKI, articles
from training.dumps.xml_export import Page
from training.pipeline.bulk_answers import BulkResult, BulkTask, answer_batch
from training.pipeline.bulk_settings import RecommendationOptions

OPTIONS = RecommendationOptions(0.05, 10, (), "1")
PAGES = [Page(number, 0, title, None, text, 1000 + number) for number, (title, text) in enumerate(articles(4), 1)]


@pytest.fixture
def task(tmp_path: Path) -> BulkTask:
    version = write_complete_bundle(tmp_path, WIKI).manifest.version
    return BulkTask(
        pages=PAGES, data_dir=tmp_path, wiki=WIKI, version=version, rules=(), exclusions=(), options=OPTIONS
    )


def titles(result: BulkResult) -> Sequence[str]:
    return [json.loads(line)["page_title"] for line in result.lines]


def test_there_is_a_line_for_each_article_and_the_links_are_counted(task: BulkTask) -> None:
    result = answer_batch(task)
    assert titles(result) == [page.title for page in PAGES]
    answers = [json.loads(line) for line in result.lines]
    assert (result.articles, result.failed) == (4, 0)
    assert result.links == sum(answer["links_count"] for answer in answers) > 0
    assert [answer["revid"] for answer in answers] == [1001, 1002, 1003, 1004]
    assert all(line.endswith(b"\n") for line in result.lines)


def test_articles_with_few_links_have_no_line(task: BulkTask) -> None:
    with_links = answer_batch(replace(task, options=replace(OPTIONS, min_links=1)))
    assert "Article 2" not in titles(with_links)
    assert with_links.articles == len(with_links.lines) < len(PAGES)


def test_excluded_articles_have_no_links(task: BulkTask) -> None:
    rule = Rule("n", "request", articles=("Article 0",))
    before, after = (
        [json.loads(line)["links"] for line in answer_batch(one).lines]
        for one in (task, replace(task, exclusions=(rule,)))
    )
    assert before[0]
    assert after == [[], *before[1:]]


def test_an_article_that_fails_is_counted_and_the_others_are_answered(
    task: BulkTask, monkeypatch: pytest.MonkeyPatch
) -> None:
    recommend = Recommender.recommend

    def fail(self: Recommender, query):
        if query.title == "Article 1":
            raise RuntimeError
        return recommend(self, query)

    monkeypatch.setattr(Recommender, "recommend", fail)
    result = answer_batch(task)
    assert result.failed == 1
    assert titles(result) == ["Article 0", "Article 2", "Article 3"]
