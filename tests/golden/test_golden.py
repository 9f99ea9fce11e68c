"""Recommendations do not change by accident; tests/golden/golden.py describes how to change them deliberately."""

from __future__ import annotations

import json

import pytest

pytest.importorskip("duckdb", reason="training's code builds the lookups")

from linking.wikitext.outline.reader import read_outline
from tests.golden import golden


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    return golden.answers(golden.build_lookups(tmp_path_factory.mktemp("golden")))


@pytest.fixture(scope="module")
def expected():
    return [json.loads(line) for line in golden.ANSWERS.read_text(encoding="utf-8").splitlines()]


def test_the_same_links_are_recommended(answers, expected):
    """Offset, text, target and match_index of each link are equal."""
    assert len(expected) == golden.ARTICLES
    for answer, known in zip(answers, expected, strict=True):
        assert answer["title"] == known["title"]
        assert [link[:-1] for link in answer["links"]] == [link[:-1] for link in known["links"]], known["title"]


def test_the_scores_are_the_same(answers, expected):
    """To four digits, because sums of floating-point numbers differ between processors."""
    found = [link[-1] for answer in answers for link in answer["links"]]
    assert found == pytest.approx([link[-1] for answer in expected for link in answer["links"]], abs=1e-4)


def test_most_articles_have_recommendations(expected):
    assert sum(len(answer["links"]) for answer in expected) > 2 * golden.ARTICLES


def test_nearly_all_articles_are_read_without_the_tokenizer():
    """Each article that the scan declines takes three times as long to parse."""
    read = [read_outline(wikitext) is not None for _, wikitext in golden.articles()]
    assert sum(read) >= 0.9 * len(read)
